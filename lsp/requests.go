package lsp

import (
	"context"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
)

// about asks a feature about a document, as the request sees it. Of one that is in
// no folder there is nothing to say.
func about[P, T any](ctx context.Context, u uri.URI, p P, ask func(context.Context, *view.View, P) (T, error)) (T, error) {
	v := momentOf(ctx).View(u)
	if v == nil {
		var nothing T
		return nothing, nil
	}
	return ask(ctx, v, p)
}

// Hover tells what stands at a position.
func (s *Server) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	return about(ctx, p.TextDocument.URI, p, feature.Hover)
}

// Definition is where a name is defined, and for the URL of a self-call the
// policy of the operation that it lands on.
func (s *Server) Definition(ctx context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	return about(ctx, p.TextDocument.URI, p, feature.Definition)
}

// References are all places with a name.
func (s *Server) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	return about(ctx, p.TextDocument.URI, p, feature.References)
}

// DocumentHighlight marks a name in the document.
func (s *Server) DocumentHighlight(ctx context.Context, p *protocol.DocumentHighlightParams) ([]protocol.DocumentHighlight, error) {
	return about(ctx, p.TextDocument.URI, p, feature.DocumentHighlight)
}

// PrepareRename is what would be renamed at a position.
func (s *Server) PrepareRename(ctx context.Context, p *protocol.PrepareRenameParams) (protocol.PrepareRenameResult, error) {
	return about(ctx, p.TextDocument.URI, p, feature.PrepareRename)
}

// Rename renames a variable in all policies that some request runs together, or
// a fragment with its folder.
func (s *Server) Rename(ctx context.Context, p *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	return about(ctx, p.TextDocument.URI, p, feature.Rename)
}

// DocumentLink leads from the names of artifacts to their files, and from
// self-calls to where they land.
func (s *Server) DocumentLink(ctx context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	return about(ctx, p.TextDocument.URI, p, feature.DocumentLink)
}

// Completion lists what can be written at a place.
func (s *Server) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	return about(ctx, p.TextDocument.URI, p, feature.Completion)
}

// CodeAction offers the fixes of the findings in a range, the preferred one of
// each first; to suppress and to explain them; and to fix the whole file.
func (s *Server) CodeAction(ctx context.Context, p *protocol.CodeActionParams) ([]protocol.CommandOrCodeAction, error) {
	return about(ctx, p.TextDocument.URI, p, feature.CodeAction)
}

// CodeLens stands above the policy of an operation or an API: who calls it
// through the gateway, and what it is together with the scopes around it.
func (s *Server) CodeLens(ctx context.Context, p *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	return about(ctx, p.TextDocument.URI, p, feature.CodeLens)
}

// InlayHint shows after an address the host that it resolves to, where it is
// not written there.
func (s *Server) InlayHint(ctx context.Context, p *protocol.InlayHintParams) ([]protocol.InlayHint, error) {
	return about(ctx, p.TextDocument.URI, p, feature.InlayHint)
}

// DocumentSymbol is the outline of a policy: its elements.
func (s *Server) DocumentSymbol(ctx context.Context, p *protocol.DocumentSymbolParams) (protocol.DocumentSymbolResult, error) {
	return about(ctx, p.TextDocument.URI, p, feature.DocumentSymbol)
}

// FoldingRanges are the elements and comments that span lines, and expressions
// that do.
func (s *Server) FoldingRanges(ctx context.Context, p *protocol.FoldingRangeParams) ([]protocol.FoldingRange, error) {
	return about(ctx, p.TextDocument.URI, p, feature.FoldingRanges)
}

// SelectionRange grows a selection from the name or value at a position to the
// elements around it.
func (s *Server) SelectionRange(ctx context.Context, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	return about(ctx, p.TextDocument.URI, p, feature.SelectionRange)
}

// LinkedEditingRange gives the two names of an element, which are edited together.
func (s *Server) LinkedEditingRange(ctx context.Context, p *protocol.LinkedEditingRangeParams) (*protocol.LinkedEditingRanges, error) {
	return about(ctx, p.TextDocument.URI, p, feature.LinkedEditingRange)
}

// Formatting lays out a document.
func (s *Server) Formatting(ctx context.Context, p *protocol.DocumentFormattingParams) ([]protocol.TextEdit, error) {
	return about(ctx, p.TextDocument.URI, p, feature.Formatting)
}

// RangeFormatting lays out the lines of a range.
func (s *Server) RangeFormatting(ctx context.Context, p *protocol.DocumentRangeFormattingParams) ([]protocol.TextEdit, error) {
	return about(ctx, p.TextDocument.URI, p, feature.RangeFormatting)
}

// RangesFormatting lays out the lines of several ranges.
func (s *Server) RangesFormatting(ctx context.Context, p *protocol.DocumentRangesFormattingParams) ([]protocol.TextEdit, error) {
	return about(ctx, p.TextDocument.URI, p, feature.RangesFormatting)
}

// OnTypeFormatting closes the tag that has just been typed.
func (s *Server) OnTypeFormatting(ctx context.Context, p *protocol.DocumentOnTypeFormattingParams) ([]protocol.TextEdit, error) {
	return about(ctx, p.TextDocument.URI, p, feature.OnTypeFormatting)
}

// PrepareCallHierarchy is the operation whose policy it is, or on the URL of a
// self-call the operation that it lands on.
func (s *Server) PrepareCallHierarchy(ctx context.Context, p *protocol.CallHierarchyPrepareParams) ([]protocol.CallHierarchyItem, error) {
	return about(ctx, p.TextDocument.URI, p, feature.PrepareCallHierarchy)
}

// Diagnostic is what is wrong in a document, and in the documents that a finding
// in it points to.
func (s *Server) Diagnostic(ctx context.Context, p *protocol.DocumentDiagnosticParams) (protocol.DocumentDiagnosticReport, error) {
	return feature.Diagnostic(ctx, momentOf(ctx).View(p.TextDocument.URI), p)
}

// SemanticTokensFull colours a whole policy, with the C# in it.
func (s *Server) SemanticTokensFull(ctx context.Context, p *protocol.SemanticTokensParams) (*protocol.SemanticTokens, error) {
	return feature.SemanticTokensFull(ctx, momentOf(ctx).View(p.TextDocument.URI), p)
}

// SemanticTokensRange colours a part of a policy.
func (s *Server) SemanticTokensRange(ctx context.Context, p *protocol.SemanticTokensRangeParams) (*protocol.SemanticTokens, error) {
	return feature.SemanticTokensRange(ctx, momentOf(ctx).View(p.TextDocument.URI), p)
}

// DiagnosticWorkspace is what is wrong in all folders. What the editor has is
// not sent again.
func (s *Server) DiagnosticWorkspace(ctx context.Context, p *protocol.WorkspaceDiagnosticParams) (*protocol.WorkspaceDiagnosticReport, error) {
	return feature.DiagnosticWorkspace(ctx, momentOf(ctx), p)
}

// Symbols searches the artifacts of all folders by name: a name answers to a
// query if it has its characters in order.
func (s *Server) Symbols(ctx context.Context, p *protocol.WorkspaceSymbolParams) (protocol.WorkspaceSymbolResult, error) {
	return feature.Symbols(ctx, momentOf(ctx), p)
}

// IncomingCalls are the operations that call one through the gateway.
func (s *Server) IncomingCalls(ctx context.Context, p *protocol.CallHierarchyIncomingCallsParams) ([]protocol.CallHierarchyIncomingCall, error) {
	return feature.IncomingCalls(ctx, momentOf(ctx), p)
}

// OutgoingCalls are the operations that one calls through the gateway.
func (s *Server) OutgoingCalls(ctx context.Context, p *protocol.CallHierarchyOutgoingCallsParams) ([]protocol.CallHierarchyOutgoingCall, error) {
	return feature.OutgoingCalls(ctx, momentOf(ctx), p)
}

// CodeActionResolve makes the edit of an action. If the finding is gone, because
// the text has changed, there is nothing to do any more.
func (s *Server) CodeActionResolve(ctx context.Context, p *protocol.CodeAction) (*protocol.CodeAction, error) {
	return feature.CodeActionResolve(ctx, momentOf(ctx), p)
}

// TextDocumentContent is the text of a document that the server makes.
func (s *Server) TextDocumentContent(ctx context.Context, p *protocol.TextDocumentContentParams) (*protocol.TextDocumentContentResult, error) {
	content, err := feature.Content(ctx, momentOf(ctx), string(p.URI))
	if err != nil {
		return nil, err
	}
	s.desk.remember(p.URI)
	return &protocol.TextDocumentContentResult{Text: content}, nil
}
