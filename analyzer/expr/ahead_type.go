package expr

// certainty says whether text that is read ahead is a type.
type certainty uint8

const (
	noType     certainty = iota
	maybeType            // a name, which could be an expression as well
	surelyType           // nothing but a type: int, List<int>, x[], x?
)

// skipType moves past a type, if one stands here. Else it stops somewhere: the
// caller sets the lexer back. It builds nothing, and reads no deeper than
// maxTypeDepth.
func (p *parser) skipType(depth int) certainty {
	if depth > maxTypeDepth {
		return noType
	}
	sure := maybeType
	switch {
	case p.kind == tPredefined:
		sure = surelyType
		p.next()
	case p.kind == tLParen:
		if !p.skipTupleType(depth) {
			return noType
		}
	case p.kind == tName || p.placeholder():
		for {
			if p.kind == tPlaceholder {
				p.fuse()
			} else {
				p.next()
			}
			if p.kind == tLess {
				if !p.skipTypeArgs(depth) {
					return noType
				}
				sure = surelyType
			}
			if p.kind != tDot && p.kind != tColons {
				break
			}
			if p.next(); p.kind != tName && !p.placeholder() {
				return noType
			}
		}
	default:
		return noType
	}
	for {
		switch p.kind {
		case tQuestion:
			sure = surelyType
			p.next()
		case tLBracket:
			for p.next(); p.kind == tComma; p.next() {
			}
			if !p.got(tRBracket) {
				return noType
			}
			sure = surelyType
		default:
			return sure
		}
	}
}

func (p *parser) skipTupleType(depth int) bool {
	for n := 0; ; n++ {
		if p.next(); p.skipType(depth+1) == noType {
			return false
		}
		p.got(tName)
		if p.kind != tComma {
			return n > 0 && p.got(tRParen)
		}
	}
}

// skipTypeArgs moves past <A, B>. The list is empty in typeof(List<>).
func (p *parser) skipTypeArgs(depth int) bool {
	for p.next(); ; p.next() {
		if p.kind == tGreater || p.kind == tComma {
			if p.kind == tGreater {
				break
			}
			continue
		}
		if p.skipType(depth+1) == noType {
			return false
		}
		if p.kind != tComma {
			break
		}
	}
	return p.got(tGreater)
}

// generic reports whether the < here opens type arguments rather than compares:
// it does if they can be read, and something follows that cannot follow a
// comparison.
// https://learn.microsoft.com/dotnet/csharp/language-reference/language-specification/lexical-structure
// (6.2.5, grammar ambiguities)
func (p *parser) generic() bool {
	t := p.token
	ok := p.skipTypeArgs(0)
	if ok {
		switch p.kind {
		case tLParen, tRParen, tRBracket, tRBrace, tColon, tSemicolon, tComma, tDot, tQuestion, tOptDot,
			tEqual, tNotEqual, tOr, tXor, tAndAlso, tOrElse, tAnd, tLBracket, tCoalesce, tArrow, tEOF:
		default:
			ok = false
		}
	}
	p.token = t
	return ok
}
