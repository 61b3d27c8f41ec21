package expr

// new reads what begins with new, or with stackalloc: objects, anonymous
// objects, arrays.
func (p *parser) new() Expr {
	start := p.start
	p.next()
	switch {
	case p.kind == tLBrace && !p.placeholder():
		n := &New{Init: p.initializer()}
		n.At.At = p.since(start)
		return n
	case p.kind == tLBracket:
		return p.newArray(start, nil)
	case p.kind == tLParen && !p.tupleElement():
		return p.newObject(start, nil)
	}
	t := p.typ(elementType)
	if p.kind == tLBracket {
		return p.newArray(start, t)
	}
	return p.newObject(start, t)
}

func (p *parser) newObject(start int, t *Type) Expr {
	n := &New{Type: t}
	if p.kind == tLParen {
		n.Args = p.arguments(tRParen)
	}
	if p.kind == tLBrace {
		n.Init = p.initializer()
	} else if t != nil && p.prev != tRParen && !t.At.Empty() {
		p.fail(p.here(), `"(" is missing`)
	}
	n.At.At = p.since(start)
	return n
}

// newArray reads the brackets of an array and its elements: [n, m][] { ... }.
func (p *parser) newArray(start int, t *Type) Expr {
	n := &NewArray{Type: t}
	open := p.start
	for p.next(); p.kind != tRBracket; p.next() {
		if p.kind == tComma {
			continue
		}
		n.Sizes = append(n.Sizes, p.expr())
		if p.kind != tComma {
			break
		}
	}
	p.follow(open, tRBracket)
	for p.kind == tLBracket && p.rank() {
		if t != nil {
			t.Ranks++
		}
	}
	if p.kind == tLBrace {
		n.Init = p.initializer()
	}
	n.At.At = p.since(start)
	return n
}

// initializer reads { a, b }, { X = a }, { [k] = a } or { { k, v } }.
func (p *parser) initializer() *Init {
	start := p.start
	n := new(Init)
	if p.depth >= maxDepth {
		p.giveUp(start, tooDeep)
		n.At.At = p.since(start)
		return n
	}
	p.depth++
	high := p.high
	p.high = 0
	var buf [4]Expr
	elems := buf[:0]
	for p.next(); p.kind != tRBrace; {
		elems = append(elems, p.initElement())
		if p.got(tComma) {
			continue
		}
		if p.kind == tSemicolon && p.peek() == tRBrace {
			p.unexpected()
			p.next()
		}
		if p.kind == tRBrace || !p.beginsOperand() && p.kind != tLBrace {
			break
		}
		p.fail(p.span(p.start, p.end), p.quote()+` cannot stand here, "," or "}" is missing`)
	}
	p.follow(start, tRBrace)
	n.Elems = append([]Expr(nil), elems...)
	n.At.At = p.since(start)
	p.high = max(high, p.high+1)
	p.depth--
	return n
}

func (p *parser) initElement() Expr {
	start := p.start
	switch {
	case p.kind == tLBrace && !p.placeholder():
		return p.initializer()
	case p.kind == tLBracket:
		nothing := new(Bad)
		nothing.At.At = p.span(start, start)
		x := p.index(start, nothing, false)
		if p.kind != tAssign {
			p.want(tAssign)
			return x
		}
		return p.initMember(start, x)
	case p.kind == tName && p.peek() == tAssign:
		x := p.idents.New()
		x.Name = p.name().Text
		x.At.At = p.since(start)
		return p.initMember(start, x)
	}
	return p.expr()
}

// initMember reads = value after the member x.
func (p *parser) initMember(start int, x Expr) Expr {
	n := &Assign{Op: "=", X: x}
	p.next()
	if p.kind == tLBrace && !p.placeholder() {
		n.Y = p.initializer()
	} else {
		n.Y = p.expr()
	}
	n.At.At = p.since(start)
	return n
}
