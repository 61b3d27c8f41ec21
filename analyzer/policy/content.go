package policy

import (
	"iter"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Attr is the attribute of that name, nil if there is none. Names are compared
// byte by byte, as APIM does. Of an attribute that is given twice it is the first.
func (e *Element) Attr(key string) *Attr {
	for _, a := range e.Attrs {
		if a.Key == key {
			return a
		}
	}
	return nil
}

// IsLiquid reports whether the body of a set-body is a Liquid template, in which
// {{x}} and @(x) are the template's own.
// https://learn.microsoft.com/azure/api-management/set-body-policy
func (e *Element) IsLiquid() bool {
	if e.Tag != "set-body" {
		return false
	}
	a := e.Attr("template")
	if a == nil {
		return false
	}
	s, ok := a.Value.Literal()
	return ok && strings.EqualFold(strings.TrimSpace(s), "liquid")
}

// Elements are the child elements, in order.
func (e *Element) Elements() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for _, n := range e.Children {
			if child, ok := n.(*Element); ok && !yield(child) {
				return
			}
		}
	}
}

// Child is the first child element of that name, nil if there is none.
func (e *Element) Child(tag string) *Element {
	for child := range e.Elements() {
		if child.Tag == tag {
			return child
		}
	}
	return nil
}

// Content is the text of the element: all its text and CDATA sections and the
// template directives between them, in order, without the comments, trimmed like
// [Value.Trimmed]. Its parts tile At except where a comment, a child element or a
// CDATA mark stands between.
func (e *Element) Content() Value {
	if len(e.Children) == 1 {
		if t, ok := e.Children[0].(*Text); ok {
			return t.Value.Trimmed()
		}
	}
	v := Value{At: text.Span{Start: e.Open.End, End: e.Open.End}}
	for _, n := range e.Children {
		switch n := n.(type) {
		case *Text:
			v.Parts = append(v.Parts, n.Value.Parts...)
		case *Other:
			if n.directive.Src != "" {
				v.Parts = append(v.Parts, Part{Kind: Token, At: n.At, View: n.directive})
			}
		}
	}
	if len(v.Parts) > 0 {
		v.At = tiled(v.Parts)
	}
	return v.Trimmed()
}

// Literal is the whole text, decoded; "" if something in it is put in later.
func (v Value) Literal() (s string, ok bool) {
	if len(v.Parts) == 1 && v.Parts[0].Kind == Literal {
		return v.Parts[0].View.Src, true
	}
	var b strings.Builder
	for _, part := range v.Parts {
		if part.Kind != Literal {
			return "", false
		}
		b.WriteString(part.View.Src)
	}
	return b.String(), true
}

// Trimmed is the value without the white space at both ends: policies are laid
// out over several lines, as in
// https://learn.microsoft.com/azure/api-management/send-request-policy#example,
// and the gateway reads the text of set-url without it. White space next to an
// expression goes too; inside the text it stays. A value of nothing but white
// space is empty, at its start.
func (v Value) Trimmed() Value {
	parts := v.Parts
	for len(parts) > 0 && isBlankPart(parts[0]) {
		parts = parts[1:]
	}
	for len(parts) > 0 && isBlankPart(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	if len(parts) == 0 {
		return Value{At: text.Span{Start: v.At.Start, End: v.At.Start}}
	}
	first, last := trimmedPart(parts[0], true, len(parts) == 1), trimmedPart(parts[len(parts)-1], len(parts) == 1, true)
	if first.At != parts[0].At || last.At != parts[len(parts)-1].At {
		parts = append([]Part(nil), parts...)
		parts[0] = first
		parts[len(parts)-1] = last
	}
	return Value{At: tiled(parts), Parts: parts}
}

func isBlankPart(p Part) bool { return p.Kind == Literal && isBlank(p.View.Src) }

// trimmedPart is a literal part without white space at its start or its end.
func trimmedPart(p Part, start, end bool) Part {
	if p.Kind != Literal {
		return p
	}
	s := p.View.Src
	from, to := 0, len(s)
	if start {
		from = skip(s, 0, blank)
	}
	for end && to > from && is(s[to-1], blank) {
		to--
	}
	if from == 0 && to == len(s) {
		return p
	}
	p.View = p.View.Slice(from, to)
	p.At = p.View.Span(0, to-from)
	return p
}

// tiled is the span that the parts tile.
func tiled(parts []Part) text.Span {
	if len(parts) == 0 {
		return text.Span{}
	}
	return text.Span{Start: parts[0].At.Start, End: parts[len(parts)-1].At.End}
}
