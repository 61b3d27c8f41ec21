package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// style is how a file is laid out around an element: new text follows it.
type style struct {
	newline string // the file's line end; "" if the element shares its line
	indent  string // in front of the element
	unit    string // one more level
	quote   string // around attribute values
	empty   string // in front of "/>"
}

// styleAt reads the layout around an element: its own indentation, and the step
// from its parent.
func styleAt(d *document.Document, e *policy.Element) style {
	s := style{quote: quoteOf(e), empty: emptyOf(d, e)}
	own, alone := d.Indent(e.Open.Start)
	if !alone {
		return s
	}
	s.newline, s.indent, s.unit = d.Text.LineEnd(), own, "    "
	if strings.Contains(own, "\t") {
		s.unit = "\t"
	}
	for p := e; p != nil && p.Parent != nil && p.Parent.Tag != ""; p = p.Parent {
		inner, ok1 := d.Indent(p.Open.Start)
		outer, ok2 := d.Indent(p.Parent.Open.Start)
		// In front of the root a comment or a declaration may share its line.
		ok2 = ok2 || p.Parent.Parent == nil || p.Parent.Parent.Tag == ""
		if step, ok := strings.CutPrefix(inner, outer); ok && ok1 && ok2 && step != "" {
			s.unit = step
			break
		}
	}
	return s
}

// behind is where a statement is inserted behind an element: behind the comments
// on its line, which are about it, if nothing else follows there. A comment to
// this tool keeps its place in front of what it is for.
func behind(d *document.Document, e *policy.Element) text.Span {
	end := d.Offset(e.Span().End)
	line, _ := d.Text.LineCol(end)
	rest := d.Text.Src[end:max(end, d.Text.Line(line).End)]
	at := 0
	for {
		blank := len(rest[at:]) - len(strings.TrimLeft(rest[at:], " \t\r"))
		switch {
		case at+blank == len(rest):
			return d.Span(end+at, end+at)
		case !strings.HasPrefix(rest[at+blank:], "<!--"):
			return d.Span(end, end)
		}
		comment, _, closed := strings.Cut(rest[at+blank:], "-->")
		if !closed || strings.Contains(comment, "hairpin") {
			return d.Span(end, end)
		}
		at += blank + len(comment) + len("-->")
	}
}

func quoteOf(e *policy.Element) string {
	for ; e != nil; e = e.Parent {
		for _, a := range e.Attrs {
			if a.Quote != 0 {
				return string(a.Quote)
			}
		}
	}
	return `"`
}

// emptyOf is what stands before "/>" in the nearest element that closes itself.
func emptyOf(d *document.Document, e *policy.Element) string {
	for ; e != nil; e = e.Parent {
		seen := 0
		for c := range e.Elements() {
			if seen++; seen > maxExamples {
				break
			}
			if c.SelfClosing && c.Open.Len() > 2 {
				if strings.HasSuffix(d.Of(c.Open), " />") {
					return " "
				}
				return ""
			}
		}
	}
	return " "
}

// maxExamples bounds the elements on each level in which a style is looked for:
// a fix costs the same among thousands of others.
const maxExamples = 100

// setHost writes a set-header of Host at the style's level, without indentation
// in front of its first line. value is encoded already.
func (s style) setHost(value string) string {
	q := s.quote
	open := "<set-header name=" + q + "Host" + q + " exists-action=" + q + "override" + q + ">"
	return open + s.line(1) + "<value>" + value + "</value>" + s.line(0) + "</set-header>"
}

// line begins a new line at a level; on a shared line it is nothing.
func (s style) line(level int) string {
	if s.newline == "" {
		return ""
	}
	return s.newline + s.indent + strings.Repeat(s.unit, level)
}

// quoted is text as the value of an attribute.
func quoted(s, quote string) string {
	return quote + strings.NewReplacer("&", "&amp;", "<", "&lt;", quote, quoteEntities[quote]).Replace(s) + quote
}

// quoteEntities are what stands for a quote in a value between two of them.
var quoteEntities = map[string]string{`"`: "&quot;", "'": "&apos;"}
