package feature

import (
	"context"
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// offerCompletion names the characters on which an editor asks by itself.
func offerCompletion(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.CompletionProvider = &protocol.CompletionOptions{TriggerCharacters: []string{"<", ">", "/", " ", "\"", "'", ".", "{"}}
}

// Completion lists what can be written at a place.
func Completion(ctx context.Context, v *view.View, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	list := &protocol.CompletionList{}
	for i, c := range editor.Complete(v.Snapshot(), v.File.Path, v.Offset(p.Position), v.Config()) {
		list.Items = append(list.Items, completionItem(v, i, c))
	}
	return list, nil
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
func completionItem(v *view.View, i int, c editor.Completion) protocol.CompletionItem {
	item := protocol.CompletionItem{
		Label: c.Label, Kind: completionKinds[c.Kind],
		SortText:         protocol.NewOptional(fmt.Sprintf("%04d", i)),
		InsertTextFormat: protocol.InsertTextFormatPlainText,
	}
	edit := &protocol.TextEdit{Range: v.Range(c.At), NewText: indented(v.File, c)}
	if v.Moment.Editor.TakesSnippets {
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
