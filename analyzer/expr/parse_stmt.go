package expr

// stmts reads statements up to the brace that closes them, or up to the end of
// everything. In a section of a switch the next label ends them, too.
func (p *parser) stmts(section bool) []Stmt {
	var buf [8]Stmt
	list := buf[:0]
	for {
		switch p.kind {
		case tEOF:
			return append([]Stmt(nil), list...)
		case tRBrace:
			if p.depth > 0 {
				return append([]Stmt(nil), list...)
			}
		case tCase:
			if section {
				return append([]Stmt(nil), list...)
			}
		case tDefault:
			if section && p.peek() == tColon {
				return append([]Stmt(nil), list...)
			}
		}
		list = append(list, p.stmt())
	}
}

// block reads { ... }.
func (p *parser) block() *Block {
	start := p.start
	b := new(Block)
	if p.kind != tLBrace || p.placeholder() {
		// A token may stand for the block as for anything.
		if p.placeholder() {
			b.Stmts = []Stmt{p.stmt()}
		} else {
			p.fail(p.here(), `"{" is missing`)
		}
		b.At.At = p.since(start)
		return b
	}
	p.depth++
	p.next()
	b.Stmts = p.stmts(false)
	p.depth--
	p.follow(start, tRBrace)
	b.At.At = p.since(start)
	return b
}

// stmt reads a statement. It moves past one token at least.
func (p *parser) stmt() Stmt {
	start := p.start
	if p.depth >= maxDepth {
		return p.badStmt(start, func() { p.giveUp(start, "the statements are nested too deeply to be read") })
	}
	if !p.wanted() {
		return p.badStmt(start, func() { p.giveUp(start, unwanted) })
	}
	p.depth++
	s := p.statement()
	p.depth--
	if p.start == start && p.kind != tEOF {
		return p.badStmt(start, p.unexpectedStmt)
	}
	return s
}

// unexpectedStmt moves past what no statement begins with.
func (p *parser) unexpectedStmt() {
	p.unexpected()
	if !p.got(tRBrace) {
		p.next()
		p.sync()
	}
}

func (p *parser) badStmt(start int, read func()) Stmt {
	read()
	s := new(BadStmt)
	s.At.At = p.since(start)
	return s
}

func (p *parser) statement() Stmt {
	start := p.start
	switch p.kind {
	case tLBrace:
		if !p.placeholder() {
			return p.block()
		}
	case tSemicolon:
		s := new(Empty)
		p.next()
		s.At.At = p.since(start)
		return s
	case tIf:
		return p.ifStmt()
	case tWhile, tDo:
		return p.while()
	case tFor:
		return p.forStmt()
	case tForeach:
		return p.foreach()
	case tSwitch:
		return p.switchStmt()
	case tTry:
		return p.try()
	case tUsing, tLock, tUnsafe:
		return p.using()
	case tChecked, tUnchecked:
		if p.peek() == tLBrace {
			return p.using()
		}
	case tReturn:
		s := new(Return)
		p.next()
		s.X = p.result()
		p.semicolon()
		s.At.At = p.since(start)
		return s
	case tThrow:
		s := new(ThrowStmt)
		p.next()
		s.X = p.result()
		p.semicolon()
		s.At.At = p.since(start)
		return s
	case tBreak, tContinue, tGoto:
		return p.jump()
	case tConst:
		p.next()
		return p.local(start, true)
	case tStatic:
		p.next()
		return p.local(start, false)
	case tName:
		if s := p.wordStmt(); s != nil {
			return s
		}
	case tEOF, tRBrace, tRParen, tRBracket, tComma, tColon, tElse, tCase, tCatch, tFinally, tIn, tArrow, tBad, tReserved, tAssign, tDot:
		return nil
	}
	if p.declares() {
		return p.local(start, false)
	}
	return p.exprStmt()
}

// wordStmt reads a statement that begins with a name which is a keyword there, or
// with a label.
func (p *parser) wordStmt() Stmt {
	start := p.start
	switch p.text() {
	case "yield":
		if k := p.peek(); k == tReturn || k == tBreak {
			return p.jump()
		}
	case "await": // await using, await foreach of C# 8
		if k := p.peek(); k == tUsing || k == tForeach {
			p.next()
			return p.statement()
		}
	case "async":
		if k := p.peek(); k == tName || k == tPredefined {
			if !p.asyncLambda() {
				p.next()
				return p.local(start, false)
			}
		}
	}
	if p.named() {
		s := &Labeled{Name: p.name()}
		p.next()
		if p.kind != tRBrace && p.kind != tEOF {
			s.Body = p.stmt()
		} else {
			s.Body = p.badStmt(p.prevEnd, func() { p.fail(p.here(), "a statement is missing") })
		}
		s.At.At = p.since(start)
		return s
	}
	return nil
}

// result is what return or throw gives, or nil.
func (p *parser) result() Expr {
	if p.kind == tSemicolon || p.kind == tRBrace || p.kind == tEOF {
		return nil
	}
	return p.expr()
}

// semicolon moves past the semicolon of a statement. If it is missing, the rest of the
// line is passed over.
func (p *parser) semicolon() {
	if p.got(tSemicolon) {
		return
	}
	if p.prev == tPlaceholder || p.directive || p.placeholder() {
		return // a token may hold the semicolon
	}
	switch {
	case p.kind == tEOF || p.kind == tRBrace || p.newLine():
		p.fail(p.here(), `";" is missing`)
		if p.kind != tRBrace && !p.beginsStmt() {
			p.sync()
		}
	default:
		p.fail(p.span(p.start, p.end), p.quote()+` cannot stand here, ";" is missing`)
		p.sync()
	}
}

// sync moves to where the next statement begins: after a semicolon or a block,
// in front of a closing brace or of a keyword on a new line.
func (p *parser) sync() {
	for depth := 0; ; p.next() {
		switch p.kind {
		case tEOF:
			return
		case tInterpolated:
			p.skipInterpolated()
		case tLBrace:
			if !p.placeholder() {
				depth++
			}
		case tRBrace:
			if depth == 0 {
				return
			}
			if depth--; depth == 0 {
				p.next()
				return
			}
		case tSemicolon:
			if depth == 0 {
				p.next()
				return
			}
		case tIf, tWhile, tFor, tForeach, tSwitch, tTry, tUsing, tReturn, tThrow, tBreak, tContinue, tGoto, tConst:
			if depth == 0 && p.newLine() {
				return
			}
		}
	}
}

func (p *parser) exprStmt() Stmt {
	start := p.start
	p.stmtAt = start
	s := &ExprStmt{X: p.expr()}
	if b, ok := s.X.(*Bad); ok && b.At.At.Empty() {
		return nil
	}
	p.semicolon()
	s.At.At = p.since(start)
	return s
}

func (p *parser) jump() Stmt {
	start := p.start
	s := &Jump{Keyword: p.text()}
	p.next()
	switch s.Keyword {
	case "yield":
		s.Keyword += " " + p.text()
		p.next()
		if p.prev == tReturn {
			s.X = p.result()
		}
	case "goto":
		switch p.kind {
		case tCase:
			p.next()
			s.X = p.expr()
		case tDefault:
			p.next()
		default:
			p.name()
		}
	}
	p.semicolon()
	s.At.At = p.since(start)
	return s
}
