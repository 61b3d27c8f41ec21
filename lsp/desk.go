package lsp

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// desk is what lies before the user: the folders and the open buffers, as they are
// now, and the settings that hold for them.
type desk struct {
	peer    *peer
	collect func(ctx context.Context, path string) (root string, files []*text.File, err error)
	idle    *time.Timer // until nothing has changed for a while

	// mu guards everything below, and the fields of folders.
	mu       sync.Mutex
	ready    bool // initialize was answered
	down     bool // shutdown was asked for: nothing is told any more
	encoding view.Encoding
	config   analyzer.Config
	configs  map[string]analyzer.Config // of folders that have their own
	folders  []*folder
	open     map[uri.URI]*buffer
	shown    []uri.URI // documents made here that the editor has asked for
}

// folder is a folder of the workspace as it changes, or the estate around a file
// outside all folders. Its fields are guarded by the lock of the desk.
type folder struct {
	start  string // what Collect is called with; names the folder
	dir    string // what paths are relative to, as Collect says
	uri    uri.URI
	lone   bool // made for a document outside all folders
	loaded bool
	now    *view.Folder
	// changed is what changed last: it is told first.
	changed uri.URI
	wake    chan struct{}
	stop    context.CancelFunc // of the check that runs
	gone    context.CancelFunc // of the worker
}

// buffer is an open buffer. It never changes: an edit makes another one.
type buffer struct {
	uri     uri.URI
	version int32
	folder  *folder
	file    *text.File // with its path in the folder
}

// moment is everything as it is now.
func (d *desk) moment() *view.Moment {
	d.mu.Lock()
	defer d.mu.Unlock()
	folders := make([]*view.Folder, 0, len(d.folders))
	for _, f := range d.folders {
		folders = append(folders, f.now)
	}
	open := make(map[uri.URI]view.Buffer, len(d.open))
	for u, b := range d.open {
		seen := view.Buffer{Version: b.version, File: b.file}
		if slices.Contains(d.folders, b.folder) {
			seen.Folder = b.folder.now
		}
		open[u] = seen
	}
	return view.NewMoment(d.peer.can, folders, open)
}

// owner is the folder that a path belongs to: the innermost one that was opened
// around it, or else the innermost one whose estate holds it; nil if there is none.
func (d *desk) owner(path string) *folder {
	var best *folder
	rank := 0
	for _, f := range d.folders {
		const opened = 1 << 20 // longer than any path
		r := 0
		switch {
		case f.start != "" && view.Contains(f.start, path):
			r = opened + len(f.start)
		case f.dir != "" && view.Contains(f.dir, path):
			r = len(f.dir)
		}
		if r > rank {
			best, rank = f, r
		}
	}
	return best
}

// isOpen reports whether a file of a folder is an open buffer.
func (d *desk) isOpen(f *folder, path string) bool {
	return d.open[f.now.Address(path)] != nil
}

// holdsOpen reports whether a buffer of a folder is open.
func (d *desk) holdsOpen(f *folder) bool {
	for _, b := range d.open {
		if b.folder == f {
			return true
		}
	}
	return false
}

// configOf is the configuration of a folder.
func (d *desk) configOf(f *folder) analyzer.Config {
	if c, ok := d.configs[f.start]; ok {
		return c
	}
	return d.config
}
