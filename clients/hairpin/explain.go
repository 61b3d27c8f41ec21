package main

import (
	"bufio"
	"fmt"
	"strings"
)

// explainCmd is "hairpin explain".
type explainCmd struct {
	Rule  string `arg:"" help:"ID or name of a rule, such as HP101 or self-chained-backend."`
	Color string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}."`
}

// Run carries the command out.
func (c *explainCmd) Run(sh *shell) error {
	r, err := findRule(c.Rule)
	if err != nil {
		return err
	}
	colors := (&outputFlags{Color: c.Color}).palette(sh)
	b := bufio.NewWriter(sh.stdout)
	page := fmt.Sprintf("# %s %s\n\n%s", r.ID, r.Name, strings.TrimLeft(r.Page(), "\n"))
	code := false
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
			line = colors.paint(colors.dim, line)
		case code:
			line = colors.paint(colors.cyan, line)
		case strings.HasPrefix(line, "#"):
			line = colors.paint(colors.bold, line)
		}
		fmt.Fprintln(b, line)
	}
	return b.Flush()
}
