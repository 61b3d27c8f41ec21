package expr

// A hole of an interpolated string and a placeholder look alike: ${x} is a dollar
// sign and a hole to C#, and what Terraform replaces before anybody reads the C#. It
// is C#'s if C# can know the names in it.

// settle says of every hole of some strings of a block whether it is a placeholder.
func settle(b *Block, doubtful []*Interpolated) *Block {
	if len(doubtful) == 0 {
		return b
	}
	known := declared(b)
	for _, n := range doubtful {
		n.settle(func(hole *Part) bool { return isCSharp(hole.X, known) })
		for i := range n.Parts {
			part := &n.Parts[i]
			if id, ok := part.X.(*Ident); ok && known[id.Name] {
				part.Token = ""
			}
		}
	}
	return b
}

// settle turns the marked holes that are no C# into text, of which each is one
// placeholder.
func (n *Interpolated) settle(isCSharp func(hole *Part) bool) {
	parts := n.Parts[:0]
	for _, part := range n.Parts {
		if part.isMarked() && !isCSharp(&part) {
			before := &parts[len(parts)-1] // ends with the mark
			if end := len(before.Text.Src) - 1; end > 0 {
				before.Text = before.Text.Slice(0, end)
				before.At = before.Text.Span(0, end)
			} else {
				parts = parts[:len(parts)-1]
			}
			part = Part{At: part.Text.Span(0, len(part.Text.Src)), Text: part.Text, verbatim: n.Verbatim, placed: true}
		}
		parts = append(parts, part)
	}
	n.Parts = parts
}

func (p *Part) isMarked() bool { return p.X != nil && p.Text.Src != "" }

// AsTemplate reads the code of a file that Terraform fills in: ${x} is Terraform's
// there even if x is a local. Only the context can be nothing of Terraform's.
func AsTemplate(b *Block) {
	Walk(b, func(n Node) bool {
		if s, ok := n.(*Interpolated); ok {
			s.settle(func(hole *Part) bool { return hole.Text.Src[0] != '$' || isCSharp(hole.X, nil) })
		}
		return true
	})
}

// isCSharp reports whether an expression has names, and C# knows all of them: the
// context, locals, and with known, types in front of a member. Types begin with a
// capital letter, or are keywords.
func isCSharp(x Expr, known map[string]bool) bool {
	some, all := false, true
	Walk(x, func(n Node) bool {
		switch n := n.(type) {
		case *Bad:
			all = false
		case *Ident:
			some = true
			first := n.Name[0]
			isType := n != x && known != nil && (first >= 'A' && first <= 'Z' || keyword(n.Name) != tName)
			all = all && (n.Name == "context" || known[n.Name] || isType)
		}
		return all
	})
	return some && all
}

// declared are the names of all locals, parameters and functions in a block.
func declared(b *Block) map[string]bool {
	known := map[string]bool{}
	params := func(list []Param) {
		for i := range list {
			known[list[i].Name.Text] = true
		}
	}
	Walk(b, func(n Node) bool {
		switch n := n.(type) {
		case *Declare:
			known[n.Name.Text] = true
		case *Lambda:
			params(n.Params)
		case *Is:
			known[n.Pattern.Name.Text] = true
		case *Query:
			for i := range n.Clauses {
				known[n.Clauses[i].Name.Text] = true
			}
		case *Var:
			for i := range n.Decls {
				known[n.Decls[i].Name.Text] = true
			}
		case *ForEach:
			known[n.Name.Text] = true
		case *Switch:
			for i := range n.Sections {
				for _, l := range n.Sections[i].Labels {
					known[l.Pattern.Name.Text] = true
				}
			}
		case *Try:
			for i := range n.Catches {
				known[n.Catches[i].Name.Text] = true
			}
		case *LocalFunc:
			known[n.Name.Text] = true
			params(n.Params)
		}
		return true
	})
	return known
}
