package print

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// graphWriters are the formats by name.
var graphWriters = map[string]func(io.Writer, *hairpinv1.GetCallGraphResponse) error{
	"text": graphText, "dot": graphDot, "mermaid": graphMermaid, "svg": graphSVG,
	"json": func(out io.Writer, g *hairpinv1.GetCallGraphResponse) error { return JSON(out, g) },
}

// Graph prints a graph of self-calls in one of the formats.
func Graph(out io.Writer, g *hairpinv1.GetCallGraphResponse, format string) error {
	return graphWriters[format](out, g)
}

// graphText lists the calls by the operation that makes them, and the cycles.
func graphText(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	from := ""
	for _, e := range g.GetEdges() {
		if e.GetFrom() != from {
			from = e.GetFrom()
			fmt.Fprintln(b, Clean(from))
		}
		word := ""
		if !e.GetCertain() {
			word = " (on some paths)"
		}
		fmt.Fprintf(b, "  -> %s%s  %s\n", Clean(e.GetTo()), word, Place(e.GetLocation()))
	}
	if len(g.GetEdges()) > 0 {
		fmt.Fprintln(b)
	}
	for _, c := range g.GetCycles() {
		fmt.Fprintf(b, "cycle: %s\n", Clean(strings.Join(c.GetNodes(), " -> ")))
	}
	fmt.Fprintf(b, "%s between %s, %s\n", Plural(len(g.GetEdges()), "self-call"), Plural(len(g.GetNodes()), "operation"), Plural(len(g.GetCycles()), "cycle"))
	return b.Flush()
}
