package expr_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// checkTree checks what holds for any text: nodes stand inside their parents,
// in order and without overlap, inside the view; errors stand inside it,
// in order, and there are no more of them than bytes.
func checkTree(t testing.TB, v text.View, b *expr.Block, errs []text.Error) {
	t.Helper()
	whole := v.Span(0, len(v.Src))
	if b.Span() != whole {
		t.Fatalf("%.200q: the block stands at %v, the view at %v", v.Src, b.Span(), whole)
	}
	var visit func(n expr.Node, parent text.Span)
	visit = func(n expr.Node, parent text.Span) {
		span := n.Span()
		if span.End < span.Start || !parent.Covers(span) {
			t.Fatalf("%.200q: %T at %v stands outside of its parent at %v", v.Src, n, span, parent)
		}
		at := span.Start
		first := true
		expr.Walk(n, func(c expr.Node) bool {
			if first {
				first = false
				return true
			}
			if c.Span().Start < at {
				t.Fatalf("%q: %T at %v overlaps what ends at %d", v.Src, c, c.Span(), at)
			}
			visit(c, span)
			at = c.Span().End
			return false
		})
	}
	visit(b, whole)
	if len(errs) > len(v.Src)+1 {
		t.Fatalf("%.200q: %d errors", v.Src, len(errs))
	}
	last := 0
	for _, e := range errs {
		if !whole.Covers(e.Span) || e.Span.Start < last || e.Message == "" {
			t.Fatalf("%.200q: error %q at %v", v.Src, e.Message, e.Span)
		}
		last = e.Span.Start
	}
}
