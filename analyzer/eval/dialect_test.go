package eval

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/dialect"
)

// TestContextInDialect: what the evaluation knows of the context is in the table
// that editors show.
func TestContextInDialect(t *testing.T) {
	for name := range contextFacts {
		typ := dialect.ContextType
		for _, step := range strings.Split(name, ".") {
			m := dialect.MemberOf(typ, step)
			if m == nil {
				t.Errorf("%s: %s has no %s", name, typ, step)
				break
			}
			typ = m.Type
		}
	}
	for name := range contextParts {
		if head, _, _ := strings.Cut(name, "."); dialect.MemberOf(dialect.ContextType, head) == nil {
			t.Errorf("the context has no %s", head)
		}
	}
}
