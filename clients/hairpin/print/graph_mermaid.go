package print

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// graphMermaid is the graph as a flowchart of Mermaid.
// https://mermaid.js.org/syntax/flowchart.html
func graphMermaid(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	fmt.Fprintln(b, "flowchart LR")
	ids := map[string]string{}
	for i, n := range g.GetNodes() {
		id := "n" + strconv.Itoa(i)
		ids[n.GetId()] = id
		fmt.Fprintf(b, "  %s[\"%s\"]\n", id, strings.NewReplacer(`"`, "#quot;", "#", "#35;").Replace(Clean(n.GetId())))
	}
	var red []string
	for i, e := range g.GetEdges() {
		arrow := "-->"
		if !e.GetCertain() {
			arrow = "-.->"
		}
		fmt.Fprintf(b, "  %s %s %s\n", ids[e.GetFrom()], arrow, ids[e.GetTo()])
		if e.GetInCycle() {
			red = append(red, strconv.Itoa(i))
		}
	}
	if len(red) > 0 {
		fmt.Fprintf(b, "  linkStyle %s stroke:#c62828\n", strings.Join(red, ","))
	}
	return b.Flush()
}
