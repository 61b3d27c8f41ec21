package policy

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// checkInvariants is what holds of every document, whatever its bytes.
func checkInvariants(src string) error {
	doc, errs := Parse(text.NewView(src))
	if err := checkTree(src, doc); err != nil {
		return err
	}
	if len(errs) > len(src)+1 {
		return fmt.Errorf("%d errors for %d bytes", len(errs), len(src))
	}
	last := 0
	for _, e := range errs {
		if e.Span.Start < last || e.Span.End > len(src) || e.Span.End < e.Span.Start {
			return fmt.Errorf("error %v %q is out of order or outside", e.Span, e.Message)
		}
		if e.Message == "" || strings.HasSuffix(e.Message, ".") {
			return fmt.Errorf("error message %q", e.Message)
		}
		last = e.Span.Start
	}
	return nil
}

func checkTree(src string, doc *Element) error {
	at := 0
	for leaf := range Leaves(doc) {
		if leaf.Start != at || leaf.End <= leaf.Start || leaf.End > len(src) {
			return fmt.Errorf("leaf %v after %d", leaf, at)
		}
		at = leaf.End
	}
	if at != len(src) {
		return fmt.Errorf("leaves end at %d of %d", at, len(src))
	}
	if doc.Tag != "" || doc.Parent != nil || doc.Span() != (text.Span{Start: 0, End: len(src)}) {
		return fmt.Errorf("document is %q %v", doc.Tag, doc.Span())
	}
	if err := checkElement(src, doc); err != nil {
		return err
	}
	for e := range All(doc) {
		if err := checkElement(src, e); err != nil {
			return fmt.Errorf("<%s> at %d: %w", e.Tag, e.Open.Start, err)
		}
	}
	return nil
}

func checkElement(src string, e *Element) error {
	if e.Name.Of(src) != e.Tag {
		return fmt.Errorf("name %q", e.Name.Of(src))
	}
	if e.SelfClosing && (len(e.Children) > 0 || !e.Close.Empty() || e.Close.Start != e.Open.End) {
		return fmt.Errorf("a self-closing element has content")
	}
	if close := e.Close.Of(src); close != "" && !strings.HasPrefix(close, "</"+e.Tag) {
		return fmt.Errorf("end tag %q", close)
	}
	at := e.Open.End
	for _, n := range e.Children {
		if n.Span().Start != at || n.Span().Empty() {
			return fmt.Errorf("child %v after %d", n.Span(), at)
		}
		at = n.Span().End
		switch n := n.(type) {
		case *Element:
			if n.Parent != e {
				return fmt.Errorf("child at %d has another parent", at)
			}
		case *Text:
			if !n.At.Covers(n.Value.At) {
				return fmt.Errorf("value outside of text %v", n.At)
			}
			if err := checkValue(src, n.Value); err != nil {
				return err
			}
		case *Comment:
			if !n.At.Covers(n.Body) || !strings.HasPrefix(n.At.Of(src), "<!--") {
				return fmt.Errorf("comment %v", n.At)
			}
		}
	}
	if at != e.Close.Start {
		return fmt.Errorf("children end at %d, the end tag begins at %d", at, e.Close.Start)
	}
	at = e.Name.End
	for _, a := range e.Attrs {
		if a.Name.Start < at || a.At.Start != a.Name.Start || a.At.End > e.Open.End || !a.At.Covers(a.Value.At) {
			return fmt.Errorf("attribute %v after %d", a.At, at)
		}
		if a.Name.Of(src) != a.Key || a.Key == "" {
			return fmt.Errorf("attribute name %q", a.Key)
		}
		at = a.At.End
		if err := checkValue(src, a.Value); err != nil {
			return err
		}
	}
	return checkContent(e)
}

func checkValue(src string, v Value) error {
	at := v.At.Start
	for _, p := range v.Parts {
		if p.At.Start != at || p.At.Empty() {
			return fmt.Errorf("part %v after %d", p.At, at)
		}
		at = p.At.End
		if inner := p.View.Span(0, len(p.View.Src)); !p.At.Covers(inner) {
			return fmt.Errorf("view %v outside of part %v", inner, p.At)
		}
		if p.View.Plain() && p.View.Span(0, len(p.View.Src)).Of(src) != p.View.Src {
			return fmt.Errorf("a plain view is not the text of the file")
		}
		if p.Encoded && p.Kind != Expression || p.Unclosed && p.Kind != Expression {
			return fmt.Errorf("flags of a part that is no expression")
		}
	}
	if at != v.At.End {
		return fmt.Errorf("parts end at %d of %v", at, v.At)
	}
	return nil
}

// checkContent: trimming cuts literal white space and nothing else.
func checkContent(e *Element) error {
	v := e.Content()
	for i, p := range v.Parts {
		if p.Kind != Literal {
			continue
		}
		if i == 0 && is(p.View.Src[0], blank) || i == len(v.Parts)-1 && is(p.View.Src[len(p.View.Src)-1], blank) {
			return fmt.Errorf("content %q is not trimmed", p.View.Src)
		}
	}
	return nil
}
