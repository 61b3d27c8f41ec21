package compose

import (
	"iter"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
)

// Inbound gives what requests to an operation of an API can run before they are
// forwarded: inbound sections and the fragments that they include, each with its
// document. Without an operation it is that of all of them.
func (w *Window) Inbound(api *estate.API, op *estate.Operation) iter.Seq2[*document.Document, *policy.Element] {
	w.wide = true
	return func(yield func(*document.Document, *policy.Element) bool) {
		part, ok := w.site.PartOf[api]
		if !ok {
			return
		}
		r := running{site: w.site, yield: yield, inherits: map[*policy.Element]bool{}}
		for _, u := range w.site.Policies(w.site.Parts[part]) {
			own := u.Scope.Operation
			if op != nil && own != op && (own != nil || op.Policy != "") {
				continue
			}
			if !r.section(&u, 0) {
				return
			}
		}
	}
}

// running gives what a policy runs, every piece once.
type running struct {
	site  *Site
	yield func(*document.Document, *policy.Element) bool
	// inherits are the pieces that were given, and whether they have a <base />.
	inherits map[*policy.Element]bool
}

// section gives the inbound sections of a policy from a place of its chain on; it is false
// if nobody wants more.
func (r *running) section(u *Policy, from int) bool {
	for {
		el, d, at := u.Section("inbound", from)
		if el == nil {
			return true
		}
		if !r.piece(u, d, el) {
			return false
		}
		if !r.inherits[el] {
			return true
		}
		from = at + 1
	}
}

// piece gives an element, and the fragments that it includes.
func (r *running) piece(u *Policy, d *document.Document, el *policy.Element) bool {
	if _, given := r.inherits[el]; given {
		return true
	}
	r.inherits[el] = false
	if !r.yield(d, el) {
		return false
	}
	for e := range policy.All(el) {
		switch e.Tag {
		case "base":
			r.inherits[el] = true
		case "include-fragment":
			if f, root := r.fragment(u, d, e); root != nil && !r.piece(u, f, root) {
				return false
			}
		}
	}
	return true
}

// fragment is the document that an element includes, with its root.
func (r *running) fragment(u *Policy, d *document.Document, include *policy.Element) (*document.Document, *policy.Element) {
	a := include.Attr("fragment-id")
	if a == nil {
		return nil, nil
	}
	id, _ := a.Value.Literal()
	f := r.site.Fragment(Home(r.site.Estate, u, d), id)
	if f == nil {
		return nil, nil
	}
	if root := f.RootElement(); root != nil {
		return f, root
	}
	return f, f.Root
}
