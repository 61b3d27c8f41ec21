package policy

import (
	"iter"
	"sort"

	"hairpin.example/hairpin/analyzer/text"
)

// Place is what stands at an offset, from the outside in. The zero Place is
// nowhere.
type Place struct {
	// Elem is the innermost element, the document where there is no other.
	Elem *Element
	// Node is the child of Elem that holds the offset and is not an element, nil in
	// the tags of Elem.
	Node Node
	// Attr is the attribute of Elem, nil outside attributes.
	Attr *Attr
	// Part is the part of the attribute's or the text's value, nil outside values.
	Part *Part
}

// NodeAt is what stands at an offset of the file. An offset between two things
// belongs to the one after it. At the end of the document, and outside it,
// there is only the document.
func NodeAt(doc *Element, off int) Place {
	e := doc
	for {
		if e.Tag != "" && e.Open.Contains(off) {
			return placeInTag(e, off)
		}
		n := childAt(e, off)
		child, ok := n.(*Element)
		if !ok {
			at := Place{Elem: e, Node: n}
			if t, ok := n.(*Text); ok {
				at.Part = partAt(t.Value, off)
			}
			return at
		}
		e = child
	}
}

func placeInTag(e *Element, off int) Place {
	at := Place{Elem: e}
	i := sort.Search(len(e.Attrs), func(i int) bool { return e.Attrs[i].At.End > off })
	if i < len(e.Attrs) && e.Attrs[i].At.Contains(off) {
		at.Attr = e.Attrs[i]
		at.Part = partAt(at.Attr.Value, off)
	}
	return at
}

// childAt is the child that holds the offset, nil if none does.
func childAt(e *Element, off int) Node {
	i := sort.Search(len(e.Children), func(i int) bool { return e.Children[i].Span().End > off })
	if i < len(e.Children) && e.Children[i].Span().Contains(off) {
		return e.Children[i]
	}
	return nil
}

func partAt(v Value, off int) *Part {
	i := sort.Search(len(v.Parts), func(i int) bool { return v.Parts[i].At.End > off })
	if i < len(v.Parts) && v.Parts[i].At.Contains(off) {
		return &v.Parts[i]
	}
	return nil
}

// Ancestors are the element and those around it, inner ones first, without the
// document.
func (e *Element) Ancestors() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for ; e != nil && e.Tag != ""; e = e.Parent {
			if !yield(e) {
				return
			}
		}
	}
}

// All are the elements of a document, or of an element and what is in it, in the
// order of their start tags.
func All(root *Element) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		open := []walked{{elem: root}}
		if root.Tag != "" && !yield(root) {
			return
		}
		for len(open) > 0 {
			top := &open[len(open)-1]
			if top.next == len(top.elem.Children) {
				open = open[:len(open)-1]
				continue
			}
			n := top.elem.Children[top.next]
			top.next++
			if child, ok := n.(*Element); ok {
				if !yield(child) {
					return
				}
				open = append(open, walked{elem: child})
			}
		}
	}
}

// EndName is the place of the name in the end tag.
func (e *Element) EndName() text.Span {
	start := e.Close.Start + len("</")
	return text.Span{Start: start, End: min(start+len(e.Tag), e.Close.End)}
}
