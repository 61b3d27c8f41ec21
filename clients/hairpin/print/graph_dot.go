package print

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// graphDot is the graph in the language of Graphviz.
// https://graphviz.org/doc/info/lang.html
func graphDot(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	fmt.Fprintln(b, "digraph selfcalls {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];")
	quote := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(Clean(s)) + `"` }
	for _, n := range g.GetNodes() {
		if n.GetInCycle() {
			fmt.Fprintf(b, "  %s [color=red];\n", quote(n.GetId()))
		} else {
			fmt.Fprintf(b, "  %s;\n", quote(n.GetId()))
		}
	}
	for _, e := range g.GetEdges() {
		var attrs []string
		if e.GetInCycle() {
			attrs = append(attrs, "color=red")
		}
		if !e.GetCertain() {
			attrs = append(attrs, "style=dashed")
		}
		style := ""
		if len(attrs) > 0 {
			style = " [" + strings.Join(attrs, ", ") + "]"
		}
		fmt.Fprintf(b, "  %s -> %s%s;\n", quote(e.GetFrom()), quote(e.GetTo()), style)
	}
	fmt.Fprintln(b, "}")
	return b.Flush()
}
