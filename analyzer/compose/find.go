package compose

import (
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/estate"
)

// Query names a request: an operation of an API, in a product or
// outside one. Empty fields stand for none.
type Query struct {
	Workspace, API, Operation, Product string
}

// NotThere is the error for a name that does not exist.
func NotThere(kind, name string, known []string) error {
	return fmt.Errorf("there is no %s %q; the files define %s", kind, name, listed(known))
}

// NotIn is NotThere for a part of something that has a name: known are the other
// parts of that kind.
func NotIn(owner, kind, name string, known []string) error {
	if len(known) == 0 {
		return fmt.Errorf("%s has no %s %q; the files define none", owner, kind, name)
	}
	return fmt.Errorf("%s has no %s %q; its %ss are: %s", owner, kind, name, kind, listed(known))
}

// listed are names in a sentence, sorted and not too many.
func listed(names []string) string {
	slices.Sort(names)
	names = slices.Compact(names)
	const most = 12
	switch {
	case len(names) == 0:
		return "none"
	case len(names) > most:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// Find finds the operation and the product of a query.
func (s *Site) Find(w *estate.Workspace, api *estate.API, q Query) (Policy, error) {
	owner := fmt.Sprintf("the API %q", api.ID)
	var op *estate.Operation
	var product *estate.Product
	var known []string
	for _, o := range api.Operations {
		known = append(known, o.ID)
		if strings.EqualFold(o.ID, q.Operation) {
			op = o
		}
	}
	if q.Operation != "" && op == nil {
		return Policy{}, NotIn(owner, "operation", q.Operation, known)
	}
	known = nil
	for _, p := range api.Products {
		known = append(known, p.ID)
		if strings.EqualFold(p.ID, q.Product) {
			product = p
		}
	}
	if q.Product != "" && product == nil {
		return Policy{}, NotIn(owner, "product", q.Product, known)
	}
	return s.PolicyOf(w, api, op, product), nil
}
