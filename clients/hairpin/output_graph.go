package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// graphText lists the calls by the operation that makes them, and the circles.
func graphText(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	from := ""
	for _, e := range g.GetEdges() {
		if e.GetFrom() != from {
			from = e.GetFrom()
			fmt.Fprintln(b, clean(from))
		}
		word := ""
		if !e.GetCertain() {
			word = " (on some paths)"
		}
		fmt.Fprintf(b, "  -> %s%s  %s\n", clean(e.GetTo()), word, place(e.GetLocation()))
	}
	if len(g.GetEdges()) > 0 {
		fmt.Fprintln(b)
	}
	for _, c := range g.GetCycles() {
		fmt.Fprintf(b, "circle: %s\n", clean(strings.Join(c.GetNodes(), " -> ")))
	}
	fmt.Fprintf(b, "%s between %s, %s\n", plural(len(g.GetEdges()), "self-call"), plural(len(g.GetNodes()), "operation"), plural(len(g.GetCycles()), "circle"))
	return b.Flush()
}

// graphDot is the graph in the language of Graphviz.
// https://graphviz.org/doc/info/lang.html
func graphDot(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	fmt.Fprintln(b, "digraph selfcalls {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];")
	quote := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(clean(s)) + `"` }
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

// graphMermaid is the graph as a flowchart of Mermaid.
// https://mermaid.js.org/syntax/flowchart.html
func graphMermaid(out io.Writer, g *hairpinv1.GetCallGraphResponse) error {
	b := bufio.NewWriter(out)
	fmt.Fprintln(b, "flowchart LR")
	ids := map[string]string{}
	for i, n := range g.GetNodes() {
		id := "n" + strconv.Itoa(i)
		ids[n.GetId()] = id
		fmt.Fprintf(b, "  %s[\"%s\"]\n", id, strings.NewReplacer(`"`, "#quot;", "#", "#35;").Replace(clean(n.GetId())))
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
