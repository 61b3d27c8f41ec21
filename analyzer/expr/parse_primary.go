package expr

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// primary reads an operand without what follows it.
func (p *parser) primary() Expr {
	if !p.wanted() {
		return p.giveUp(p.start, unwanted)
	}
	start := p.start
	switch p.kind {
	case tName:
		return p.simpleName()
	case tPredefined, tThis, tBase:
		n := p.idents.New()
		n.Name = p.text()
		p.next()
		n.At.At = p.since(start)
		return n
	case tString:
		return p.stringLiteral()
	case tInterpolated:
		return p.interpolated()
	case tInt:
		return p.literal(Int)
	case tReal:
		return p.literal(Real)
	case tChar:
		return p.literal(Char)
	case tTrue, tFalse:
		return p.literal(Bool)
	case tNull:
		return p.literal(Null)
	case tLParen:
		return p.parenthesized()
	case tNew:
		return p.new()
	case tStackalloc:
		return p.new()
	case tDefault:
		if p.peek() != tLParen {
			return p.literal(Default)
		}
		return p.typeOf()
	case tTypeof, tSizeof:
		return p.typeOf()
	case tChecked, tUnchecked:
		n := new(Paren)
		p.next()
		n.X = p.parenthesized()
		n.At.At = p.since(start)
		return n
	case tDelegate:
		return p.anonymousMethod()
	case tStatic: // static x => y of C# 9
		p.next()
		return p.unary()
	case tNewer:
		p.next()
		return p.bad(start)
	case tLBracket: // [a, b] of C# 12: known, not read
		p.skip()
		return p.bad(start)
	}
	if p.placeholder() {
		return p.code()
	}
	return p.missing()
}

func (p *parser) literal(k LiteralKind) Expr {
	start := p.start
	n := p.literals.New()
	n.Kind, n.Text = k, p.text()
	p.flaws()
	p.next()
	n.At.At = p.since(start)
	return n
}

// code is a placeholder that stands as code.
func (p *parser) code() Expr {
	start := p.start
	at := text.PlaceholderIn(p.src, start, inCode)
	p.fuse()
	return p.placed(start, at)
}

func (p *parser) placed(start int, at text.Placeholder) Expr {
	n := &Placeholder{Kind: at.Kind, Name: at.Name}
	n.At.At = p.since(start)
	return n
}

// simpleName reads a name, the lambda that begins with it, or what is a keyword
// only where it stands: nameof(x), async x => y, from x in y.
func (p *parser) simpleName() Expr {
	start := p.start
	name := p.text()
	switch name {
	case "nameof":
		if p.peek() == tLParen {
			return p.typeOf()
		}
	case "async":
		if p.asyncLambda() {
			p.next()
			return p.at(start, p.unary())
		}
	case "from":
		if p.queryBegins() {
			return p.query()
		}
	case "var":
		if p.deconstructs() {
			p.next()
			return p.designation(start)
		}
	}
	if p.fuse() {
		at := text.NextIn(p.src[:p.prevEnd], start, inCode)
		return p.placed(start, at)
	}
	if p.kind == tArrow {
		var buf [1]Param
		buf[0].Name = Name{Text: strings.TrimPrefix(name, "@"), At: p.since(start)}
		return p.lambdaBody(start, append([]Param(nil), buf[:]...))
	}
	n := p.idents.New()
	n.Name = strings.TrimPrefix(name, "@")
	if p.kind == tLess && p.generic() {
		n.TypeArgs = p.typeArgs()
	}
	n.At.At = p.since(start)
	return n
}

// at widens a lambda to the async or static in front of it.
func (p *parser) at(start int, x Expr) Expr {
	if l, ok := x.(*Lambda); ok {
		l.At.At = p.since(start)
	}
	return x
}

// typeOf reads typeof(T), sizeof(T), default(T) and nameof(X).
func (p *parser) typeOf() Expr {
	start := p.start
	n := &TypeOf{Op: p.text()}
	p.next()
	open := p.start
	if p.want(tLParen) {
		if n.Op == "nameof" {
			n.X = p.expr()
		} else {
			n.Type = p.typ(wholeType)
		}
		p.follow(open, tRParen)
	}
	n.At.At = p.since(start)
	return n
}
