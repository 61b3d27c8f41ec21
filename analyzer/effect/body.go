package effect

import "hairpin.example/hairpin/analyzer/expr"

// ConsumesBody reports whether some code may read a body so that nobody can read it
// again: with As, unless that is told to preserve the content.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ref-imessagebody
func ConsumesBody(code expr.Node) bool {
	mentions, consumes := false, false
	expr.Walk(code, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			mentions = mentions || n.Sel.Text == "Body"
		case *expr.Call:
			if m, ok := n.Fun.(*expr.Member); ok && m.Sel.Text == "As" {
				consumes = consumes || len(n.Args) != 1 || !isTrue(n.Args[0].X)
			}
		}
		return true
	})
	return mentions && consumes
}

func isTrue(x expr.Expr) bool {
	l, ok := expr.Unparen(x).(*expr.Literal)
	return ok && l.Text == "true"
}
