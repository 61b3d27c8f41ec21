package compose

import (
	"slices"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
)

// Window is a site as those see it who judge some of its calls. It is the only way
// from a call to other documents, so it knows what was looked at: what was found
// with a look beyond the documents that run in one request with the calls is found
// anew when any document changes.
type Window struct {
	site *Site
	// reads are the documents that run in one request with the calls; nil for calls of
	// places that several parts share.
	reads []int
	wide  bool
}

// NewWindow looks at a site from calls that run in one request with some documents,
// or from shared places, where reads is nil.
func NewWindow(s *Site, reads []int) Window { return Window{site: s, reads: reads} }

// Estate is the estate, which stays the same while only the texts of policies
// change.
func (w *Window) Estate() *estate.Estate { return w.site.Estate }

// IsWide reports whether somebody looked further than at the documents that run in
// one request with the calls.
func (w *Window) IsWide() bool { return w.wide }

// IsShared reports whether the calls are made at places that several parts share.
func (w *Window) IsShared() bool { return w.reads == nil }

// Doc is the policy document with an ID, nil if there is none.
func (w *Window) Doc(id string) *document.Document {
	i, ok := w.site.Index[id]
	return w.look(i, ok)
}

// DocAt is the policy document that a place is in, nil if there is none.
func (w *Window) DocAt(at text.Loc) *document.Document {
	return w.look(w.site.IndexAt(w.site.Documents, at))
}

// look notes that somebody looks at a document.
func (w *Window) look(i int, ok bool) *document.Document {
	if !ok {
		return nil
	}
	if w.reads != nil && !slices.Contains(w.reads, i) || w.reads == nil && w.site.Owner[i] != Shared {
		w.wide = true
	}
	return w.site.Documents[i]
}

// Encode writes the new text of edits as their host files do. It looks at nothing
// but how.
func (w *Window) Encode(edits []text.Edit) []text.Edit {
	for i := range edits {
		if d := w.site.DocAt(edits[i].Loc); d != nil && !d.IsWhole() {
			edits = slices.Clone(edits)
			for ; i < len(edits); i++ {
				if d := w.site.DocAt(edits[i].Loc); d != nil {
					edits[i].New = d.Encode(edits[i].New)
				}
			}
			break
		}
	}
	return edits
}

// Together are the documents that can run in one request with the calls.
func (w *Window) Together() []*document.Document {
	if w.reads == nil {
		return w.Everything()
	}
	out := make([]*document.Document, len(w.reads))
	for i, at := range w.reads {
		out[i] = w.site.Documents[at]
	}
	return out
}

// Everything is all documents of the estate.
func (w *Window) Everything() []*document.Document {
	w.wide = true
	return w.site.Documents
}
