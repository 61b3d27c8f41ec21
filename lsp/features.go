package lsp

import "go.lsp.dev/protocol"

// features is what the server can do: one row for each feature, which tells the
// editor of it. The requests themselves are methods of Server, by the names that
// the protocol package gives them, in the file of the feature.
var features = []func(c *protocol.ServerCapabilities, a *abilities){
	offerDocuments,
	offerDiagnostics,
	offerActions,
	offerHover,
	offerContent,
	offerCommands,
	offerNames,
	offerOutline,
	offerLenses,
	offerHints,
	offerCallers,
	offerTokens,
	offerCompletion,
	offerFormatting,
	offerLinked,
}

// offerDocuments: changes come piece by piece, folders come and go.
func offerDocuments(c *protocol.ServerCapabilities, _ *abilities) {
	c.TextDocumentSync = &protocol.TextDocumentSyncOptions{OpenClose: ptr(true), Change: ptr(protocol.TextDocumentSyncKindIncremental)}
	c.Workspace = &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
		Supported: ptr(true), ChangeNotifications: protocol.Boolean(true),
	}}
}
