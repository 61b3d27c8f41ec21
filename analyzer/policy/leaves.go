package policy

import (
	"iter"

	"hairpin.example/hairpin/analyzer/text"
)

// Leaves are the tokens of a document in order. They tile the source: byte order
// mark, "<", names, white space and "=" between them, the parts of values,
// quotes, the end of a start tag, whole end tags, comments and what is kept
// unread. Empty tokens are left out.
func Leaves(doc *Element) iter.Seq[text.Span] {
	return func(yield func(text.Span) bool) {
		w := leafWriter{yield: yield}
		if !w.enter(doc) {
			return
		}
		for len(w.open) > 0 {
			top := &w.open[len(w.open)-1]
			if top.next < len(top.elem.Children) {
				n := top.elem.Children[top.next]
				top.next++
				if !w.node(n) {
					return
				}
				continue
			}
			w.open = w.open[:len(w.open)-1]
			if !w.leaf(top.elem.Close) {
				return
			}
		}
	}
}

// leafWriter walks without recursion: documents may be of any depth.
type leafWriter struct {
	yield func(text.Span) bool
	open  []walked
}

// walked is an open element and the index of its next child.
type walked struct {
	elem *Element
	next int
}

func (w *leafWriter) leaf(at text.Span) bool { return at.Empty() || w.yield(at) }

// between is what stands between two offsets that are leaves' ends.
func (w *leafWriter) between(start, end int) bool { return w.leaf(text.Span{Start: start, End: end}) }

func (w *leafWriter) node(n Node) bool {
	switch n := n.(type) {
	case *Element:
		return w.enter(n)
	case *Text:
		return w.between(n.At.Start, n.Value.At.Start) &&
			w.value(n.Value) &&
			w.between(n.Value.At.End, n.At.End)
	}
	return w.leaf(n.Span())
}

// enter writes a start tag and opens its element. The document's start tag is
// its byte order mark.
func (w *leafWriter) enter(e *Element) bool {
	w.open = append(w.open, walked{elem: e})
	if e.Tag == "" {
		return w.leaf(e.Open)
	}
	if !w.between(e.Open.Start, e.Name.Start) || !w.leaf(e.Name) {
		return false
	}
	at := e.Name.End
	for _, a := range e.Attrs {
		if !w.between(at, a.At.Start) || !w.attr(a) {
			return false
		}
		at = a.At.End
	}
	return w.between(at, e.Open.End)
}

func (w *leafWriter) attr(a *Attr) bool {
	return w.leaf(a.Name) &&
		w.between(a.Name.End, a.Value.At.Start) &&
		w.value(a.Value) &&
		w.between(a.Value.At.End, a.At.End)
}

func (w *leafWriter) value(v Value) bool {
	for i := range v.Parts {
		if !w.leaf(v.Parts[i].At) {
			return false
		}
	}
	return true
}
