package expr

// lambda reads (x, int y) => body.
func (p *parser) lambda() Expr {
	start := p.start
	params := p.params()
	return p.lambdaBody(start, params)
}

// lambdaBody reads the arrow of a lambda and what follows.
func (p *parser) lambdaBody(start int, params []Param) Expr {
	n := &Lambda{Params: params}
	if p.want(tArrow) {
		if p.kind == tLBrace && !p.placeholder() {
			n.Block = p.block()
		} else {
			n.Body = p.expr()
		}
	}
	n.At.At = p.since(start)
	return n
}

// anonymousMethod reads delegate (int x) { ... }.
func (p *parser) anonymousMethod() Expr {
	start := p.start
	n := new(Lambda)
	p.next()
	if p.kind == tLParen {
		n.Params = p.params()
	}
	n.Block = p.block()
	n.At.At = p.since(start)
	return n
}

// params reads the parameters of a lambda or a local function with their
// parentheses.
func (p *parser) params() []Param {
	open := p.start
	var params []Param
	if !p.want(tLParen) {
		return nil
	}
	for p.kind != tRParen {
		params = append(params, p.param())
		if !p.got(tComma) {
			break
		}
	}
	p.closeParens(open)
	return params
}

// param reads x, int x or ref int x = 1.
func (p *parser) param() (n Param) {
	p.modifiers()
	if p.kind == tName {
		if k := p.peek(); k == tComma || k == tRParen || k == tAssign {
			n.Name = p.name()
			p.defaultValue()
			return n
		}
	}
	n.Type = p.typ(wholeType)
	n.Name = p.name()
	p.defaultValue()
	return n
}

// defaultValue reads = x after a parameter. The tree has no place for it, since
// nobody asks.
func (p *parser) defaultValue() {
	if p.got(tAssign) {
		p.expr()
	}
}
