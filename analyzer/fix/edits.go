package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// sharesCall reports whether a call of loopback also goes somewhere else.
func sharesCall(c *call.Call) bool {
	for i := range c.Ways {
		if j := &c.Ways[i]; !j.Dead && !j.IsLoopback() {
			return true
		}
	}
	return false
}

// merged joins edits that touch each other.
func merged(edits []text.Edit) []text.Edit {
	text.SortEdits(edits)
	out := edits[:1]
	for _, e := range edits[1:] {
		last := &out[len(out)-1]
		if last.Span.End == e.Span.Start {
			last.Span.End = e.Span.End
			last.New += e.New
			continue
		}
		out = append(out, e)
	}
	return out
}

// urlAndMethod is where the URL, the method and the backend of a request end, whichever
// order they have: a Host header comes after all. It is nil if the request has none.
func urlAndMethod(c *call.Call) *policy.Element {
	e := c.Request()
	return later(later(e.Child("set-url"), e.Child("set-method")), e.Child(call.ElemSetBackend))
}

// later is the element that comes later; one may be nil.
func later(a, b *policy.Element) *policy.Element {
	if a == nil || b != nil && b.Open.Start > a.Open.Start {
		return b
	}
	return a
}

// literally reports whether an attribute is written as a text.
func literally(a *policy.Attr, want string) bool {
	s, ok := a.Value.Literal()
	return ok && strings.TrimSpace(s) == want
}

// alive counts the ways of a call that can run.
func alive(c *call.Call) int {
	n := 0
	for i := range c.Ways {
		if !c.Ways[i].Dead {
			n++
		}
	}
	return n
}

// distinct are edits without doubles, in order. They must not be written in one
// another.
func distinct(edits []text.Edit) ([]text.Edit, string) {
	text.SortEdits(edits)
	out := slices.Compact(edits)
	for i := 1; i < len(out); i++ {
		if out[i].Path == out[i-1].Path && (out[i].Span.Start < out[i-1].Span.End || out[i].Span == out[i-1].Span) {
			return nil, "the alternatives of the URL are nested in one another"
		}
	}
	return out, ""
}

// removed takes an element away, with its line if nothing else stands on it.
func removed(d *document.Document, e *policy.Element) text.Edit {
	f, at := d.Text, e.Span()
	end := f.LineEnd()
	if _, alone := d.Indent(at.Start); alone {
		line, _ := f.LineCol(d.Offset(at.Start))
		if start := f.Line(line).Start; start >= len(end) && f.Src[start-len(end):start] == end {
			at.Start = d.Span(start-len(end), start).Start
		}
	}
	return text.Edit{Loc: d.Place(at)}
}

// overlap reports whether two places have a byte in common.
func overlap(a, b text.Loc) bool {
	return a.Path == b.Path && a.Span.Start < b.Span.End && b.Span.Start < a.Span.End
}
