package document

import (
	"strconv"

	"hairpin/analyzer/text"
)

// Text is a policy that stands in a file of another format.
type Text struct {
	// View is the policy as its author sees it, without the escapes of the host.
	View text.View
	// Encode writes policy text as the host does at that place, such as with \" for "
	// in a JSON string. What it gives may stand anywhere in the text.
	Encode func(policy string) string
}

// Reader finds the policies in a file, in file order. It gives none for a file that
// it does not read.
type Reader func(f *text.File) []Text

// Read are the documents in a file: those that the first reader finds that finds any.
func Read(f *text.File, readers []Reader) []*Document {
	for _, read := range readers {
		texts := read(f)
		if len(texts) == 0 {
			continue
		}
		out := make([]*Document, len(texts))
		for i, t := range texts {
			d := &Document{ID: IDOf(f.Path, i), File: f, Text: text.NewFile(f.Path, t.View.Src), host: t}
			out[i] = d.parse(t.View)
		}
		return out
	}
	return nil
}

// IDOf is the ID of one of the texts in a file, counted from 0.
func IDOf(path string, n int) string { return path + "#" + strconv.Itoa(n+1) }

// IsWhole reports whether the document is the whole of its file.
func (d *Document) IsWhole() bool { return d.Text == d.File }

// Covers reports whether a place in the host file is in the document.
func (d *Document) Covers(at text.Span) bool {
	return d.IsWhole() || d.host.View.Span(0, len(d.host.View.Src)).Covers(at)
}

// Of is the policy text at a place of the host file.
func (d *Document) Of(at text.Span) string {
	if d.IsWhole() {
		return at.Of(d.File.Src)
	}
	return d.Text.Src[d.Offset(at.Start):d.Offset(at.End)]
}

// Offset is where in Text a place of the host file is.
func (d *Document) Offset(host int) int {
	if d.IsWhole() {
		return host
	}
	return d.host.View.Offset(host)
}

// Span is where in the host file a piece of Text stands.
func (d *Document) Span(start, end int) text.Span {
	if d.IsWhole() {
		return text.Span{Start: start, End: end}
	}
	return d.host.View.Span(start, end)
}

// Indent is the blank text in front of a place on its line of the policy, and
// whether nothing else stands there.
func (d *Document) Indent(host int) (blank string, alone bool) { return d.Text.Indent(d.Offset(host)) }

// Encode writes policy text as the host file does.
func (d *Document) Encode(policy string) string {
	if d.IsWhole() {
		return policy
	}
	return d.host.Encode(policy)
}
