package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// changeFolders adds and removes folders.
func (d *desk) changeFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, gone := range p.Event.Removed {
		for _, f := range d.folders {
			if gone.URI.IsFile() && f.start == view.PathOf(gone.URI) {
				d.remove(f)
				break
			}
		}
	}
	for _, added := range p.Event.Added {
		if f := d.addFolder(uri.URI(strings.Clone(string(added.URI)))); f != nil {
			d.load(ctx, f)
			d.schedule(f, f.uri)
		}
	}
	d.rehome(ctx)
}

// rehome gives open buffers to the folders that they belong to now.
func (d *desk) rehome(ctx context.Context) {
	for _, b := range d.open {
		f, path := d.folderOf(ctx, b.uri)
		if f != b.folder {
			d.replace(&buffer{uri: b.uri, version: b.version, folder: f, file: text.NewFile(path, b.file.Src)})
		}
	}
	for _, f := range append([]*folder(nil), d.folders...) {
		if f.lone && !d.holdsOpen(f) {
			d.remove(f)
		}
	}
}
