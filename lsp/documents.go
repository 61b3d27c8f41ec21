package lsp

import (
	"context"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer/text"
)

// document is an open buffer.
type document struct {
	uri     uri.URI
	version int32
	folder  *folder
	file    *text.File // with its path in the folder
}

// DidOpen takes a buffer in place of the file on disk.
func (s *Server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := uri.URI(strings.Clone(string(p.TextDocument.URI)))
	f := s.folderOf(ctx, u)
	d := &document{uri: u, version: p.TextDocument.Version, folder: f, file: text.NewFile(f.rel(u), strings.Clone(p.TextDocument.Text))}
	s.open[u] = d
	s.replace(ctx, d)
	return nil
}

// DidChange applies changes in their order.
func (s *Server) DidChange(ctx context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open[p.TextDocument.URI]
	if d == nil {
		return nil // never opened
	}
	src, e := d.file.Src, s.encoding()
	for _, c := range p.ContentChanges {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			src = strings.Clone(c.Text)
		case *protocol.TextDocumentContentChangePartial:
			at := e.span(text.NewFile("", src), c.Range)
			src = src[:at.Start] + c.Text + src[at.End:]
		}
	}
	d.version, d.file = p.TextDocument.Version, text.NewFile(d.file.Path, src)
	s.replace(ctx, d)
	return nil
}

// DidClose goes back to the file on disk.
func (s *Server) DidClose(ctx context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open[p.TextDocument.URI]
	if d == nil {
		return nil
	}
	delete(s.open, d.uri)
	d.folder.fromDisk(d.file.Path)
	s.schedule(ctx, d.folder)
	return nil
}

// replace puts a buffer into the snapshot of its folder.
func (s *Server) replace(ctx context.Context, d *document) {
	d.folder.set(d.file)
	s.schedule(ctx, d.folder)
}

func (s *Server) encoding() encoding { return encoding{utf8: s.utf8} }

// pathOf is the path of a document; buffers without a file have one of their
// own.
func pathOf(u uri.URI) string {
	if u.IsFile() {
		return filepath.Clean(u.FsPath())
	}
	return string(filepath.Separator) + strings.NewReplacer(":", "/", `\`, "/").Replace(u.String())
}
