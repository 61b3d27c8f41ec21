package main

import (
	"fmt"
	"io"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// graphCmd is "hairpin graph".
type graphCmd struct {
	inputFlags
	Format string `enum:"text,dot,mermaid,json,svg" default:"text" help:"How to print: ${enum}." group:"Output:"`
}

// Help is printed behind the summary of the command.
func (*graphCmd) Help() string {
	return `Shows which operations of the gateway call which, through loopback or its own hostname, and which of them call each other
in a circle. svg is a picture that stands alone; above 60 operations it shows APIs.`
}

// graphWriters are the formats by name.
var graphWriters = map[string]func(io.Writer, *hairpinv1.GetCallGraphResponse) error{
	"text": graphText, "dot": graphDot, "mermaid": graphMermaid, "svg": graphSVG,
	"json": func(out io.Writer, g *hairpinv1.GetCallGraphResponse) error { return writeMessage(out, g) },
}

// Run carries the command out.
func (c *graphCmd) Run(sh *shell) error {
	svc, err := c.service()
	if err != nil {
		return err
	}
	w, config, problems, err := c.whole(sh)
	if err != nil {
		return err
	}
	g, err := svc.GetCallGraph(sh.ctx, &hairpinv1.GetCallGraphRequest{Files: w.files, Config: config})
	if err != nil {
		return plain(err)
	}
	for _, e := range g.GetEdges() {
		w.displayLocation(e.GetLocation())
	}
	if err := graphWriters[c.Format](sh.stdout, g); err != nil {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return problems
}
