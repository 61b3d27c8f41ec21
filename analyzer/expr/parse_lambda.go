package expr

// asyncLambda reports whether the async here begins a lambda.
func (p *parser) asyncLambda() bool {
	t := p.token
	p.next()
	ok := false
	switch p.kind {
	case tDelegate:
		ok = true
	case tName:
		ok = p.peek() == tArrow
	case tLParen:
		ok = p.parens() == isLambda
	}
	p.token = t
	return ok
}

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

// modifiers moves past what can stand in front of a parameter.
func (p *parser) modifiers() {
	for p.kind == tRef || p.kind == tOut || p.kind == tIn || p.kind == tParams || p.kind == tThis {
		p.next()
	}
}

// skipParams moves past (x, int y = 1), if these are parameters. Like skipType it
// builds nothing.
func (p *parser) skipParams() bool {
	if p.next(); p.got(tRParen) {
		return true
	}
	for {
		p.modifiers()
		if p.skipType(0) == noType {
			return false
		}
		p.got(tName)
		if p.got(tAssign) {
			switch p.kind {
			case tInt, tReal, tString, tChar, tNull, tTrue, tFalse, tName, tDefault:
				p.next()
			}
		}
		if !p.got(tComma) {
			return p.got(tRParen)
		}
	}
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
