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
	slices.Sort(known)
	known = slices.Compact(known)
	if len(known) == 0 {
		return fmt.Errorf("there is no %s %q; the files hold none", kind, name)
	}
	const most = 12
	more := ""
	if len(known) > most {
		more = fmt.Sprintf(" and %d more", len(known)-most)
		known = known[:most]
	}
	return fmt.Errorf("there is no %s %q; the known ones are %s%s", kind, name, strings.Join(known, ", "), more)
}

// Find finds the operation and the product of a query.
func (s *Site) Find(w *estate.Workspace, api *estate.API, q Query) (Policy, error) {
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
		return Policy{}, NotThere("operation", q.Operation, known)
	}
	known = nil
	for _, p := range api.Products {
		known = append(known, p.ID)
		if strings.EqualFold(p.ID, q.Product) {
			product = p
		}
	}
	if q.Product != "" && product == nil {
		return Policy{}, NotThere("product of the API", q.Product, known)
	}
	return s.PolicyOf(w, api, op, product), nil
}
