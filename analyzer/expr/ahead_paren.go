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
