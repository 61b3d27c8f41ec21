package expr

import "strings"

// typeForm says what of a type can stand at a place.
type typeForm uint8

const (
	wholeType   typeForm = iota
	elementType          // of new: brackets are its sizes
	testedType           // of is and as: a ? may begin a conditional
)

// typ reads a type. It is never nil; where none stands its span is empty.
func (p *parser) typ(form typeForm) *Type {
	t := p.types.New()
	start := p.start
	if p.depth >= maxDepth {
		p.giveUp(start, tooDeep)
		t.At = p.here()
		return t
	}
	p.depth++
	p.typeInto(t, form)
	p.depth--
	return t
}

func (p *parser) typeInto(t *Type, form typeForm) {
	start := p.start
	switch {
	case p.kind == tPredefined:
		t.Name = p.text()
		p.next()
	case p.kind == tLParen:
		t.Args = p.tupleTypes()
	case p.kind == tName || p.placeholder():
		p.typeName(t)
	default:
		p.fail(p.here(), "a type is missing")
		t.At = p.here()
		return
	}
	for {
		switch {
		case p.kind == tQuestion && p.nullable(form):
			t.Nullable = true
			p.next()
			continue
		case p.kind == tLBracket && form != elementType && p.rank():
			t.Ranks++
			continue
		}
		break
	}
	t.At = p.since(start)
}

func (p *parser) typeName(t *Type) {
	start := p.start
	parts := 1
	for {
		if p.kind == tPlaceholder {
			p.fuse()
		} else {
			p.next()
		}
		name := p.src[start:p.prevEnd]
		if parts == 1 {
			t.Name = strings.TrimPrefix(name, "@")
		} else {
			t.Name += strings.TrimPrefix(name, "@")
		}
		if p.kind == tLess {
			t.Args = p.typeArgs()
		}
		if p.kind != tDot && p.kind != tColons {
			return
		}
		t.Name += p.text()
		if p.next(); p.kind != tName && !p.placeholder() {
			p.fail(p.here(), "a name is missing")
			return
		}
		start = p.start
		parts++
	}
}

// typeArgs reads <A, B>.
func (p *parser) typeArgs() []*Type {
	open := p.start
	var buf [4]*Type
	args := buf[:0]
	for p.next(); p.kind != tGreater; p.next() {
		if p.kind == tComma {
			continue
		}
		args = append(args, p.typ(wholeType))
		if p.kind != tComma {
			break
		}
	}
	p.follow(open, tGreater)
	return append([]*Type(nil), args...)
}

// tupleTypes reads (A a, B b).
func (p *parser) tupleTypes() []*Type {
	open := p.start
	var types []*Type
	for {
		p.next()
		types = append(types, p.typ(wholeType))
		p.got(tName)
		if p.kind != tComma {
			break
		}
	}
	p.follow(open, tRParen)
	return types
}

// nullable reports whether the ? here belongs to the type in front of it. Behind
// is and as it does not if an operand follows: x is T ? a : b.
func (p *parser) nullable(form typeForm) bool {
	if form != testedType {
		return true
	}
	t := p.token
	p.next()
	operand := p.beginsOperand()
	p.token = t
	return !operand
}

// rank moves past [] or [,].
func (p *parser) rank() bool {
	t := p.token
	for p.next(); p.kind == tComma; p.next() {
	}
	if p.got(tRBracket) {
		return true
	}
	p.token = t
	return false
}
