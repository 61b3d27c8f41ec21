package expr

import "hairpin.example/hairpin/analyzer/text"

// Parse reads the inside of @{...} if block is true, else the inside of @(...).
func Parse(v text.View, block bool) (*Block, []text.Error) {
	if block {
		return ParseBlock(v)
	}
	return ParseExpr(v)
}

// ParseExpr reads the inside of @(...). The result has exactly one statement, a
// *Return of the expression: a *Bad if it cannot be read, with an empty span if
// there is none.
func ParseExpr(v text.View) (*Block, []text.Error) {
	var p parser
	p.begin(v)
	var x Expr
	if p.kind == tEOF || p.beginsExpr() {
		x = p.expr()
	}
	if p.kind != tEOF {
		if p.unexpected(); x == nil || len(p.errs) == 0 {
			x = p.rest()
		}
	}
	root := new(struct {
		Block
		Return
		stmts [1]Stmt
	})
	root.X, root.Return.At.At = x, x.Span()
	root.stmts[0] = &root.Return
	root.Stmts, root.Block.At.At = root.stmts[:], v.Span(0, len(v.Src))
	return &root.Block, p.finish()
}

// rest is one *Bad for everything: no expression, or one with tokens of the
// deployment in it, so that it is neither known nor wrong.
func (p *parser) rest() Expr {
	for p.kind != tEOF {
		p.skip()
	}
	return p.bad(0)
}

// ParseBlock reads the statements inside of @{...}.
func ParseBlock(v text.View) (*Block, []text.Error) {
	var p parser
	p.begin(v)
	b := &Block{Stmts: p.stmts(false)}
	b.At.At = v.Span(0, len(v.Src))
	return b, p.finish()
}
