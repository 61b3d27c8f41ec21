package expr

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
