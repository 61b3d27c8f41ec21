package lsp

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// addFolder adds a folder of the workspace; it is read when it is needed.
func (d *desk) addFolder(u uri.URI) *folder {
	if !u.IsFile() {
		return nil
	}
	dir := view.PathOf(u)
	return d.newFolder(&folder{start: dir, dir: dir, uri: u})
}

// newFolder sets a folder to work.
func (d *desk) newFolder(f *folder) *folder {
	for _, other := range d.folders {
		if other.start == f.start {
			return other
		}
	}
	f.now = view.NewFolder(f.dir, f.start, nil, d.configOf(f), d.encoding)
	f.wake = make(chan struct{}, 1)
	var ctx context.Context
	ctx, f.gone = context.WithCancel(d.peer.life)
	f.stop = func() {}
	d.folders = append(d.folders, f)
	d.peer.workers.Go(func() { d.work(ctx, f) })
	return f
}

// remove takes a folder away, with what was told of it.
func (d *desk) remove(f *folder) {
	for i, other := range d.folders {
		if other == f {
			d.folders = append(d.folders[:i:i], d.folders[i+1:]...)
			f.gone()
			return
		}
	}
}

// folderOf finds the innermost folder of a document, and its path there. A file
// outside all of them gets a folder of its own, the estate around it. What is
// no file, such as a new buffer, stands in the first folder, among its facts.
func (d *desk) folderOf(ctx context.Context, u uri.URI) (*folder, string) {
	if !u.IsFile() {
		f := d.firstFolder()
		d.load(ctx, f)
		return f, strings.NewReplacer("/", "-", `\`, "-").Replace(string(u))
	}
	path := view.PathOf(u)
	best := d.owner(path)
	if best == nil {
		best = d.newFolder(&folder{start: path, dir: filepath.Dir(path), lone: true})
	}
	d.load(ctx, best)
	return best, view.Relative(best.dir, path)
}

// firstFolder is the first folder of the workspace, or one without files.
func (d *desk) firstFolder() *folder {
	if len(d.folders) == 0 {
		return d.newFolder(&folder{lone: true, loaded: true})
	}
	return d.folders[0]
}

// load reads the files of a folder, once. Open buffers stay.
func (d *desk) load(ctx context.Context, f *folder) {
	if f.loaded {
		return
	}
	f.loaded = true
	root, files, err := d.collect(ctx, f.start)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.peer.log("%s: %v", f.start, err)
	}
	if err == nil && root != "" {
		f.dir = root
	}
	f.now = view.NewFolder(f.dir, f.start, files, d.configOf(f), d.encoding)
	for _, b := range d.open {
		if b.uri.IsFile() && view.Contains(f.dir, view.PathOf(b.uri)) {
			path := view.Relative(f.dir, view.PathOf(b.uri))
			f.now = f.now.With(map[string]*text.File{path: text.NewFile(path, b.file.Src)})
		}
	}
}
