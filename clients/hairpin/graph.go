package main

import (
	"fmt"

	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// graphCmd is "hairpin graph".
type graphCmd struct {
	inputFlags
	Format string `enum:"text,dot,mermaid,json,svg" default:"text" help:"How to print: ${enum}." group:"Output:"`
}

// Help is printed after the summary of the command.
func (*graphCmd) Help() string {
	return `Shows which operations of the gateway call which, through loopback or its own hostname, and which of them call each other
in a cycle. svg is a self-contained picture; above 60 operations it shows APIs.`
}

// Run carries the command out.
func (c *graphCmd) Run(sh *shell) error {
	j, err := c.begin(sh, nil)
	if err != nil {
		return err
	}
	j.config.ReportPaths = nil
	unread := j.unread(j.in.Problems, print.Palette{})
	if !j.in.Selected {
		return unread
	}
	g, err := j.svc.GetCallGraph(sh.ctx, &hairpinv1.GetCallGraphRequest{Files: j.project.Files, Config: j.config})
	if err != nil {
		return plain(err)
	}
	for _, e := range g.GetEdges() {
		j.project.DisplayLocation(e.GetLocation())
	}
	if err := print.Graph(sh.stdout, g, c.Format); err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return unread
}
