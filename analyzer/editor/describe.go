package editor

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/dialect"
)

// describeElement is what the table says of an element, in Markdown.
func describeElement(e *dialect.Element) string {
	var b strings.Builder
	b.WriteString(e.Doc + "\n")
	if e.In != 0 {
		b.WriteString("\nSections: " + e.In.String() + "\n")
	}
	if len(e.Attrs) > 0 {
		b.WriteString("\nAttributes:\n")
	}
	for i := range e.Attrs {
		a := &e.Attrs[i]
		fmt.Fprintf(&b, "- `%s`%s: %s\n", a.Name, asides(a), a.Doc)
	}
	if len(e.Children) > 0 {
		var names []string
		for _, c := range e.Children {
			names = append(names, "`"+c.Name+"`"+map[dialect.Times]string{dialect.Once: " (required)", dialect.Some: " (required)"}[c.Times])
		}
		in := "\nElements: "
		if e.Ordered {
			in = "\nElements, in this order: "
		}
		b.WriteString(in + strings.Join(names, ", ") + "\n")
	}
	if l := e.Link(); l != "" {
		b.WriteString("\n[Reference](" + l + ")\n")
	}
	return b.String()
}

// describeAttribute is what the table says of an attribute, in Markdown.
func describeAttribute(a *dialect.Attr) string {
	out := a.Doc
	if aside := strings.Trim(asides(a), " ()"); aside != "" {
		out += "\n\n" + strings.ToUpper(aside[:1]) + aside[1:] + "."
	}
	if len(a.Values) > 0 {
		word := "One of "
		if a.Open {
			word = "Often "
		}
		out += "\n\n" + word + "`" + strings.Join(a.Values, "`, `") + "`."
	}
	return out
}

// asides are whether an attribute has to be there, and what holds without it.
func asides(a *dialect.Attr) string {
	switch {
	case a.Need == dialect.Required:
		return " (required)"
	case a.Default != "":
		return " (default `" + a.Default + "`)"
	}
	return ""
}
