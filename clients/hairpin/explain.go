package main

import (
	"bufio"
	"fmt"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// explainCmd is "hairpin explain".
type explainCmd struct {
	serverFlags
	Rule  string `arg:"" help:"ID or name of a rule, such as HP101 or self-chained-backend; hairpin rules lists them."`
	Color string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}."`
}

// Run carries the command out.
func (c *explainCmd) Run(sh *shell) error {
	svc, err := c.service(sh)
	if err != nil {
		return err
	}
	resp, err := svc.ListRules(sh.ctx, &hairpinv1.ListRulesRequest{})
	if err != nil {
		return plain(err)
	}
	r, err := findListed(resp.GetRules(), c.Rule)
	if err != nil {
		return err
	}
	colors := (&outputFlags{Color: c.Color}).palette(sh)
	b := bufio.NewWriter(sh.stdout)
	page := fmt.Sprintf("# %s %s\n\n%s", r.GetId(), r.GetName(), strings.TrimLeft(r.GetDocumentation(), "\n"))
	code := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
			line = colors.Paint(colors.Dim, line)
		case code:
			line = colors.Paint(colors.Cyan, line)
		case strings.HasPrefix(line, "#"):
			line = colors.Paint(colors.Bold, line)
		}
		fmt.Fprintln(b, line)
	}
	return b.Flush()
}

// findListed is findRule among the rules of a server, which may have others.
func findListed(rules []*hairpinv1.Rule, name string) (*hairpinv1.Rule, error) {
	var known []string
	for _, r := range rules {
		if strings.EqualFold(r.GetId(), name) || strings.EqualFold(r.GetName(), name) {
			return r, nil
		}
		known = append(known, r.GetId(), r.GetName())
	}
	return nil, noRule(name, known)
}
