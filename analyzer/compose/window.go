package compose

import (
	"slices"

	"hairpin/analyzer/document"
	"hairpin/analyzer/estate"
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
func NewWindow(s *Site, reads []int) *Window { return &Window{site: s, reads: reads} }

// Estate is the estate, which stays the same while only the texts of policies
// change.
func (w *Window) Estate() *estate.Estate { return w.site.Estate }

// IsWide reports whether somebody looked further than at the documents that run in
// one request with the calls.
func (w *Window) IsWide() bool { return w.wide }

// IsShared reports whether the calls are made at places that several parts share.
func (w *Window) IsShared() bool { return w.reads == nil }

// Doc is the policy document at a path, nil if there is none.
func (w *Window) Doc(path string) *document.Document {
	i, ok := w.site.Index[path]
	if !ok {
		return nil
	}
	if w.reads != nil && !slices.Contains(w.reads, i) || w.reads == nil && w.site.Owner[i] != Shared {
		w.wide = true
	}
	return w.site.Documents[i]
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
