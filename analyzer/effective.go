package analyzer

import (
	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
)

// unit is one effective policy: the documents of its scopes, narrowest first.
// <base/> in a section stands for the same section of the next document.
// https://learn.microsoft.com/azure/api-management/set-edit-policies#use-base-element-to-set-policy-evaluation-order
type unit struct {
	chain     []*document
	workspace *estate.Workspace // whose names it sees
	scope     Scope
}

// section is the element of a section in the document at a place of the chain,
// and that place. A document without the section is passed over: what the
// gateway does then is not documented, and inheriting is what the author sees
// in the portal. nil stands for the default global policy.
func (u *unit) section(name string, from int) (*policy.Element, *document, int) {
	for i := from; i < len(u.chain); i++ {
		if root := u.chain[i].rootElement(); root != nil {
			if s := root.Child(name); s != nil {
				return s, u.chain[i], i
			}
		}
	}
	return nil, nil, len(u.chain)
}

// hasGlobal reports whether the policy for all APIs is in the chain.
func (u *unit) hasGlobal(e *estate.Estate) bool {
	for _, d := range u.chain {
		if e.Scope(d.file.Path).Kind == estate.GlobalScope {
			return true
		}
	}
	return false
}

// hasStatements reports whether some document has anything but <base/> in a
// section.
func (u *unit) hasStatements(name string) bool {
	for _, d := range u.chain {
		if root := d.rootElement(); root != nil {
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

// unitsOf lists the effective policies of a part.
func (s *Site) unitsOf(p part) []unit {
	w := p.workspace
	if p.api == nil {
		return []unit{{chain: []*document{s.order[p.alone]}, workspace: w, scope: Scope{Workspace: w}}}
	}
	var out []unit
	for _, product := range products(p.api) {
		for _, op := range operations(p.api) {
			out = append(out, s.unitOf(w, p.api, op, product))
		}
	}
	for _, r := range p.api.Resolvers {
		if d := s.doc(r); d != nil {
			out = append(out, unit{chain: []*document{d}, workspace: w, scope: Scope{Workspace: w, API: p.api}})
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

// unitOf composes the scopes of a request.
func (s *Site) unitOf(w *estate.Workspace, api *estate.API, op *estate.Operation, p *estate.Product) unit {
	u := unit{workspace: w, scope: Scope{Workspace: w, API: api, Operation: op, Product: p}}
	for _, path := range s.scopes(w, api, op, p) {
		if d := s.doc(path); d != nil {
			u.chain = append(u.chain, d)
		}
	}
	return u
}
