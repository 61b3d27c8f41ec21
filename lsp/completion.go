package lsp

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/text"
)

// offerCompletion names the characters on which an editor asks by itself.
func offerCompletion(c *protocol.ServerCapabilities) {
	c.CompletionProvider = &protocol.CompletionOptions{TriggerCharacters: []string{"<", "/", " ", "\"", "'", ".", "{"}}
}

// Completion lists what can be written at a place.
func (s *Server) Completion(_ context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	snapshot, file, off := s.at(p.TextDocument.URI, p.Position)
	if file == nil {
		return nil, nil
	}
	list := &protocol.CompletionList{}
	for i, c := range snapshot.Complete(analyzer.Config{}, file.Path, off) {
		list.Items = append(list.Items, s.completionItem(file, i, c))
	}
	return list, nil
}

// at is the snapshot that an open document belongs to, the document in it, and the
// offset of a position; nil for a document that is not open.
func (s *Server) at(u uri.URI, p protocol.Position) (*analyzer.Snapshot, *text.File, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open[u]
	if d == nil {
		return nil, nil, 0
	}
	return d.folder.snapshot, d.file, s.encoding().offset(d.file, p)
}

// completionKinds are the icons of an editor.
var completionKinds = map[analyzer.CompletionKind]protocol.CompletionItemKind{
	analyzer.CompleteElement:   protocol.CompletionItemKindSnippet,
	analyzer.CompleteEndTag:    protocol.CompletionItemKindKeyword,
	analyzer.CompleteAttribute: protocol.CompletionItemKindField,
	analyzer.CompleteValue:     protocol.CompletionItemKindEnumMember,
	analyzer.CompleteReference: protocol.CompletionItemKindReference,
	analyzer.CompleteHost:      protocol.CompletionItemKindConstant,
	analyzer.CompleteMethod:    protocol.CompletionItemKindMethod,
	analyzer.CompleteProperty:  protocol.CompletionItemKindProperty,
	analyzer.CompleteVariable:  protocol.CompletionItemKindVariable,
	analyzer.CompleteType:      protocol.CompletionItemKindClass,
}

// completionItem is a completion in its place in the list.
func (s *Server) completionItem(file *text.File, i int, c analyzer.Completion) protocol.CompletionItem {
	item := protocol.CompletionItem{
		Label: c.Label, Kind: completionKinds[c.Kind],
		SortText:         protocol.NewOptional(fmt.Sprintf("%04d", i)),
		InsertTextFormat: protocol.InsertTextFormatPlainText,
	}
	edit := &protocol.TextEdit{Range: s.encoding().rang(file, c.At), NewText: c.Plain()}
	if s.snippets {
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

// takesSnippets reports whether an editor knows places to fill in.
func takesSnippets(c *protocol.ClientCapabilities) bool {
	if c.TextDocument == nil || c.TextDocument.Completion == nil || c.TextDocument.Completion.CompletionItem == nil {
		return false
	}
	yes := c.TextDocument.Completion.CompletionItem.SnippetSupport
	return yes != nil && *yes
}
