package lsp

import (
	"slices"

	"go.lsp.dev/protocol"
)

// abilities is what the editor can do, as far as it makes a difference.
type abilities struct {
	pullsDiagnostics     bool
	watchesFiles         bool
	configures           bool // answers workspace/configuration
	registersSettings    bool
	showsProgress        bool
	renamesFiles         bool
	annotatesChanges     bool
	resolvesActions      bool
	takesSnippets        bool
	refreshesDiagnostics bool
	refreshesLenses      bool
	refreshesHints       bool
	// asksContent: it asks for documents in a scheme of the server; shows: it shows
	// what it is told to.
	asksContent, shows bool
}

func yes(b *bool) bool { return b != nil && *b }

// abilitiesOf reads what an editor says of itself. What it does not say it
// cannot do.
func abilitiesOf(c *protocol.ClientCapabilities) abilities {
	var a abilities
	if w := c.Workspace; w != nil {
		a.configures = yes(w.Configuration)
		if d := w.DidChangeConfiguration; d != nil {
			a.registersSettings = yes(d.DynamicRegistration)
		}
		if d := w.DidChangeWatchedFiles; d != nil {
			a.watchesFiles = yes(d.DynamicRegistration)
		}
		if e := w.WorkspaceEdit; e != nil {
			a.renamesFiles = slices.Contains(e.ResourceOperations, protocol.ResourceOperationKindRename)
			a.annotatesChanges = e.ChangeAnnotationSupport != nil
		}
		if d := w.Diagnostics; d != nil {
			a.refreshesDiagnostics = yes(d.RefreshSupport)
		}
		if l := w.CodeLens; l != nil {
			a.refreshesLenses = yes(l.RefreshSupport)
		}
		if h := w.InlayHint; h != nil {
			a.refreshesHints = yes(h.RefreshSupport)
		}
		a.asksContent = w.TextDocumentContent != nil
	}
	if t := c.TextDocument; t != nil {
		a.pullsDiagnostics = t.Diagnostic != nil
		if ca := t.CodeAction; ca != nil && yes(ca.DataSupport) {
			a.resolvesActions = slices.Contains(ca.ResolveSupport.Properties, "edit")
		}
		if co := t.Completion; co != nil && co.CompletionItem != nil {
			a.takesSnippets = yes(co.CompletionItem.SnippetSupport)
		}
	}
	if w := c.Window; w != nil {
		a.showsProgress = yes(w.WorkDoneProgress)
		a.shows = w.ShowDocument != nil && w.ShowDocument.Support
	}
	return a
}
