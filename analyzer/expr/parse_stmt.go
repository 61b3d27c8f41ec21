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
	p.next()
	p.sync()
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
	case "var":
		if p.peek() == tLParen && p.deconstructs() {
			return p.exprStmt()
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

// beginsStmt reports whether a statement can begin with this token.
func (p *parser) beginsStmt() bool {
	switch p.kind {
	case tName, tPlaceholder, tPredefined, tLBrace, tIf, tWhile, tDo, tFor, tForeach, tSwitch, tTry, tUsing, tLock,
		tReturn, tThrow, tBreak, tContinue, tGoto, tConst, tStatic, tCase, tDefault, tThis, tBase, tNew, tLParen,
		tChecked, tUnchecked, tUnsafe, tIncrement, tDecrement:
		return true
	}
	return false
}

// sync moves to where the next statement begins: behind a semicolon or a block,
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

// --- Declarations

// declares reports whether a type and a name stand here: a declaration.
func (p *parser) declares() bool {
	if p.kind != tName && p.kind != tPredefined && p.kind != tPlaceholder && p.kind != tLParen {
		return p.kind == tRef
	}
	t := p.token
	ok := p.skipType(0) != noType && p.kind == tName && p.prev != tPlaceholder && !p.isQueryWord()
	if ok && t.kind == tName {
		switch name := p.src[t.start:t.end]; {
		case name == "await" && p.prev == tName && p.prevEnd == t.end:
			ok = false
		case t.end == p.prevEnd && p.text() == "with":
			ok = p.peek() != tLBrace
		}
	}
	p.token = t
	return ok
}

// deconstructs reports whether var (a, b) = or var (a, b) in stands here.
func (p *parser) deconstructs() bool {
	t := p.token
	p.next()
	depth := 0
	for ; ; p.next() {
		switch p.kind {
		case tLParen:
			depth++
			continue
		case tRParen:
			depth--
		case tName, tComma:
		default:
			depth = -1
		}
		if depth <= 0 {
			break
		}
	}
	ok := depth == 0
	if ok {
		p.next()
		ok = p.kind == tAssign || p.kind == tIn
	}
	p.token = t
	return ok
}

// designation reads the parenthesis of var (a, (b, c)).
func (p *parser) designation(start int) Expr {
	if p.kind != tLParen {
		n := new(Declare)
		n.Name = p.name()
		n.At.At = p.since(start)
		return n
	}
	if p.depth >= maxDepth {
		return p.giveUp(start, tooDeep)
	}
	p.depth++
	open := p.start
	n := new(Tuple)
	for {
		p.next()
		n.Elems = append(n.Elems, Arg{X: p.designation(p.start)})
		if p.kind != tComma {
			break
		}
	}
	p.depth--
	p.follow(open, tRParen)
	n.At.At = p.since(start)
	return n
}

// local reads a declaration of locals with its semicolon, or a local function.
func (p *parser) local(start int, constant bool) Stmt {
	d := p.variables(start, constant)
	if len(d.Decls) == 1 && d.Decls[0].Init == nil && (p.kind == tLParen || p.kind == tLess) {
		return p.localFunc(start, d.Type, d.Decls[0].Name)
	}
	p.semicolon()
	d.At.At = p.since(start)
	return d
}

// variables reads T a = x, b = y without a semicolon.
func (p *parser) variables(start int, constant bool) *Var {
	d := &Var{Const: constant}
	p.got(tRef)
	d.Type = p.typ(wholeType)
	for {
		v := Decl{Name: p.name()}
		if p.got(tAssign) {
			if p.kind == tLBrace && !p.placeholder() {
				v.Init = p.initializer()
			} else {
				v.Init = p.expr()
			}
		}
		d.Decls = append(d.Decls, v)
		if !p.got(tComma) {
			break
		}
	}
	d.At.At = p.since(start)
	return d
}

// localFunc reads a local function from its type parameters on.
func (p *parser) localFunc(start int, result *Type, name Name) Stmt {
	f := &LocalFunc{Result: result, Name: name}
	if p.kind == tLess {
		p.typeArgs()
	}
	f.Params = p.params()
	for p.isWord("where") {
		for p.next(); p.kind != tLBrace && p.kind != tArrow && p.kind != tSemicolon && p.kind != tEOF && !p.isWord("where"); p.next() {
		}
	}
	if p.got(tArrow) {
		f.Body = p.expr()
		p.semicolon()
	} else {
		f.Block = p.block()
	}
	f.At.At = p.since(start)
	return f
}
