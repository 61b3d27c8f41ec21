package document

import (
	"slices"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/policy"
)

// Row is what the table of the language says of an element, nil if it does not
// know it. A policy is known wherever it stands, other elements within their
// parents.
func Row(e *policy.Element) *dialect.Element {
	const deepest = 8 // deeper than anything in the table
	path := make([]string, 0, deepest)
	for a := range e.Ancestors() {
		if len(path) == deepest {
			return nil
		}
		path = append(path, a.Tag)
		if dialect.Policy(a.Tag) != nil {
			break
		}
	}
	slices.Reverse(path)
	return dialect.Find(path)
}
