package expr

import (
	"context"

	"hairpin.example/hairpin/analyzer/text"
)

// Parse reads the inside of @{...} if block is true, else the inside of @(...).
func Parse(v text.View, block bool) (*Block, []text.Error) {
	return ParseContext(context.Background(), v, block)
}

// ParseContext is Parse for a caller who may give up: then the rest is one *Bad.
func ParseContext(ctx context.Context, v text.View, block bool) (*Block, []text.Error) {
	p := parser{ctx: ctx}
	p.begin(v)
	if block {
		return p.wholeBlock()
	}
	return p.wholeExpr()
}

// ParseExpr reads the inside of @(...). The result has exactly one statement, a
// *Return of the expression: a *Bad if it cannot be read, with an empty span if
// there is none.
func ParseExpr(v text.View) (*Block, []text.Error) { return Parse(v, false) }

func (p *parser) wholeExpr() (*Block, []text.Error) {
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
	root.Stmts, root.Block.At.At = root.stmts[:], p.view.Span(0, len(p.src))
	return settle(&root.Block, p.doubtful), p.finish()
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
func ParseBlock(v text.View) (*Block, []text.Error) { return Parse(v, true) }

func (p *parser) wholeBlock() (*Block, []text.Error) {
	b := &Block{Stmts: p.stmts(false)}
	b.At.At = p.view.Span(0, len(p.src))
	return settle(b, p.doubtful), p.finish()
}
