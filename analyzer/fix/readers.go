package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// variableSetAt is the name of the variable that a value belongs to, "" if the
// place is not the value of a set-variable.
func (b *Builder) variableSetAt(at text.Loc) string {
	d := b.DocAt(at)
	if d == nil || d.Torn {
		return ""
	}
	where := policy.NodeAt(d.Root, at.Span.Start)
	if where.Elem.Tag != "set-variable" || where.Attr == nil || where.Attr.Key != "value" {
		return ""
	}
	name := where.Elem.Attr("name")
	if name == nil {
		return ""
	}
	s, _ := name.Value.Literal()
	return s
}

// readersOf are the files in which a variable that a file sets is read, once for
// each time. What an API's own policies set is read in requests to that API; what
// others set may be read in any.
func (b *Builder) readersOf(name, set string) []string {
	if b.IsShared() || b.Estate().Place(set).API != nil {
		return readersAmong(b.Together(), name)
	}
	return b.Everyone().readersOf(name, func() []string { return readersAmong(b.Everything(), name) })
}

// readersAmong are the documents that read a variable: by an expression that
// names it, or by one that reads variables without naming them. A Liquid template
// may read all of them.
func readersAmong(docs []*document.Document, name string) []string {
	var out []string
	for _, d := range docs {
		n := 0
		for i := range d.Code {
			if d.Code[i].Bad {
				n += 2 * strings.Count(d.Of(d.Code[i].Block.At.At), name)
			} else {
				n += readersIn(d.Code[i].Block, name)
			}
		}
		for e := range policy.All(d.Root) {
			if e.Attr("template") != nil && strings.Contains(d.Of(e.Span()), name) {
				n += 2
			}
		}
		for range n {
			out = append(out, d.File.Path)
		}
	}
	return out
}

func readersIn(block *expr.Block, name string) int {
	named, all, reads := 0, 0, 0
	see := func(x expr.Expr, args []expr.Arg) {
		if !expr.IsPath(x, document.VariablesPath) || len(args) == 0 {
			return
		}
		if s, ok := args[0].X.(*expr.String); ok {
			named++
			if text, ok := s.Plain(); !ok || text == name {
				reads++
			}
		}
	}
	expr.Walk(block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			if expr.IsPath(n, document.VariablesPath) {
				all++
			}
		case *expr.Index:
			see(n.X, n.Args)
		case *expr.Call:
			if m, ok := n.Fun.(*expr.Member); ok {
				see(m.X, n.Args)
			}
		}
		return true
	})
	if all > named {
		return reads + 2 // more than one for all that is known
	}
	return reads
}
