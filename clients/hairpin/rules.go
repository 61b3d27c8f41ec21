package main

import (
	"fmt"
	"text/tabwriter"

	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// rulesCmd is "hairpin rules".
type rulesCmd struct {
	serverFlags
	Format string `enum:"text,json" default:"text" help:"How to print: ${enum}."`
}

// Run carries the command out.
func (c *rulesCmd) Run(sh *shell) error {
	svc, err := c.service(sh)
	if err != nil {
		return err
	}
	resp, err := svc.ListRules(sh.ctx, &hairpinv1.ListRulesRequest{})
	if err != nil {
		return plain(err)
	}
	if c.Format == "json" {
		return print.JSON(sh.stdout, resp)
	}
	t := tabwriter.NewWriter(sh.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tNAME\tSEVERITY\tFIXES\tWHAT IS WRONG")
	for _, r := range resp.GetRules() {
		fixes := "-"
		if r.GetFixable() {
			fixes = "yes"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.GetId(), r.GetName(), print.Severity(r.GetSeverity()), fixes, r.GetSummary())
	}
	return t.Flush()
}
