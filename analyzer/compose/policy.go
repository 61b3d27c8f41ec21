package compose

import (
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
)

// Policy is one effective policy: the documents of its scopes, narrowest first.
// <base/> in a section stands for the same section of the next document.
// https://learn.microsoft.com/azure/api-management/set-edit-policies#use-base-element-to-set-policy-evaluation-order
type Policy struct {
	Chain     []*document.Document
	Workspace *estate.Workspace // whose names it sees
	Scope     Scope
}

// Section is the element of a section in the document at a place of the chain,
// and that place. A document without the section is passed over: what the
// gateway does then is not documented, and inheriting is what the author sees
// in the portal. nil stands for the default global policy.
func (u *Policy) Section(name string, from int) (*policy.Element, *document.Document, int) {
	for i := from; i < len(u.Chain); i++ {
		if root := u.Chain[i].RootElement(); root != nil {
			if s := root.Child(name); s != nil {
				return s, u.Chain[i], i
			}
		}
	}
	return nil, nil, len(u.Chain)
}

// HasGlobal reports whether the policy for all APIs is in the chain.
func (u *Policy) HasGlobal(e *estate.Estate) bool {
	for _, d := range u.Chain {
		if e.Place(d.ID).Kind == estate.GlobalScope {
			return true
		}
	}
	return false
}

// HasStatements reports whether some document has anything but <base/> in a
// section.
func (u *Policy) HasStatements(name string) bool {
	for _, d := range u.Chain {
		if root := d.RootElement(); root != nil {
			if s := root.Child(name); s != nil {
				for e := range s.Elements() {
					if e.Tag != "base" {
						return true
					}
				}
			}
		}
	}
	return false
}

// Policies lists the effective policies of a part.
func (s *Site) Policies(p Part) []Policy {
	w := p.workspace
	if p.api == nil {
		return []Policy{{Chain: []*document.Document{s.Documents[p.alone]}, Workspace: w, Scope: Scope{Workspace: w}}}
	}
	var out []Policy
	for _, product := range products(p.api) {
		for _, op := range operations(p.api) {
			out = append(out, s.PolicyOf(w, p.api, op, product))
		}
	}
	for _, r := range p.api.Resolvers {
		if d := s.Doc(r); d != nil {
			out = append(out, Policy{Chain: []*document.Document{d}, Workspace: w, Scope: Scope{Workspace: w, API: p.api}})
		}
	}
	return out
}

// products are the product contexts that differ: none, and each product with a
// policy of its own.
func products(api *estate.API) []*estate.Product {
	out := []*estate.Product{nil}
	for _, p := range api.Products {
		if p.Policy != "" {
			out = append(out, p)
		}
	}
	return out
}

// operations are the operations that differ: each with a policy of its own, and
// nil for the others, if there can be any.
func operations(api *estate.API) []*estate.Operation {
	var out []*estate.Operation
	others := !api.OperationsKnown || len(api.Operations) == 0
	for _, op := range api.Operations {
		if op.Policy != "" {
			out = append(out, op)
		} else {
			others = true
		}
	}
	if others {
		out = append(out, nil)
	}
	return out
}

// PolicyOf composes the scopes of a request.
func (s *Site) PolicyOf(w *estate.Workspace, api *estate.API, op *estate.Operation, p *estate.Product) Policy {
	u := Policy{Workspace: w, Scope: Scope{Workspace: w, API: api, Operation: op, Product: p}}
	for _, path := range s.scopes(w, api, op, p) {
		if d := s.Doc(path); d != nil {
			u.Chain = append(u.Chain, d)
		}
	}
	return u
}

// MaxIncludes bounds how deep fragments include each other. The gateway allows
// none inside a fragment: https://learn.microsoft.com/azure/api-management/policy-fragments
const MaxIncludes = 8
