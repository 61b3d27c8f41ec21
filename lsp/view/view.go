package view

import (
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
)

// View is a document as a request finds it, in its folder. Moment.View makes one.
type View struct {
	*Folder
	// Moment is when the request came: what else it sees.
	Moment *Moment
	URI    uri.URI
	File   *text.File // with its path in the folder
}

// At is the place of a span of the document.
func (v *View) At(span text.Span) text.Loc { return text.Loc{Path: v.File.Path, Span: span} }

// Range is a span of the document as the editor counts.
func (v *View) Range(span text.Span) protocol.Range { return v.encoding.Range(v.File, span) }

// Span is a range of the document in bytes.
func (v *View) Span(r protocol.Range) text.Span { return v.encoding.Span(v.File, r) }

// Position is an offset in the document as the editor counts.
func (v *View) Position(off int) protocol.Position { return v.encoding.Position(v.File, off) }

// Offset is a position in the document in bytes.
func (v *View) Offset(p protocol.Position) int { return v.encoding.Offset(v.File, p) }
