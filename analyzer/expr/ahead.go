package expr

// beginsOperand reports whether an operand can begin with this token. Operators
// that also stand between operands count only where nothing else makes sense of
// them.
func (p *parser) beginsOperand() bool {
	switch p.kind {
	case tName, tPlaceholder, tInt, tReal, tChar, tString, tInterpolated, tNewer, tLParen, tLBracket,
		tMinus, tPlus, tBang, tTilde, tIncrement, tDecrement, tXor, tPredefined, tBase, tThis, tNew,
		tNull, tTrue, tFalse, tTypeof, tSizeof, tDefault, tDelegate, tChecked, tUnchecked, tThrow, tStackalloc:
		return true
	case tLBrace:
		return p.placeholder()
	}
	return false
}

// beginsExpr reports whether this token can stand in front of an expression, or
// in one of which the first operand is missing.
func (p *parser) beginsExpr() bool {
	switch p.kind {
	case tAnd, tStar, tRef, tStatic, tDot, tOptDot, tQuestion:
		return true
	}
	return p.beginsOperand() || precedence[p.kind] > 0 || p.kind.isAssign()
}

// beginsName reports whether an operand begins with this token that cannot
// follow one: a name or a literal.
func (p *parser) beginsName() bool {
	switch p.kind {
	case tLParen, tLBracket, tMinus, tPlus, tBang, tIncrement, tDecrement, tXor, tLBrace, tPlaceholder:
		return false
	case tName:
		return !p.isQueryWord()
	}
	return p.beginsOperand()
}

// newLine reports whether this token stands on another line than the one before.
func (p *parser) newLine() bool {
	for i := p.prevEnd; i < p.start; i++ {
		if p.src[i] == '\n' || p.src[i] == '\r' {
			return true
		}
	}
	return false
}

// named reports whether the name here is that of an argument: name: x.
func (p *parser) named() bool {
	i := p.end
	for class[p.byteAt(i)] == blank {
		i++
	}
	return p.byteAt(i) == ':' && p.byteAt(i+1) != ':'
}

// queryBegins tells from x in y from the name "from".
func (p *parser) queryBegins() bool {
	t := p.token
	p.next()
	ok := false
	if p.kind == tName || p.kind == tPredefined {
		if p.kind == tName && p.peek() == tIn {
			ok = true
		} else {
			ok = p.skipType(0) != noType && p.got(tName) && p.kind == tIn
		}
	}
	p.token = t
	return ok
}

// isQueryWord reports whether this is a keyword of a query around it.
func (p *parser) isQueryWord() bool {
	if p.queries == 0 || p.kind != tName {
		return false
	}
	switch p.text() {
	case "from", "where", "select", "let", "join", "orderby", "group", "into", "on", "equals", "by",
		"ascending", "descending":
		return true
	}
	return false
}

// declares reports whether a type and a name stand here: a declaration.
func (p *parser) declares() bool {
	if p.kind != tName && p.kind != tPredefined && p.kind != tPlaceholder && p.kind != tLParen {
		return p.kind == tRef
	}
	if p.isWord("from") && p.queryBegins() {
		return false
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
	if ok && p.newLine() && p.peek() == tName {
		ok = false // a semicolon is missing, and the next line declares
	}
	p.token = t
	return ok
}

// deconstructs reports whether var (a, b) = or var (a, b) in stands here.
func (p *parser) deconstructs() bool {
	t := p.token
	p.next()
	depth := 0
	for ; p.kind == tLParen && depth < maxTypeDepth || depth > 0 && (p.kind == tRParen || p.kind == tName || p.kind == tComma); p.next() {
		switch p.kind {
		case tLParen:
			depth++
		case tRParen:
			depth--
		}
	}
	ok := depth == 0 && p.prev == tRParen && (p.kind == tAssign || p.kind == tIn)
	p.token = t
	return ok
}

// beginsPattern reports whether a pattern follows this token.
func (p *parser) beginsPattern() bool {
	t := p.token
	p.next()
	ok := p.beginsOperand() && p.kind != tPlus && p.kind != tBang || p.kind == tLess || p.kind == tLessEqual ||
		p.kind == tGreater || p.kind == tGreaterEqual || p.kind == tLBrace
	p.token = t
	return ok
}

// skipTested moves past a type after is, where a ? may begin a conditional.
func (p *parser) skipTested() certainty {
	sure := p.skipType(0)
	if sure != noType && p.prev == tQuestion && p.beginsOperand() {
		return maybeType // the name that follows is an operand, see designates
	}
	return sure
}

// designates reports whether a name stands here that a pattern declares.
func (p *parser) designates() bool {
	if p.kind != tName || p.prev == tQuestion || p.isQueryWord() {
		return false
	}
	switch p.text() {
	case "and", "or":
		return !p.beginsPattern()
	case "when":
		return false
	}
	return true
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

// tupleElement tells new (int, int)[3] from new(x) of C# 9.
func (p *parser) tupleElement() bool {
	t := p.token
	ok := p.skipType(0) != noType && p.token.prev == tRBracket
	p.token = t
	return ok
}

// asyncLambda reports whether the async here begins a lambda.
func (p *parser) asyncLambda() bool {
	t := p.token
	p.next()
	ok := false
	switch p.kind {
	case tDelegate:
		ok = true
	case tName:
		ok = p.peek() == tArrow
	case tLParen:
		ok = p.parens() == isLambda
	}
	p.token = t
	return ok
}

// modifiers moves past what can stand in front of a parameter.
func (p *parser) modifiers() {
	for p.kind == tRef || p.kind == tOut || p.kind == tIn || p.kind == tParams || p.kind == tThis {
		p.next()
	}
}

// nextStatement reports whether a declaration stands on this new line: what is
// open in front of it was not finished.
func (p *parser) nextStatement() bool {
	if p.kind != tName && p.kind != tPredefined || !p.newLine() || !p.declares() {
		return false
	}
	t := p.token
	p.skipType(0)
	ok := p.peek() == tAssign
	p.token = t
	return ok
}
