package main

import (
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	"hairpin.example/hairpin/lsp"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// lspCmd is "hairpin lsp".
type lspCmd struct {
	Stdio bool `help:"Communicate over standard input and output, which is the only mode; editors pass this flag."`
}

// Help is printed after the summary of the command.
func (*lspCmd) Help() string {
	return `Editors start it themselves. Facts about the instance come from the editor's settings, and
from hairpin.yaml and instance.json in the workspace. Errors are written to standard error.`
}

// Run carries the command out.
func (c *lspCmd) Run(sh *shell) error {
	return exit(lsp.Serve(sh.ctx, sh.stdin, sh.stdout, lsp.Options{
		Collect: collect.For, Picture: pictureOf, Version: buildVersion().version, Log: sh.stderr,
	}))
}

// pictureOf draws a graph of self-calls as "hairpin graph --format svg" does.
func pictureOf(g *analyzer.Graph) (string, error) {
	type ends struct{ from, to string }
	inCycle, round := map[ends]bool{}, map[string]bool{}
	resp := &hairpinv1.GetCallGraphResponse{}
	for _, cycle := range g.Cycles {
		resp.Cycles = append(resp.Cycles, &hairpinv1.CallCycle{})
		for _, e := range cycle {
			inCycle[ends{e.From.String(), e.To.String()}], round[e.From.String()] = true, true
		}
	}
	for _, n := range g.Nodes {
		resp.Nodes = append(resp.Nodes, &hairpinv1.CallNode{Id: n.String(), InCycle: round[n.String()]})
	}
	for i := range g.Edges {
		e := ends{g.Edges[i].From.String(), g.Edges[i].To.String()}
		resp.Edges = append(resp.Edges, &hairpinv1.CallEdge{From: e.from, To: e.to, Certain: g.Edges[i].Certain, InCycle: inCycle[e]})
	}
	var b strings.Builder
	err := print.Graph(&b, resp, "svg")
	return b.String(), err
}
