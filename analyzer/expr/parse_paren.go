package expr

// parenthesized reads (x) or a tuple.
func (p *parser) parenthesized() Expr {
	start := p.start
	if p.kind != tLParen {
		p.want(tLParen)
		return p.bad(start)
	}
	var buf [4]Arg
	elems := buf[:0]
	for p.next(); ; p.next() {
		elems = append(elems, p.element())
		if p.kind != tComma {
			break
		}
	}
	p.closeParens(start)
	if len(elems) == 1 && elems[0].Name == "" {
		if _, declared := elems[0].X.(*Declare); !declared {
			n := &Paren{X: elems[0].X}
			n.At.At = p.since(start)
			return n
		}
	}
	n := &Tuple{Elems: p.args.Copy(elems)}
	n.At.At = p.since(start)
	return n
}

// element reads an element of a tuple: [name:] X, or "T x" where it declares.
func (p *parser) element() (a Arg) {
	if p.kind == tName && p.named() {
		a.Name = p.name().Text
		p.next()
	}
	if (p.kind == tName || p.kind == tPredefined) && p.declaresElement() {
		a.X = p.declared()
	} else {
		a.X = p.expr()
	}
	return a
}

// closeParens moves past the parenthesis that closes the one at open. What stands
// in front of it by mistake is passed over.
func (p *parser) closeParens(open int) {
	if p.follow(open, tRParen) {
		return
	}
	for p.kind != tRParen && p.beginsOperand() && !p.nextStatement() {
		p.expr()
		p.got(tComma)
	}
	p.got(tRParen)
}
