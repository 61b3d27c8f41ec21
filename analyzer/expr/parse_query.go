package expr

// query reads a query expression.
// https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/query-keywords
func (p *parser) query() Expr {
	start := p.start
	n := new(Query)
	p.queries++
	for p.isQueryWord() {
		n.Clauses = append(n.Clauses, p.clause())
	}
	p.queries--
	n.At.At = p.since(start)
	return n
}

func (p *parser) clause() Clause {
	c := Clause{Keyword: p.text()}
	p.next()
	switch c.Keyword {
	case "from":
		c.Name = p.rangeVariable()
		c.Exprs = p.clauseExprs()
	case "let":
		c.Name = p.name()
		p.want(tAssign)
		c.Exprs = p.clauseExprs()
	case "join":
		c.Name = p.rangeVariable()
		c.Exprs = p.clauseExprs("on", "equals")
	case "orderby":
		for {
			c.Exprs = append(c.Exprs, p.expr())
			if !p.gotWord("ascending") {
				p.gotWord("descending")
			}
			if !p.got(tComma) {
				break
			}
		}
	case "group":
		c.Exprs = p.clauseExprs("by")
	case "into":
		c.Name = p.name()
	default:
		c.Exprs = p.clauseExprs()
	}
	return c
}

// rangeVariable reads [T] x in.
func (p *parser) rangeVariable() Name {
	if p.kind != tName || p.peek() != tIn {
		p.typ(wholeType)
	}
	n := p.name()
	p.want(tIn)
	return n
}

// clauseExprs reads an expression, and one after each of the words.
func (p *parser) clauseExprs(words ...string) []Expr {
	exprs := []Expr{p.expr()}
	for _, w := range words {
		if !p.gotWord(w) {
			p.fail(p.here(), `"`+w+`" is missing`)
			break
		}
		exprs = append(exprs, p.expr())
	}
	return exprs
}
