package expr

// pattern reads what follows is, or a case label if label is true. The patterns
// that came after C# 7 (relational, property, list, and, or) are read over: their
// Value is a *Bad, and no error.
func (p *parser) pattern(label bool) Pattern {
	start := p.start
	var n Pattern
	if p.depth >= maxDepth {
		n.Value = p.giveUp(start, tooDeep)
		n.At = p.since(start)
		return n
	}
	p.depth++
	if p.isWord("not") && p.beginsPattern() {
		p.next()
		n = p.pattern(label)
		n.Not = !n.Not
	} else {
		n = p.simplePattern(label)
	}
	for (p.isWord("and") || p.isWord("or")) && p.beginsPattern() {
		p.next()
		p.pattern(label)
		n = Pattern{Value: p.bad(start)}
	}
	n.At = p.since(start)
	p.depth--
	return n
}

func (p *parser) simplePattern(label bool) (n Pattern) {
	start := p.start
	switch p.kind {
	case tLess, tLessEqual, tGreater, tGreaterEqual: // > 5 of C# 9
		p.next()
		p.binary(shift)
		n.Value = p.bad(start)
		return n
	case tLBracket, tLBrace, tLParen:
		if !p.placeholder() {
			return p.shape(start)
		}
	case tName, tPredefined:
		return p.typePattern(label)
	}
	n.Value = p.binary(shift)
	return n
}

// shape reads over { X: 1 }, [1, ..] and (1, 2) with the name that may follow.
func (p *parser) shape(start int) Pattern {
	for p.kind == tLBrace || p.kind == tLParen || p.kind == tLBracket {
		p.skip()
	}
	if p.designates() {
		p.next()
	}
	return Pattern{Value: p.bad(start)}
}

// typePattern reads what begins with a name or a type: T, T x, var x, _, or a
// constant such as Color.Red, which a label more likely means than a type.
func (p *parser) typePattern(label bool) (n Pattern) {
	start := p.token
	if p.text() == "_" {
		if p.next(); p.kind != tDot && p.kind != tLParen && !p.designates() {
			n.Discard = true
			return n
		}
		p.token = start
	}
	sure := p.skipTested()
	switch {
	case sure == noType:
		p.token = start
		n.Value = p.binary(shift)
	case p.designates():
		p.token = start
		n.Type = p.typ(testedType)
		n.Name = p.name()
	case p.kind == tLBrace && !p.placeholder() || p.kind == tLParen:
		return p.shape(start.start)
	case label && sure == maybeType || precedence[p.kind] > relational:
		p.token = start
		n.Value = p.binary(shift)
	default:
		p.token = start
		n.Type = p.typ(testedType)
	}
	return n
}
