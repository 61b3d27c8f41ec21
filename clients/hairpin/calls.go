package main

import (
	"fmt"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// callsCmd is "hairpin calls".
type callsCmd struct {
	inputFlags
	Format string `enum:"text,json" default:"text" help:"How to print: ${enum}." group:"Output:"`
	Color  string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}." group:"Output:"`
	Quiet  bool   `short:"q" help:"Print calls only, without summary." group:"Output:"`
}

// Help is printed behind the summary of the command.
func (*callsCmd) Help() string {
	return `Of each call it prints where it leads, what its URL and its Host header can be, and where each piece of them was written.
What is not known stands in braces. A host is unlisted if it is none of the gateway's names that are given, but not all are.`
}

// Run carries the command out.
func (c *callsCmd) Run(sh *shell) error {
	svc, err := c.service()
	if err != nil {
		return err
	}
	in, config, err := c.inputs(sh)
	if err != nil {
		return err
	}
	w, err := c.workspace(in, config)
	if err != nil {
		return err
	}
	resp := &hairpinv1.ListCallsResponse{Summary: &hairpinv1.CallSummary{}}
	if in.selected {
		p := newProgress(sh)
		p.say("analysing %d files", len(w.files))
		resp, err = svc.ListCalls(sh.ctx, &hairpinv1.ListCallsRequest{Files: w.files, Config: config})
		p.done()
		if err != nil {
			return plain(err)
		}
		w.displayCalls(resp)
	}
	resp.Problems = append(in.problems, resp.Problems...)
	colors := (&outputFlags{Color: c.Color}).palette(sh)
	problems := &report{resp: &hairpinv1.AnalyzeResponse{Problems: resp.GetProblems()}, source: w.source()}
	if c.Format == "text" {
		problems.colors = colors
	}
	writeProblems(sh.stderr, problems)
	switch {
	case c.Format == "json":
		err = writeMessage(sh.stdout, resp)
	case in.selected:
		err = writeCalls(sh.stdout, resp, colors, c.Quiet)
	}
	if err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	if len(resp.GetProblems()) > 0 {
		return exit(exitUsage)
	}
	return nil
}
