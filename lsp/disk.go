package lsp

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// maxFile bounds the files that are read from disk, in bytes.
const maxFile = 16 << 20

// fromDisk takes a file, or what was below a folder that is gone, over from disk
// into all folders that hold it.
func (d *desk) fromDisk(path string, changed uri.URI) {
	info, err := os.Stat(path)
	var src []byte
	if err == nil && info.Mode().IsRegular() && info.Size() <= maxFile {
		src, err = os.ReadFile(path)
	}
	for _, f := range d.folders {
		if !f.loaded || f.dir == "" || !view.Contains(f.dir, path) {
			continue
		}
		rel := view.Relative(f.dir, path)
		changes := map[string]*text.File{}
		switch {
		case err != nil:
			for _, p := range f.now.Snapshot().Paths() {
				if (p == rel || strings.HasPrefix(p, rel+"/")) && !d.isOpen(f, p) {
					changes[p] = nil
				}
			}
		case info.IsDir():
		case f.now.Reads(rel, string(src)):
			changes[rel] = text.NewFile(rel, string(src))
		}
		if len(changes) > 0 {
			f.now = f.now.With(changes)
			d.schedule(f, changed)
		}
	}
}

// watched are the files that the editor is asked to tell of: policies whatever
// their ending, and everything that configures an estate.
const watched = "**/*.{xml,json,yaml,yml,graphql,wsdl,wadl,tpl,tftpl,cshtml,tfvars}"

// watch asks the editor to tell of files that change on disk.
func (d *desk) watch(ctx context.Context) {
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern(watched)}},
	})
	if err == nil {
		err = d.peer.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
			ID: "files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: protocol.LSPAny(options),
		}}})
	}
	if err != nil {
		d.peer.log("files on disk are not watched: %v", err)
	}
}

// changeFiles takes over what changed on disk, but for open buffers. A
// configuration can name files anywhere, so it is read with its whole folder.
func (d *desk) changeFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range p.Changes {
		if d.open[c.URI] != nil || !c.URI.IsFile() {
			continue
		}
		path := view.PathOf(c.URI)
		base := filepath.Base(path)
		if base != "hairpin.yaml" && base != "hairpin.yml" {
			d.fromDisk(path, c.URI)
			continue
		}
		for _, f := range d.folders {
			if f.loaded && f.dir != "" && view.Contains(f.dir, path) {
				f.loaded = false
				d.load(ctx, f)
				d.schedule(f, c.URI)
			}
		}
	}
}
