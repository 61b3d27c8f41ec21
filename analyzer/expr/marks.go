package expr

// follow moves past the mark that closes the one at open. Where something else
// stands, that is what is wrong; at the end of everything it is the open mark.
func (p *parser) follow(open int, k kind) bool {
	if p.got(k) {
		return true
	}
	switch {
	case p.kind == tEOF || p.kind == tRParen || p.kind == tRBracket || p.kind == tRBrace || p.kind == tSemicolon || p.nextStatement():
		p.fail(p.span(open, open+1), quoted(k)+" is missing")
	default:
		p.fail(p.span(p.start, p.end), p.quote()+" cannot stand here, "+quoted(k)+" is missing")
	}
	return false
}

// want moves past a token of kind k, which has to be here.
func (p *parser) want(k kind) bool {
	if p.got(k) {
		return true
	}
	p.fail(p.here(), quoted(k)+" is missing")
	return false
}
