package expr

import "strings"

// expr reads an expression: an operand with operators, a conditional, an
// assignment or a lambda. Where none stands it is a *Bad with an empty span.
func (p *parser) expr() Expr {
	start := p.start
	if p.depth >= maxDepth {
		return p.giveUp(start, tooDeep)
	}
	p.depth++
	high := p.high
	p.high = 0
	x := p.binary(coalescing)
	switch {
	case p.kind == tQuestion:
		p.anchor(start, x)
		x = p.conditional(start, x)
	case p.kind.isAssign():
		p.anchor(start, x)
		a := &Assign{Op: spelling[p.kind], X: x}
		p.next()
		a.Y = p.expr()
		a.At.At = p.since(start)
		x = a
	}
	p.high = max(high, p.high+1)
	p.depth--
	return x
}

func (p *parser) conditional(start int, test Expr) Expr {
	c := &Cond{Test: test}
	p.next()
	c.Then = p.expr()
	p.want(tColon)
	c.Else = p.expr()
	c.At.At = p.since(start)
	return c
}

// binary reads an operand and the operators after it that bind at least as
// tightly as least.
func (p *parser) binary(least uint8) Expr {
	start := p.start
	high := p.high
	p.high = 0
	x := p.unary()
	for {
		if p.kind == tGreater {
			p.join()
		}
		level := precedence[p.kind]
		if p.kind == tName || p.kind == tSwitch {
			// x switch { } of C# 8, x with { } of C# 9: known, not read.
			if level = 0; p.braced() {
				level = switching
			}
		}
		if level < least || level == 0 {
			break
		}
		if p.high++; p.high > maxHeight {
			x = p.giveUp(start, tooLong)
			break
		}
		p.anchor(start, x)
		switch p.kind {
		case tIs:
			p.next()
			n := &Is{X: x, Pattern: p.pattern(false)}
			n.At.At = p.since(start)
			x = n
		case tAs:
			p.next()
			n := &As{X: x, Type: p.typ(testedType)}
			n.At.At = p.since(start)
			x = n
		case tSwitch, tName:
			p.next()
			p.skip()
			x = p.bad(start)
		case tDotDot:
			p.next()
			if p.beginsOperand() {
				p.binary(ranging + 1)
			}
			x = p.bad(start)
		default:
			x = p.operation(start, x, level)
		}
	}
	p.high = max(high, p.high)
	return x
}

// braced reports whether this is the switch of x switch { } or the with of
// x with { }.
func (p *parser) braced() bool {
	return (p.kind == tSwitch || p.text() == "with") && p.peek() == tLBrace
}

// operation reads the operator here and its right operand.
func (p *parser) operation(start int, x Expr, level uint8) Expr {
	n := p.binaries.New()
	n.Op, n.OpAt = spelling[p.kind], p.span(p.start, p.end)
	p.next()
	n.X = x
	if level == coalescing { // binds to the right
		if p.depth >= maxDepth {
			n.Y = p.giveUp(p.start, tooDeep)
		} else {
			p.depth++
			n.Y = p.binary(coalescing)
			p.depth--
		}
	} else {
		n.Y = p.binary(level + 1)
	}
	n.At.At = p.since(start)
	return n
}

// join makes one operator out of > and what touches it. The lexer leaves them
// apart since they can close type arguments: List<List<int>>.
func (p *parser) join() {
	rest := p.src[p.end:]
	k, n := p.kind, 0
	switch {
	case strings.HasPrefix(rest, ">>="):
		k, n = tRightZeroAssign, 3
	case strings.HasPrefix(rest, ">>"):
		k, n = tRightZero, 2
	case strings.HasPrefix(rest, ">="):
		k, n = tRightAssign, 2
	case strings.HasPrefix(rest, ">"):
		k, n = tRight, 1
	}
	p.kind = k
	p.end += n
}

// unary reads prefix operators and their operand.
func (p *parser) unary() Expr {
	start := p.start
	switch p.kind {
	case tMinus, tPlus, tBang, tTilde, tIncrement, tDecrement, tAnd, tStar, tXor:
		return p.prefix(spelling[p.kind])
	case tLParen:
		switch p.parens() {
		case isCast:
			return p.cast()
		case isLambda:
			return p.lambda()
		}
	case tDotDot:
		p.next()
		if p.beginsOperand() {
			p.operand()
		}
		return p.bad(start)
	case tThrow:
		n := new(Throw)
		p.next()
		n.X = p.expr()
		n.At.At = p.since(start)
		return n
	case tRef: // in what a ref local is set to
		return p.prefix("ref")
	case tName:
		if p.text() == "await" {
			switch p.peek() {
			case tName, tPredefined, tThis, tBase, tNew:
				return p.prefix("await")
			}
		}
	}
	high := p.high
	p.high = 0
	x := p.postfix(start, p.primary())
	p.high = max(high, p.high)
	return x
}

func (p *parser) prefix(op string) Expr {
	start := p.start
	n := &Unary{Op: op}
	p.next()
	n.X = p.operand()
	n.At.At = p.since(start)
	return n
}

// operand reads what a prefix operator or a cast applies to.
func (p *parser) operand() Expr {
	if p.depth >= maxDepth {
		return p.giveUp(p.start, tooDeep)
	}
	p.depth++
	x := p.unary()
	p.depth--
	p.high++
	return x
}

func (p *parser) cast() Expr {
	n := new(Cast)
	start := p.start
	p.next()
	n.Type = p.typ(wholeType)
	p.follow(start, tRParen)
	n.X = p.operand()
	n.At.At = p.since(start)
	return n
}

// postfix reads what follows the operand x: members, calls, indexes.
func (p *parser) postfix(start int, x Expr) Expr {
	links := 0
	for y := p.link(start, x); y != nil; y = p.link(start, x) {
		if links == 0 {
			p.anchor(start, x)
		}
		x = y
		if links++; p.high+links > maxHeight {
			x = p.giveUp(start, tooLong)
			break
		}
	}
	p.high += links
	return x
}

// link reads one of what follows the operand x, or nothing: then it is nil.
func (p *parser) link(start int, x Expr) Expr {
	if p.prev == tPlaceholder && start != p.stmtAt && p.beginsName() && !p.newLine() {
		p.operand() // {{a}} "b": a token stands for anything
		return p.bad(start)
	}
	switch p.kind {
	case tDot, tOptDot, tColons, tPointer:
		return p.member(start, x)
	case tLParen:
		n := p.calls.New()
		n.Fun, n.Args = x, p.arguments(tRParen)
		n.At.At = p.since(start)
		return n
	case tLBracket:
		return p.index(start, x, false)
	case tQuestion:
		if p.byteAt(p.end) == '[' {
			p.next()
			return p.index(start, x, true)
		}
	case tIncrement, tDecrement, tBang:
		n := &Unary{Op: spelling[p.kind], Postfix: true, X: x}
		p.next()
		n.At.At = p.since(start)
		return n
	case tString, tInterpolated, tNewer:
		if isString(x) {
			return p.adjacent(start)
		}
	case tPlaceholder, tLBrace:
		// A token between operands stands for anything: a ${op} b.
		if !p.placeholder() || p.newLine() {
			break
		}
		for p.placeholder() && !p.newLine() {
			p.next()
		}
		if p.beginsOperand() && !p.newLine() {
			p.operand()
		}
		return p.bad(start)
	}
	return nil
}

func isString(x Expr) bool {
	switch x.(type) {
	case *String, *Interpolated:
		return true
	}
	return false
}

// adjacent reads the string literals that follow one directly. Where a quote is
// doubled by mistake, as in "a""", C# sees two.
func (p *parser) adjacent(start int) Expr {
	t := p.token
	for p.kind == tString || p.kind == tInterpolated || p.kind == tNewer {
		if p.kind == tInterpolated {
			p.skipInterpolated()
		}
		p.next()
	}
	after := p.token
	p.token = t
	p.fail(p.span(start, after.prevEnd), "two string literals stand next to each other")
	p.token = after
	p.failedAt = p.start
	return p.bad(start)
}

func (p *parser) member(start int, x Expr) Expr {
	n := p.members.New()
	n.X, n.Optional = x, p.kind == tOptDot
	p.next()
	if p.kind == tName && p.newLine() && p.peek() == tName {
		p.fail(p.here(), "a name is missing") // the next line is another statement
		n.Sel.At = p.here()
	} else {
		n.Sel = p.name()
	}
	if p.kind == tLess && p.generic() {
		n.TypeArgs = p.typeArgs()
	}
	n.At.At = p.since(start)
	return n
}

func (p *parser) index(start int, x Expr, optional bool) Expr {
	n := &Index{X: x, Optional: optional, Args: p.arguments(tRBracket)}
	n.At.At = p.since(start)
	return n
}

// arguments reads a list of arguments from its opening mark to the mark that
// closes it.
func (p *parser) arguments(shut kind) []Arg {
	open := p.start
	var buf [4]Arg
	args := buf[:0]
	p.next()
	for p.kind != shut && !p.nextStatement() {
		args = append(args, p.argument())
		if p.got(tComma) {
			if p.kind == shut {
				p.fail(p.here(), "an expression is missing")
			}
			continue
		}
		if p.kind == shut || !p.beginsOperand() || p.nextStatement() {
			break
		}
		// One comma is missing: what follows is read as the next argument.
		p.fail(p.span(p.start, p.end), p.quote()+` cannot stand here, "," or `+quoted(shut)+" is missing")
	}
	p.follow(open, shut)
	return p.args.Copy(args)
}

// argument reads [name:] [ref|out|in] X.
func (p *parser) argument() Arg {
	var a Arg
	if p.kind == tName && p.named() {
		a.Name = p.name().Text
		p.next()
	}
	switch p.kind {
	case tRef, tIn:
		a.Mode = "ref"
		if p.kind == tIn {
			a.Mode = "in"
		}
		p.next()
	case tOut:
		a.Mode = "out"
		p.next()
		if p.declares() {
			a.X = p.declared()
			return a
		}
	}
	a.X = p.expr()
	return a
}

// declared reads "T x" where a variable is declared inside an expression.
func (p *parser) declared() Expr {
	n := new(Declare)
	start := p.start
	n.Type = p.typ(wholeType)
	n.Name = p.name()
	n.At.At = p.since(start)
	return n
}

// anchor moves a missing operand to where what it is an operand of begins.
func (p *parser) anchor(start int, x Expr) {
	if b, ok := x.(*Bad); ok && b.At.At.Empty() {
		b.At.At = p.span(start, start)
	}
}

// missing is a *Bad for an expression that is not there, or for one token that
// none begins with.
func (p *parser) missing() Expr {
	start := p.start
	switch p.kind {
	case tBad, tReserved:
		p.unexpected()
		p.next()
		p.failedAt = p.start
		return p.bad(start)
	}
	p.fail(p.here(), "an expression is missing")
	b := new(Bad)
	b.At.At = p.here()
	return b
}
