package expr

// condition reads (X).
func (p *parser) condition() Expr {
	open := p.start
	if !p.want(tLParen) {
		return p.bad(p.prevEnd)
	}
	x := p.expr()
	p.closeParens(open)
	return x
}

// body reads the statement that another one governs.
func (p *parser) body() Stmt {
	if p.kind == tEOF || p.kind == tRBrace {
		return p.badStmt(p.prevEnd, func() { p.fail(p.here(), "a statement is missing") })
	}
	return p.stmt()
}

func (p *parser) ifStmt() Stmt {
	start := p.start
	s := new(If)
	p.next()
	s.Test = p.condition()
	s.Then = p.body()
	if p.got(tElse) {
		s.Else = p.body()
	}
	s.At.At = p.since(start)
	return s
}

func (p *parser) while() Stmt {
	start := p.start
	s := &While{Do: p.kind == tDo}
	p.next()
	if s.Do {
		s.Body = p.body()
		if p.want(tWhile) {
			s.Test = p.condition()
		} else {
			s.Test = p.bad(p.prevEnd)
		}
		p.semicolon()
	} else {
		s.Test = p.condition()
		s.Body = p.body()
	}
	s.At.At = p.since(start)
	return s
}

func (p *parser) forStmt() Stmt {
	start := p.start
	s := new(For)
	p.next()
	open := p.start
	if !p.want(tLParen) {
		s.Body = p.body()
		s.At.At = p.since(start)
		return s
	}
	if p.kind != tSemicolon {
		if p.declares() {
			s.Init = []Stmt{p.variables(p.start, false)}
		} else {
			for _, x := range p.exprs() {
				i := &ExprStmt{X: x}
				i.At.At = x.Span()
				s.Init = append(s.Init, i)
			}
		}
	}
	p.want(tSemicolon)
	if p.kind != tSemicolon {
		s.Test = p.expr()
	}
	p.want(tSemicolon)
	if p.kind != tRParen {
		s.Post = p.exprs()
	}
	p.closeParens(open)
	s.Body = p.body()
	s.At.At = p.since(start)
	return s
}

// exprs reads expressions with commas between them.
func (p *parser) exprs() []Expr {
	list := []Expr{p.expr()}
	for p.got(tComma) {
		list = append(list, p.expr())
	}
	return list
}

func (p *parser) foreach() Stmt {
	start := p.start
	s := new(ForEach)
	p.next()
	open := p.start
	if p.want(tLParen) {
		p.got(tRef)
		switch {
		case p.isWord("var") && p.peek() == tLParen:
			at := p.start
			p.next()
			s.Vars = p.designation(at)
		case p.kind == tLParen && !p.declares():
			s.Vars = p.parenthesized()
		default:
			s.Type = p.typ(wholeType)
			s.Name = p.name()
		}
		p.want(tIn)
		s.X = p.expr()
		p.closeParens(open)
	} else {
		s.X = p.bad(p.prevEnd)
	}
	s.Body = p.body()
	s.At.At = p.since(start)
	return s
}

func (p *parser) switchStmt() Stmt {
	start := p.start
	s := new(Switch)
	p.next()
	s.X = p.condition()
	open := p.start
	if p.want(tLBrace) {
		p.depth++
		for p.kind != tRBrace && p.kind != tEOF {
			s.Sections = append(s.Sections, p.section())
		}
		p.depth--
		p.follow(open, tRBrace)
	}
	s.At.At = p.since(start)
	return s
}

// section reads labels and the statements below them. What stands in front of a
// label by mistake is a section without one.
func (p *parser) section() (s Section) {
	for p.kind == tCase || p.kind == tDefault {
		var l Label
		if l.Default = p.got(tDefault); !l.Default {
			p.next()
			l.Pattern = p.pattern(true)
			if p.gotWord("when") {
				l.When = p.expr()
			}
		}
		p.want(tColon)
		s.Labels = append(s.Labels, l)
	}
	if len(s.Labels) == 0 {
		p.fail(p.span(p.start, p.end), p.quote()+` cannot stand here, "case" is missing`)
	}
	s.Stmts = p.stmts(true)
	return s
}

func (p *parser) try() Stmt {
	start := p.start
	s := new(Try)
	p.next()
	s.Body = p.block()
	for p.kind == tCatch {
		s.Catches = append(s.Catches, p.catch())
	}
	if p.got(tFinally) {
		s.Finally = p.block()
	}
	if s.Catches == nil && s.Finally == nil {
		p.fail(p.span(start, start+len("try")), `"catch" or "finally" is missing`)
	}
	s.At.At = p.since(start)
	return s
}

func (p *parser) catch() (c Catch) {
	p.next()
	if open := p.start; p.got(tLParen) {
		c.Type = p.typ(wholeType)
		if p.kind == tName {
			c.Name = p.name()
		}
		p.closeParens(open)
	}
	if p.gotWord("when") {
		c.When = p.condition()
	}
	c.Body = p.block()
	return c
}

// using reads using (...) body, lock (x) body, checked { } and, as C# 8 has it,
// using var x = y; whose body is empty.
func (p *parser) using() Stmt {
	start := p.start
	s := &Using{Keyword: p.text()}
	open := p.kind
	p.next()
	switch {
	case open != tUsing && open != tLock:
	case p.kind == tLParen && !(open == tUsing && p.declares()):
		at := p.start
		p.next()
		if open == tUsing && p.declares() {
			s.Decl = p.variables(p.start, false)
		} else {
			s.X = p.expr()
		}
		p.closeParens(at)
	case open == tUsing && p.declares():
		s.Decl = p.variables(p.start, false)
		p.semicolon()
		e := new(Empty)
		e.At.At = p.here()
		s.Body = e
		s.At.At = p.since(start)
		return s
	default:
		p.want(tLParen)
	}
	s.Body = p.body()
	s.At.At = p.since(start)
	return s
}
