package lsp

import (
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer/text"
)

// writer makes edits of the workspace, for the texts that a request sees.
type writer struct {
	moment *moment
	view   *view
	// annotate is true if the editor can ask before it applies an edit.
	annotate bool
}

// edit is a set of edits as the editor applies them; with a reason, the editor
// asks first. No edits give nil.
func (w *writer) edit(edits []text.Edit, review string) *protocol.WorkspaceEdit {
	if len(edits) == 0 {
		return nil
	}
	out := &protocol.WorkspaceEdit{}
	const annotation = "review"
	if review != "" && w.annotate {
		out.ChangeAnnotations = map[protocol.ChangeAnnotationIdentifier]protocol.ChangeAnnotation{
			annotation: {Label: "Needs review", NeedsConfirmation: ptr(true), Description: ptr(review)},
		}
	}
	byPath := map[string]*protocol.TextDocumentEdit{}
	for _, e := range edits {
		doc := byPath[e.Path]
		file := w.view.snapshot().File(e.Path)
		if doc == nil {
			u := w.view.state.uri(e.Path)
			doc = &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
				TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: u}, Version: w.version(u),
			}}
			byPath[e.Path] = doc
			if file == nil {
				out.DocumentChanges = append(out.DocumentChanges, &protocol.CreateFile{Kind: "create", ResourceOperation: protocol.ResourceOperation{Kind: "create"}, URI: u})
			}
			out.DocumentChanges = append(out.DocumentChanges, doc)
		}
		if file == nil {
			file = text.NewFile(e.Path, "")
		}
		change := protocol.TextEdit{Range: w.view.encoding.rang(file, e.Span), NewText: e.New}
		if out.ChangeAnnotations != nil {
			doc.Edits = append(doc.Edits, &protocol.AnnotatedTextEdit{TextEdit: change, AnnotationID: annotation})
		} else {
			doc.Edits = append(doc.Edits, &change)
		}
	}
	return out
}

// version is the version of an open buffer, nil for a file on disk.
func (w *writer) version(u uri.URI) *int32 {
	if d := w.moment.open[u]; d != nil {
		return ptr(d.version)
	}
	return nil
}

// differences are the edits that make changed and created files of those that
// the request sees.
func (w *writer) differences(changed []*text.File) []text.Edit {
	var edits []text.Edit
	for _, c := range changed {
		before := ""
		if f := w.view.snapshot().File(c.Path); f != nil {
			before = f.Src
		}
		edits = append(edits, difference(c.Path, before, c.Src))
	}
	return edits
}

// difference is the one edit that makes a text of another one: what both begin
// and end with stays.
func difference(path, before, after string) text.Edit {
	start := 0
	for start < len(before) && start < len(after) && before[start] == after[start] {
		start++
	}
	for start > 0 && (start < len(before) && before[start]&0xC0 == 0x80 || start < len(after) && after[start]&0xC0 == 0x80) {
		start-- // not inside of a character
	}
	end := 0
	for end < len(before)-start && end < len(after)-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	for end > 0 && before[len(before)-end]&0xC0 == 0x80 {
		end--
	}
	return text.Edit{Loc: text.Loc{Path: path, Span: text.Span{Start: start, End: len(before) - end}}, New: after[start : len(after)-end]}
}
