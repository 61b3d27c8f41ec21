package editor

import (
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// TagNames are the places of the name of an element in its start tag and its end
// tag, where the offset stands in one of them.
func TagNames(s *analyzer.Snapshot, path string, off int) (open, end text.Span, ok bool) {
	d := s.DocumentAt(path, off)
	if d == nil {
		return open, end, false
	}
	touches := func(at text.Span) bool { return at.Start <= off && off <= at.End }
	for _, at := range []int{off, off - 1} { // a name has a right end, too
		e := policy.NodeAt(d.Root, at).Elem
		if e.Tag == "" || e.SelfClosing || e.Close.Empty() {
			continue
		}
		open, end = e.Name, e.EndName()
		if d.Of(end) == e.Tag && (touches(open) || touches(end)) {
			return open, end, true
		}
	}
	return text.Span{}, text.Span{}, false
}

// CloseTag is what closes the element that was being written when the offset was
// reached: its end tag after the ">" of a start tag, or the rest of the end tag
// after "</". It is "" if there is nothing to close.
func CloseTag(s *analyzer.Snapshot, path string, off int) string {
	f, d := s.File(path), s.Document(path) // none where policies stand in a file of another format
	if f == nil || d == nil || off < 1 || off > len(f.Src) {
		return ""
	}
	return closeTag(f.Src, d.Root, caretAt(f.Src, off), off)
}

// closeTag is CloseTag for a caret that has been read.
func closeTag(src string, root *policy.Element, c caret, off int) string {
	tag := c.elem.Tag
	switch {
	case tag == "" || root == nil:
		return ""
	case c.kind == inEndName && c.from == off:
		if strings.HasPrefix(src[off:], tag) {
			return ""
		}
		return tag + ">"
	case c.kind == inContent && src[off-1] == '>' && c.elem.Open.End == off && !isClosed(root, c.elem):
		return "</" + tag + ">"
	}
	return ""
}

// isClosed reports whether the element that was read as far as its start tag has an
// end tag in the whole document: one of its own, not that of an element of the same
// name around it.
func isClosed(root, started *policy.Element) bool {
	e := policy.NodeAt(root, started.Open.Start).Elem
	if e.Open != started.Open || e.Close.Empty() {
		return e.SelfClosing
	}
	for a := range e.Parent.Ancestors() {
		if a.Tag == e.Tag && a.Close.Empty() {
			return false
		}
	}
	return true
}
