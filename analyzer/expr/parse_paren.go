package expr

// paren says what an opening parenthesis begins where an operand is expected.
type paren uint8

const (
	isParens paren = iota // (x), (a, b)
	isCast
	isLambda
)

// parens tells casts, lambdas and parentheses apart. A parenthesized name is a
// cast if what follows can only be its operand.
// https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/expressions#1297-cast-expressions
func (p *parser) parens() paren {
	t := p.token
	form := p.parensForm()
	p.token = t
	return form
}

func (p *parser) parensForm() paren {
	open := p.token
	p.next()
	switch p.kind {
	case tRParen:
		if p.next(); p.kind == tArrow {
			return isLambda
		}
		return isParens
	case tString, tInterpolated, tBang, tInt, tNew, tThis, tNull:
		return isParens
	case tRef, tOut, tIn, tParams:
	default:
		sure := p.skipType(0)
		if sure == noType {
			return isParens
		}
		if p.kind == tRParen {
			p.next()
			switch {
			case p.kind == tArrow:
				return isLambda
			case sure == surelyType || p.castFollows():
				return isCast
			}
			return isParens
		}
		if p.kind != tComma && p.kind != tName && p.kind != tAssign && !p.placeholder() {
			return isParens
		}
	}
	p.token = open
	if p.skipParams() && p.kind == tArrow {
		return isLambda
	}
	return isParens
}

// castFollows reports whether what stands here is the operand of a cast.
func (p *parser) castFollows() bool {
	switch p.kind {
	case tName:
		return !p.isQueryWord()
	case tBang: // (x)! is forgiven a null where nothing follows it
		switch p.peek() {
		case tDot, tOptDot, tLBracket, tRParen, tRBracket, tRBrace, tComma, tSemicolon, tEOF:
			return false
		}
		return true
	case tPlus, tMinus, tIncrement, tDecrement, tXor, tLBracket:
		return false
	}
	return p.beginsOperand()
}

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

// declaresElement reports whether "T x" stands here, and is not the beginning of
// a ? b : c.
func (p *parser) declaresElement() bool {
	if !p.declares() {
		return false
	}
	t := p.token
	p.skipType(0)
	p.next()
	ok := p.kind == tComma || p.kind == tRParen
	p.token = t
	return ok
}
