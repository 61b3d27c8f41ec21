package policy

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// outline prints a tree and its errors, a line for each node, with every span:
// elements with their start and end tags, attributes and texts with their parts.
func outline(src string) string {
	doc, errs := Parse(text.NewView(src))
	var b strings.Builder
	for _, n := range doc.Children {
		outlineNode(&b, src, n, "")
	}
	for _, e := range errs {
		fmt.Fprintf(&b, "error %s %q: %s\n", span(e.Span), e.Span.Of(src), e.Message)
	}
	return b.String()
}

func outlineNode(b *strings.Builder, src string, n Node, indent string) {
	switch n := n.(type) {
	case *Element:
		fmt.Fprintf(b, "%s<%s> %s", indent, n.Tag, span(n.Open))
		if n.SelfClosing {
			b.WriteString(" self-closing")
		} else {
			fmt.Fprintf(b, " close %s", span(n.Close))
		}
		b.WriteString("\n")
		for _, a := range n.Attrs {
			fmt.Fprintf(b, "%s  %s %s", indent, a.Key, span(a.At))
			if a.Quote != '"' {
				fmt.Fprintf(b, " quote %q", a.Quote)
			}
			outlineParts(b, a.Value)
		}
		for _, child := range n.Children {
			outlineNode(b, src, child, indent+"  ")
		}
	case *Text:
		kind := "text"
		if n.CData {
			kind = "cdata"
		}
		fmt.Fprintf(b, "%s%s %s", indent, kind, span(n.At))
		outlineParts(b, n.Value)
	case *Comment:
		fmt.Fprintf(b, "%scomment %s %q\n", indent, span(n.At), n.Body.Of(src))
	case *Other:
		fmt.Fprintf(b, "%sother %s %q\n", indent, span(n.At), n.At.Of(src))
	}
}

func outlineParts(b *strings.Builder, v Value) {
	names := []string{Literal: "literal", NamedValue: "named", Token: "token", Expression: "expr"}
	for _, p := range v.Parts {
		fmt.Fprintf(b, " | %s %s", names[p.Kind], span(p.At))
		for _, f := range []struct {
			name string
			set  bool
		}{{" block", p.Block}, {" unclosed", p.Unclosed}, {" encoded", p.Encoded}} {
			if f.set {
				b.WriteString(f.name)
			}
		}
		fmt.Fprintf(b, " %q", p.View.Src)
	}
	b.WriteString("\n")
}

func span(s text.Span) string { return fmt.Sprintf("%d:%d", s.Start, s.End) }
