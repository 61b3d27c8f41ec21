package expr

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// A hole of an interpolated string and a placeholder look alike: ${x} is a dollar
// sign and a hole to C#, and what Terraform replaces before anybody reads the C#. It
// is C#'s if C# can know the names in it.

// inCode is where the lexer reads.
const inCode = text.InText | text.InCode

// marked is the placeholder of the deployment that a hole is with the byte in front
// of its brace.
func (p *parser) marked(open int) text.Placeholder {
	if open == 0 || p.src[open-1] != '$' && p.src[open-1] != '#' {
		return text.Placeholder{}
	}
	if at := text.PlaceholderIn(p.src, open-1, inCode); at.Kind == text.Token {
		return at
	}
	return text.Placeholder{}
}

// markedHole reads a hole that may be a placeholder, as C# if that can be. What the
// placeholder does not hold is not looked at.
func (p *parser) markedHole(open int, at text.Placeholder) Part {
	src, errs, comment := p.src, len(p.errs), p.comment
	p.src = src[:at.End]
	part, ok := p.hole(open)
	if p.src = src; !ok || len(p.errs) > errs || p.end != at.End {
		part = Part{X: new(Bad)}
	}
	p.errs, p.comment = p.errs[:errs], comment
	p.end, p.flaw, p.failedAt = at.End, sound, -1
	part.Text = p.view.Slice(at.Start, at.End)
	return part
}

// settle says of every hole that may be a placeholder whether it is one.
func (p *parser) settle(b *Block) *Block {
	if len(p.doubtful) == 0 {
		return b
	}
	known := declared(b)
	for _, n := range p.doubtful {
		n.settle(func(x Expr) bool { return isCSharp(x, known) })
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
func (n *Interpolated) settle(isCSharp func(Expr) bool) {
	parts := n.Parts[:0]
	for _, part := range n.Parts {
		if part.isMarked() && !isCSharp(part.X) {
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
			s.settle(func(x Expr) bool { return isCSharp(x, nil) })
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

// asToken is what a hole is to a deployment that replaces {x}, if it is a name and
// nothing else: C# has no need of it where it knows no such name.
func (p *parser) asToken(part *Part, open int) string {
	id, ok := part.X.(*Ident)
	if !ok || id.Name == "context" {
		return ""
	}
	written := p.src[open:p.end]
	if at := text.PlaceholderIn(written, 0, text.InID); at.Kind == text.Token && at.End == len(written) && strings.HasPrefix(written, "{") {
		return written
	}
	return ""
}
