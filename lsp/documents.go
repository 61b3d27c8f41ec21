package lsp

import (
	"context"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer/text"
)

// buffer is an open buffer. It never changes: an edit makes another one.
type buffer struct {
	uri     uri.URI
	version int32
	folder  *folder
	file    *text.File // with its path in the folder
}

// effectiveScheme is that of documents that the server makes.
const effectiveScheme = "hairpin"

// DidOpen takes a buffer in place of the file on disk.
func (s *Server) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := uri.URI(strings.Clone(string(p.TextDocument.URI)))
	if strings.HasPrefix(string(u), effectiveScheme+":") {
		return nil // made here, and checked where it was written
	}
	f, path := s.folderOf(ctx, u)
	d := &buffer{uri: u, version: p.TextDocument.Version, folder: f, file: text.NewFile(path, strings.Clone(p.TextDocument.Text))}
	s.replace(d)
	return nil
}

// DidChange applies changes in their order.
func (s *Server) DidChange(_ context.Context, p *protocol.DidChangeTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open[p.TextDocument.URI]
	if d == nil {
		return nil // never opened
	}
	src := d.file.Src
	for _, c := range p.ContentChanges {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			src = strings.Clone(c.Text)
		case *protocol.TextDocumentContentChangePartial:
			at := s.encoding.span(text.NewFile("", src), c.Range)
			src = src[:at.Start] + c.Text + src[at.End:]
		}
	}
	s.replace(&buffer{uri: d.uri, version: p.TextDocument.Version, folder: d.folder, file: text.NewFile(d.file.Path, src)})
	return nil
}

// DidClose goes back to the file on disk.
func (s *Server) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.open[p.TextDocument.URI]
	if d == nil {
		return nil
	}
	delete(s.open, d.uri)
	if d.folder.lone && !s.holdsOpen(d.folder) {
		s.remove(d.folder)
		return nil
	}
	if !d.uri.IsFile() {
		d.folder.state = d.folder.state.with(map[string]*text.File{d.file.Path: nil})
		s.schedule(d.folder, d.uri)
		return nil
	}
	s.fromDisk(pathOf(d.uri), d.uri)
	return nil
}

// replace takes a buffer into the folders that hold it.
func (s *Server) replace(d *buffer) {
	s.open[d.uri] = d
	for _, f := range s.folders {
		path := d.file.Path
		if f != d.folder {
			if !d.uri.IsFile() || !contains(f.dir, pathOf(d.uri)) || !f.loaded {
				continue
			}
			path = relative(f.dir, pathOf(d.uri))
		}
		file := d.file
		if path != file.Path {
			file = text.NewFile(path, file.Src)
		}
		f.state = f.state.with(map[string]*text.File{path: file})
		if !d.uri.IsFile() {
			f.state = f.state.withBuffer(path, d.uri)
		}
		s.schedule(f, d.uri)
	}
}

// holdsOpen reports whether a buffer of a folder is open.
func (s *Server) holdsOpen(f *folder) bool {
	for _, d := range s.open {
		if d.folder == f {
			return true
		}
	}
	return false
}

// pathOf is the path of a file.
func pathOf(u uri.URI) string { return filepath.Clean(u.FsPath()) }

// contains reports whether a folder holds a path.
func contains(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// relative is a path of a folder with slashes.
func relative(dir, path string) string {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}
