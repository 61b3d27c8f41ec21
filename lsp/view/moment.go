package view

import (
	"cmp"
	"slices"
	"strings"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
)

// Moment is everything that a request sees: taken when it comes, in the order of
// the messages, so that a later change does not shift the ground under it. The zero
// value sees nothing.
type Moment struct {
	// Editor is what the editor can do.
	Editor  Abilities
	folders []*Folder // inner ones first
	open    map[uri.URI]Buffer
}

// Buffer is an open document.
type Buffer struct {
	Version int32
	File    *text.File // with its path in the folder
	// Folder is the one that the document belongs to, nil if that is gone.
	Folder *Folder
}

// NewMoment is the moment with these folders and open documents. It keeps both.
func NewMoment(editor Abilities, folders []*Folder, open map[uri.URI]Buffer) *Moment {
	slices.SortStableFunc(folders, func(a, b *Folder) int {
		return cmp.Or(len(b.dir)-len(a.dir), strings.Compare(a.dir, b.dir))
	})
	return &Moment{Editor: editor, folders: folders, open: open}
}

// Folders are the folders, inner ones first.
func (m *Moment) Folders() []*Folder { return m.folders }

// Version is the version of an open document, nil for a file on disk.
func (m *Moment) Version(u uri.URI) *int32 {
	if b, ok := m.open[u]; ok {
		return &b.Version
	}
	return nil
}

// View finds a document; nil if it belongs to no folder.
func (m *Moment) View(u uri.URI) *View {
	if b, ok := m.open[u]; ok {
		if b.Folder == nil {
			return nil
		}
		return &View{Folder: b.Folder, Moment: m, URI: u, File: b.File}
	}
	if !u.IsFile() {
		return nil
	}
	path := PathOf(u)
	for _, f := range m.folders {
		if f.dir == "" || !Contains(f.dir, path) {
			continue
		}
		if file := f.Snapshot().File(Relative(f.dir, path)); file != nil {
			return &View{Folder: f, Moment: m, URI: u, File: file}
		}
		return nil // only the innermost folder answers
	}
	return nil
}
