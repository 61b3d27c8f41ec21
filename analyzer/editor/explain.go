package editor

import (
	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// ExplainTag says in Markdown what the element or attribute is whose name stands at
// an offset of a policy: "" where there is none, or none that is known.
func ExplainTag(s *analyzer.Snapshot, path string, off int) (markdown string, at text.Span) {
	d := s.DocumentAt(path, off)
	if d == nil {
		return "", at
	}
	p := policy.NodeAt(d.Root, off)
	row := document.Row(p.Elem)
	switch {
	case row == nil:
	case p.Attr != nil:
		if a := row.Attr(p.Attr.Key); a != nil && p.Attr.Name.Contains(off) {
			return "**" + row.Name + "** `" + a.Name + "`\n\n" + describeAttribute(a), p.Attr.Name
		}
	case p.Elem.Name.Contains(off):
		return "**" + row.Name + "**\n\n" + describeElement(row), p.Elem.Name
	case !p.Elem.Close.Empty() && p.Elem.EndName().Contains(off):
		return "**" + row.Name + "**\n\n" + describeElement(row), p.Elem.EndName()
	}
	return "", at
}

// ExplainCode says in Markdown what a name in an expression is, as far as it is of
// the context, of .NET, or a local: "" where there is none.
func ExplainCode(s *analyzer.Snapshot, path string, off int) (markdown string, at text.Span) {
	d := s.DocumentAt(path, off)
	if d == nil {
		return "", at
	}
	if p := policy.NodeAt(d.Root, off).Part; p != nil && p.Kind == policy.Expression {
		return explainCode(d, p, off)
	}
	return "", at
}

// explainCode says what a name in an expression is.
func explainCode(d *document.Document, part *policy.Part, off int) (markdown string, at text.Span) {
	c := d.CodeAt(part.At.Start)
	if c == nil {
		return "", at
	}
	t := typingOf(c.Block)
	expr.Walk(c.Block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			if n.Sel.At.Contains(off) {
				markdown, at = explainMember(t, n), n.Sel.At
			}
		case *expr.Ident:
			if n.Span().Contains(off) {
				markdown, at = explainName(t, n), n.Span()
			}
		}
		return true
	})
	return markdown, at
}

func explainMember(t typing, x *expr.Member) string {
	m := t.ofMember(x)
	if m.Name == "" {
		return ""
	}
	typ := m.Type
	if typ == "" && len(x.TypeArgs) > 0 {
		typ = typeText(x.TypeArgs[0])
	}
	out := "`" + typ
	if typ != "" {
		out += " "
	}
	out += x.Sel.Text + m.Args + "`"
	if m.Doc != "" {
		out += "\n\n" + m.Doc
	}
	if of := t.of(x.X); len(dialect.MembersOf(of)) > 0 && len(eval.MembersOf(of)) == 0 {
		out += "\n\n[Reference](" + dialect.ContextPage + ")"
	}
	return out
}

func explainName(t typing, x *expr.Ident) string {
	switch typ := t.of(x); {
	case x.Name == "context":
		return "`" + typ + " context`\n\nWhat is known about the request.\n\n[Reference](" + dialect.ContextPage + ")"
	case typ != "":
		return "`" + typ + " " + x.Name + "`"
	}
	return ""
}
