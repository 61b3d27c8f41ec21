package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/feature"
	"hairpin.example/hairpin/lsp/view"
)

// openBuffer takes a buffer in place of the file on disk.
func (d *desk) openBuffer(ctx context.Context, p *protocol.DidOpenTextDocumentParams) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := uri.URI(strings.Clone(string(p.TextDocument.URI)))
	if strings.HasPrefix(string(u), feature.Scheme+":") {
		return // made here, and checked where it was written
	}
	f, path := d.folderOf(ctx, u)
	b := &buffer{uri: u, version: p.TextDocument.Version, folder: f, file: text.NewFile(path, strings.Clone(p.TextDocument.Text))}
	d.replace(b)
}

// changeBuffer applies changes in their order.
func (d *desk) changeBuffer(p *protocol.DidChangeTextDocumentParams) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.open[p.TextDocument.URI]
	if b == nil {
		return // never opened
	}
	src := b.file.Src
	for _, c := range p.ContentChanges {
		switch c := c.(type) {
		case *protocol.TextDocumentContentChangeWholeDocument:
			src = strings.Clone(c.Text)
		case *protocol.TextDocumentContentChangePartial:
			at := d.encoding.Span(text.NewFile("", src), c.Range)
			src = src[:at.Start] + c.Text + src[at.End:]
		}
	}
	d.replace(&buffer{uri: b.uri, version: p.TextDocument.Version, folder: b.folder, file: text.NewFile(b.file.Path, src)})
}

// closeBuffer goes back to the file on disk.
func (d *desk) closeBuffer(p *protocol.DidCloseTextDocumentParams) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.open[p.TextDocument.URI]
	if b == nil {
		return
	}
	delete(d.open, b.uri)
	if b.folder.lone && !d.holdsOpen(b.folder) {
		d.remove(b.folder)
		return
	}
	if !b.uri.IsFile() {
		b.folder.now = b.folder.now.With(map[string]*text.File{b.file.Path: nil})
		d.schedule(b.folder, b.uri)
		return
	}
	d.fromDisk(view.PathOf(b.uri), b.uri)
}

// replace takes a buffer into the folders that hold it.
func (d *desk) replace(b *buffer) {
	d.open[b.uri] = b
	for _, f := range d.folders {
		path := b.file.Path
		if f != b.folder {
			if !b.uri.IsFile() || !view.Contains(f.dir, view.PathOf(b.uri)) || !f.loaded {
				continue
			}
			path = view.Relative(f.dir, view.PathOf(b.uri))
		}
		file := b.file
		if path != file.Path {
			file = text.NewFile(path, file.Src)
		}
		f.now = f.now.With(map[string]*text.File{path: file})
		if !b.uri.IsFile() {
			f.now = f.now.WithBuffer(path, b.uri)
		}
		d.schedule(f, b.uri)
	}
}
