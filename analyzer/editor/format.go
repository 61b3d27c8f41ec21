package editor

import (
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// deepestIndent bounds the indentation, so that a document of any depth is laid
// out in time that grows with its length.
const deepestIndent = 64

// Format lists the edits that lay out a policy: one element or comment a line,
// indented by a unit for each level. Only white space between tags and between
// attributes is changed, and only in elements of which the table says that it
// means nothing; never text, an expression, a comment, or what is in a body.
// Comments stay on the line on which they stand, and one blank line stays.
//
// A document that cannot be read as a whole has no edits. What is within a range is
// told by the offsets of the edits; they are sorted.
func Format(s *analyzer.Snapshot, path, unit string) []text.Edit {
	d := s.Document(path)
	if d == nil || d.Torn {
		return nil
	}
	f := formatter{file: d.File, newline: d.File.LineEnd(), unit: unit}
	f.run(d.Root)
	text.SortEdits(f.edits)
	return f.edits
}

// formatter gathers edits.
type formatter struct {
	file          *text.File
	newline, unit string
	edits         []text.Edit
}

// laid is an element whose children are laid out.
type laid struct {
	elem  *policy.Element
	depth int // of its children
}

// run walks without recursion: documents can be deep.
func (f *formatter) run(root *policy.Element) {
	open := []laid{{root, 0}}
	for len(open) > 0 {
		top := open[len(open)-1]
		open = open[:len(open)-1]
		f.children(top)
		for c := range top.elem.Elements() {
			f.attributes(c, top)
			if isContainer(c) && !f.isShort(c) {
				open = append(open, laid{c, top.depth + 1})
			}
		}
	}
}

// isContainer reports whether white space between the children of an element means
// nothing.
func isContainer(e *policy.Element) bool {
	row := document.Row(e)
	return row != nil && (row.Holds == dialect.Nothing || row.Holds == dialect.Statements)
}

// isShort reports whether an element stays on its line: it holds nothing but one
// child with a text.
func (f *formatter) isShort(e *policy.Element) bool {
	children := 0
	for c := range e.Elements() {
		if children++; children > 1 || hasElement(c) {
			return false
		}
	}
	return document.Row(e).Holds != dialect.Statements && !strings.ContainsAny(e.Span().Of(f.file.Src), "\r\n")
}

// children lays out what stands between the tags of an element.
func (f *formatter) children(l laid) {
	nodes := l.elem.Children
	isRoot := l.elem.Tag == ""
	for i := 0; i <= len(nodes); i++ {
		var before, gap, after policy.Node
		if i > 0 {
			before = nodes[i-1]
		}
		if i < len(nodes) {
			after = nodes[i]
		}
		if t, ok := after.(*policy.Text); ok && f.isGap(t) {
			gap, after = t, nil
			if i++; i < len(nodes) {
				after = nodes[i]
			}
		}
		if isRoot && (before == nil || after == nil) || !canMove(before) || !canMove(after) || len(nodes) == 0 {
			continue
		}
		f.gap(l, before, gap, after)
	}
}

// isGap reports whether a text is nothing but white space as written.
func (f *formatter) isGap(t *policy.Text) bool {
	return !t.CData && strings.Trim(t.At.Of(f.file.Src), " \t\r\n") == ""
}

// canMove reports whether white space may be put beside a node; nil is a tag of the
// element around.
func canMove(n policy.Node) bool {
	switch n.(type) {
	case nil, *policy.Element, *policy.Comment:
		return true
	}
	return false
}

// gap lays out what stands between two nodes.
func (f *formatter) gap(l laid, before, gap, after policy.Node) {
	at := text.Span{Start: l.elem.Close.Start, End: l.elem.Close.Start}
	switch {
	case gap != nil:
		at = gap.Span()
	case after != nil:
		at = text.Span{Start: after.Span().Start, End: after.Span().Start}
	}
	old := at.Of(f.file.Src)
	lines := breaks(old)
	_, comment := after.(*policy.Comment)
	if c, ok := before.(*policy.Comment); ok && c != nil {
		comment = true
	}
	if lines == 0 && (comment || before == nil && after == nil) {
		return
	}
	depth := l.depth
	if after == nil {
		depth--
	}
	most := 2
	if before == nil || after == nil {
		most = 1 // no blank line after a start tag or before an end tag
	}
	f.edit(at, strings.Repeat(f.newline, max(1, min(lines, most)))+f.indent(depth))
}

// breaks counts the line ends of a text.
func breaks(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

func (f *formatter) indent(depth int) string {
	return strings.Repeat(f.unit, max(0, min(depth, deepestIndent)))
}

// attributes moves the attributes that stand on lines of their own with their tag.
func (f *formatter) attributes(e *policy.Element, l laid) {
	src := f.file.Src
	old, alone := f.file.Indent(e.Open.Start)
	if !alone {
		return
	}
	indent := f.indent(l.depth)
	end := e.Name.End
	for _, a := range e.Attrs {
		gap := text.Span{Start: end, End: a.At.Start}
		end = a.At.End
		ws := gap.Of(src)
		line := strings.LastIndexAny(ws, "\r\n") + 1
		if line == 0 || strings.Trim(ws, " \t\r\n") != "" {
			continue
		}
		if rest, ok := strings.CutPrefix(ws[line:], old); ok {
			f.edit(gap, ws[:line]+indent+rest)
		}
	}
}

func (f *formatter) edit(at text.Span, s string) {
	if at.Of(f.file.Src) != s {
		f.edits = append(f.edits, text.Edit{Loc: text.Loc{Path: f.file.Path, Span: at}, New: s})
	}
}
