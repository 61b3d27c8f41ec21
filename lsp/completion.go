package lsp

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/editor"
	"hairpin/analyzer/text"
)

// offerCompletion names the characters on which an editor asks by itself.
func offerCompletion(c *protocol.ServerCapabilities, _ *abilities) {
	c.CompletionProvider = &protocol.CompletionOptions{TriggerCharacters: []string{"<", ">", "/", " ", "\"", "'", ".", "{"}}
}

// Completion lists what can be written at a place.
func (s *Server) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	snapshot, file, off := viewAt(ctx, p.TextDocument.URI, p.Position)
	if file == nil {
		return nil, nil
	}
	list := &protocol.CompletionList{}
	for i, c := range editor.Complete(snapshot, file.Path, off) {
		list.Items = append(list.Items, s.completionItem(file, i, c))
	}
	return list, nil
}

// viewAt is the snapshot that a document belongs to, the document in it, and the
// offset of a position; nil for a document that is in no folder.
func viewAt(ctx context.Context, u uri.URI, p protocol.Position) (*analyzer.Snapshot, *text.File, int) {
	v := momentOf(ctx).view(u)
	if v == nil {
		return nil, nil, 0
	}
	return v.snapshot(), v.file, v.offset(p)
}

// completionKinds are the icons of an editor.
var completionKinds = map[editor.CompletionKind]protocol.CompletionItemKind{
	editor.CompleteElement:   protocol.CompletionItemKindSnippet,
	editor.CompleteEndTag:    protocol.CompletionItemKindKeyword,
	editor.CompleteAttribute: protocol.CompletionItemKindField,
	editor.CompleteValue:     protocol.CompletionItemKindEnumMember,
	editor.CompleteReference: protocol.CompletionItemKindReference,
	editor.CompleteHost:      protocol.CompletionItemKindConstant,
	editor.CompleteMethod:    protocol.CompletionItemKindMethod,
	editor.CompleteProperty:  protocol.CompletionItemKindProperty,
	editor.CompleteVariable:  protocol.CompletionItemKindVariable,
	editor.CompleteType:      protocol.CompletionItemKindClass,
}

// completionItem is a completion in its place in the list.
func (s *Server) completionItem(file *text.File, i int, c editor.Completion) protocol.CompletionItem {
	item := protocol.CompletionItem{
		Label: c.Label, Kind: completionKinds[c.Kind],
		SortText:         protocol.NewOptional(fmt.Sprintf("%04d", i)),
		InsertTextFormat: protocol.InsertTextFormatPlainText,
	}
	edit := &protocol.TextEdit{Range: s.encoding.rang(file, c.At), NewText: indented(file, c)}
	if s.editor.takesSnippets {
		item.InsertTextFormat, edit.NewText = protocol.InsertTextFormatSnippet, c.Insert
	}
	item.TextEdit = edit
	if c.Detail != "" {
		item.Detail = protocol.NewOptional(c.Detail)
	}
	if c.Doc != "" {
		item.Documentation = &protocol.MarkupContent{Kind: protocol.MarkupKindMarkdown, Value: c.Doc}
	}
	return item
}

// indented is the plain text of a completion whose lines stand under the one that
// it begins in: editors without snippets write it as it is.
func indented(file *text.File, c editor.Completion) string {
	line, _ := file.LineCol(c.At.Start)
	before := file.Src[file.Line(line).Start:c.At.Start]
	indent := before[:len(before)-len(strings.TrimLeft(before, " \t"))]
	return strings.ReplaceAll(c.Plain(), "\n", "\n"+indent)
}
