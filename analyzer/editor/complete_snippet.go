package editor

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/dialect"
)

// snippetOf is an element with what it needs, and places to fill in, without the
// "<" that it begins with.
func snippetOf(e *dialect.Element) string {
	n := 1
	return elementSnippet(e, "", &n)
}

// elementSnippet is an element at an indentation, whose places are numbered from n
// on.
func elementSnippet(e *dialect.Element, indent string, n *int) string {
	var b strings.Builder
	b.WriteString(e.Name)
	for i := range e.Attrs {
		if e.Attrs[i].Need != dialect.Optional {
			b.WriteString(" " + attributeSnippet(&e.Attrs[i], n))
		}
	}
	inner := indent + "\t"
	var children []string
	for _, c := range e.Children {
		if c.Times == dialect.Once || c.Times == dialect.Some || len(e.Children) == 1 {
			children = append(children, inner+"<"+elementSnippet(c.Element, inner, n))
		}
	}
	shut := "</" + e.Name + ">"
	switch {
	case len(children) > 0:
		b.WriteString(">\n" + strings.Join(children, "\n") + "\n" + indent + shut)
	case e.Holds == dialect.Statements || len(e.Children) > 0:
		b.WriteString(">\n" + inner + place(n) + "\n" + indent + shut)
	case e.Holds == dialect.Text || e.Holds == dialect.Markup:
		b.WriteString(">" + choice(e.Values, n) + shut)
	default:
		b.WriteString(" />")
	}
	return b.String()
}

// attributeSnippet is an attribute with a place for its value.
func attributeSnippet(a *dialect.Attr, n *int) string {
	switch {
	case a.Code:
		return a.Name + `="@(` + place(n) + `)"`
	case len(a.Values) > 0 && !a.Open:
		return a.Name + `="` + choice(a.Values, n) + `"`
	case a.Default != "":
		*n++
		return a.Name + `="${` + strconv.Itoa(*n-1) + ":" + escapeSnippet(a.Default) + `}"`
	}
	return a.Name + `="` + place(n) + `"`
}

func place(n *int) string {
	*n++
	return "$" + strconv.Itoa(*n-1)
}

// choice is a place for one of several values.
func choice(values []string, n *int) string {
	if len(values) == 0 {
		return place(n)
	}
	*n++
	return "${" + strconv.Itoa(*n-1) + "|" + strings.Join(values, ",") + "|}"
}

// escapeSnippet writes a text so that it stands for itself in a snippet.
func escapeSnippet(s string) string {
	return strings.NewReplacer(`\`, `\\`, "$", `\$`, "}", `\}`).Replace(s)
}

// Plain is what is written where the editor knows no places to fill in: the first
// choice at each of them, or nothing.
func (c Completion) Plain() string {
	var b strings.Builder
	s := c.Insert
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case strings.HasPrefix(s[i:], "${"):
			end := i + strings.IndexByte(s[i:], '}')
			if _, first, ok := strings.Cut(s[i:end], "|"); ok {
				first, _, _ = strings.Cut(strings.TrimSuffix(first, "|"), ",")
				b.WriteString(first)
			} else if _, text, ok := strings.Cut(s[i:end], ":"); ok {
				b.WriteString(text)
			}
			i = end
		case s[i] == '$':
			for i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
				i++
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
