package feature

import (
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// workspaceEdit is a set of edits as the editor applies them, in the texts that a
// request sees; with a reason, an editor that can asks first. No edits give nil.
func workspaceEdit(m *view.Moment, folder *view.Folder, edits []text.Edit, review string) *protocol.WorkspaceEdit {
	if len(edits) == 0 {
		return nil
	}
	out := &protocol.WorkspaceEdit{}
	const annotation = "review"
	if review != "" && m.Editor.AnnotatesChanges {
		out.ChangeAnnotations = map[protocol.ChangeAnnotationIdentifier]protocol.ChangeAnnotation{
			annotation: {Label: "Needs review", NeedsConfirmation: new(true), Description: new(review)},
		}
	}
	byPath := map[string]*protocol.TextDocumentEdit{}
	for _, e := range edits {
		doc := byPath[e.Path]
		file := folder.Snapshot().File(e.Path)
		if doc == nil {
			u := folder.Address(e.Path)
			doc = &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
				TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: u}, Version: m.Version(u),
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
		change := protocol.TextEdit{Range: folder.Encoding().Range(file, e.Span), NewText: e.New}
		if out.ChangeAnnotations != nil {
			doc.Edits = append(doc.Edits, &protocol.AnnotatedTextEdit{TextEdit: change, AnnotationID: annotation})
		} else {
			doc.Edits = append(doc.Edits, &change)
		}
	}
	return out
}

// differences are the edits that make changed and created files of those that
// the request sees.
func differences(folder *view.Folder, changed []*text.File) []text.Edit {
	var edits []text.Edit
	for _, c := range changed {
		before := ""
		if f := folder.Snapshot().File(c.Path); f != nil {
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
		start-- // not inside a character
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
