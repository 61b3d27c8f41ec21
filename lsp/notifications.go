package lsp

import (
	"context"

	"go.lsp.dev/protocol"
)

// DidOpen takes a buffer in place of the file on disk.
func (s *Server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	s.desk.openBuffer(ctx, p)
	return nil
}

// DidChange applies changes in their order.
func (s *Server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.desk.changeBuffer(p)
	return nil
}

// DidClose goes back to the file on disk.
func (s *Server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.desk.closeBuffer(p)
	return nil
}

// DidChangeWatchedFiles takes over what changed on disk.
func (s *Server) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.desk.changeFiles(ctx, p)
	return nil
}

// DidChangeWorkspaceFolders adds and removes folders.
func (s *Server) DidChangeWorkspaceFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.desk.changeFolders(ctx, p)
	return nil
}

// DidChangeConfiguration takes new settings over.
func (s *Server) DidChangeConfiguration(ctx context.Context, p *protocol.DidChangeConfigurationParams) error {
	s.desk.changeSettings(ctx, p)
	return nil
}
