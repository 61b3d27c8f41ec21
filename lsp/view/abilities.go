package view

import (
	"slices"

	"go.lsp.dev/protocol"
)

// Abilities is what the editor can do, as far as it makes a difference. The zero
// value can nothing beyond the core of the protocol.
type Abilities struct {
	PullsDiagnostics     bool
	WatchesFiles         bool
	Configures           bool // answers workspace/configuration
	RegistersSettings    bool
	ShowsProgress        bool
	RenamesFiles         bool
	AnnotatesChanges     bool
	ResolvesActions      bool
	TakesSnippets        bool
	RefreshesDiagnostics bool
	RefreshesLenses      bool
	RefreshesHints       bool
	// AsksContent: it asks for documents in a scheme of the server; Shows: it shows
	// what it is told to.
	AsksContent, Shows bool
}

func yes(b *bool) bool { return b != nil && *b }

// AbilitiesOf reads what an editor says of itself. What it does not say it
// cannot do.
func AbilitiesOf(c *protocol.ClientCapabilities) Abilities {
	var a Abilities
	if w := c.Workspace; w != nil {
		a.Configures = yes(w.Configuration)
		if d := w.DidChangeConfiguration; d != nil {
			a.RegistersSettings = yes(d.DynamicRegistration)
		}
		if d := w.DidChangeWatchedFiles; d != nil {
			a.WatchesFiles = yes(d.DynamicRegistration)
		}
		if e := w.WorkspaceEdit; e != nil {
			a.RenamesFiles = slices.Contains(e.ResourceOperations, protocol.ResourceOperationKindRename)
			a.AnnotatesChanges = e.ChangeAnnotationSupport != nil
		}
		if d := w.Diagnostics; d != nil {
			a.RefreshesDiagnostics = yes(d.RefreshSupport)
		}
		if l := w.CodeLens; l != nil {
			a.RefreshesLenses = yes(l.RefreshSupport)
		}
		if h := w.InlayHint; h != nil {
			a.RefreshesHints = yes(h.RefreshSupport)
		}
		a.AsksContent = w.TextDocumentContent != nil
	}
	if t := c.TextDocument; t != nil {
		a.PullsDiagnostics = t.Diagnostic != nil
		if ca := t.CodeAction; ca != nil && yes(ca.DataSupport) {
			a.ResolvesActions = slices.Contains(ca.ResolveSupport.Properties, "edit")
		}
		if co := t.Completion; co != nil && co.CompletionItem != nil {
			a.TakesSnippets = yes(co.CompletionItem.SnippetSupport)
		}
	}
	if w := c.Window; w != nil {
		a.ShowsProgress = yes(w.WorkDoneProgress)
		a.Shows = w.ShowDocument != nil && w.ShowDocument.Support
	}
	return a
}
