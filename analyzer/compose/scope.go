package compose

import "hairpin.example/hairpin/analyzer/estate"

// Scope is whose request a policy runs for. The zero Scope is a document on its
// own.
type Scope struct {
	Workspace *estate.Workspace
	API       *estate.API
	Operation *estate.Operation // nil for operations without a policy of their own
	Product   *estate.Product   // nil for requests outside a product
}

// String names the operation: orders/getOrder.
func (s Scope) String() string {
	switch {
	case s.API == nil:
		return ""
	case s.Operation == nil:
		return s.API.ID
	}
	return s.API.ID + "/" + s.Operation.ID
}
