package main

import (
	"fmt"

	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// callsCmd is "hairpin calls".
type callsCmd struct {
	inputFlags
	Format string `enum:"text,json" default:"text" help:"How to print: ${enum}." group:"Output:"`
	Color  string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}." group:"Output:"`
	Quiet  bool   `short:"q" help:"Print only calls, without a summary." group:"Output:"`
}

// Help is printed after the summary of the command.
func (*callsCmd) Help() string {
	return `For each call it prints where it leads, what its URL and its Host header can be, and where each piece of them was written.
Unknown pieces are in braces. A host is unlisted if it is not among the given names of the gateway, but not all names are given.`
}

// Run carries the command out.
func (c *callsCmd) Run(sh *shell) error {
	j, err := c.begin(sh, nil)
	if err != nil {
		return err
	}
	resp := &hairpinv1.ListCallsResponse{Summary: &hairpinv1.CallSummary{}}
	if j.in.Selected {
		err := j.analyse(func() (err error) {
			resp, err = j.svc.ListCalls(sh.ctx, &hairpinv1.ListCallsRequest{Files: j.project.Files, Config: j.config})
			return err
		})
		if err != nil {
			return err
		}
		j.project.DisplayCalls(resp)
	}
	resp.Problems = append(j.in.Problems, resp.Problems...)
	colors := (&outputFlags{Color: c.Color}).palette(sh)
	inProblems := colors
	if c.Format != "text" {
		inProblems = print.Palette{}
	}
	unread := j.unread(resp.GetProblems(), inProblems)
	switch {
	case c.Format == "json":
		err = print.JSON(sh.stdout, resp)
	case j.in.Selected:
		err = print.Calls(sh.stdout, resp, colors, c.Quiet)
	}
	if err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return unread
}
