package main

import (
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	"hairpin.example/hairpin/lsp"
	"hairpin.example/hairpin/server"
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
	var b strings.Builder
	err := print.Graph(&b, server.Graph(g), "svg")
	return b.String(), err
}
