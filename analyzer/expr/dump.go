package expr

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Dump writes a tree as an S-expression, for tests and for people: a+b.C is
// (+ a (. b C)). Names, literals and types stand as written, what cannot be read
// is <bad>.
func Dump(n Node) string {
	d := new(dumper)
	d.node(n)
	return d.String()
}

type dumper struct{ strings.Builder }

// list writes (head a b c); nil items are left out.
func (d *dumper) list(head string, items ...any) {
	d.WriteByte('(')
	d.WriteString(head)
	for _, item := range items {
		d.item(item)
	}
	d.WriteByte(')')
}

func (d *dumper) item(item any) {
	switch item := item.(type) {
	case nil:
		return
	case string:
		d.word(item)
	case *Type:
		if item != nil {
			d.word(typeText(item))
		}
	case []Param:
		words := make([]string, len(item))
		for i, q := range item {
			words[i] = q.Name.Text
			if q.Type != nil {
				words[i] = typeText(q.Type) + " " + q.Name.Text
			}
		}
		d.word("(" + strings.Join(words, ", ") + ")")
	case []Arg:
		for _, a := range item {
			d.WriteByte(' ')
			if a.Name != "" {
				d.WriteString(a.Name + ":")
			}
			if a.Mode != "" {
				d.WriteString(a.Mode + " ")
			}
			d.node(a.X)
		}
	case []Expr:
		for _, x := range item {
			d.item(x)
		}
	case []Stmt:
		for _, s := range item {
			d.item(s)
		}
	case Pattern:
		d.WriteByte(' ')
		d.pattern(item)
	case *Block:
		if item != nil {
			d.WriteByte(' ')
			d.node(item)
		}
	case *Init:
		if item != nil {
			d.WriteByte(' ')
			d.node(item)
		}
	case Node:
		d.WriteByte(' ')
		d.node(item)
	}
}

func (d *dumper) word(s string) {
	if s != "" {
		d.WriteByte(' ')
		d.WriteString(s)
	}
}

func typesText(types []*Type) string {
	if len(types) == 0 {
		return ""
	}
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = typeText(t)
	}
	return "<" + strings.Join(words, ", ") + ">"
}

func typeText(t *Type) string {
	s := t.Name + typesText(t.Args) + strings.Repeat("[]", t.Ranks)
	if t.Nullable {
		s += "?"
	}
	if s == "" {
		return "<none>"
	}
	return s
}

func (d *dumper) pattern(n Pattern) {
	if n.Not {
		d.WriteString("not ")
	}
	switch {
	case n.Discard:
		d.WriteString("_")
	case n.Type != nil:
		d.WriteString("type " + typeText(n.Type))
		d.word(n.Name.Text)
	default:
		d.node(n.Value)
	}
}

func (d *dumper) interpolated(n *Interpolated) {
	d.WriteString("($")
	for _, q := range n.Parts {
		if q.X == nil {
			d.WriteString(" `" + q.Text.Src + "`")
			continue
		}
		d.WriteString(" {")
		d.node(q.X)
		if q.Align != nil {
			d.WriteByte(',')
			d.node(q.Align)
		}
		if q.Format != "" {
			d.WriteString(":" + q.Format)
		}
		d.WriteByte('}')
	}
	d.WriteByte(')')
}

func optional(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

func (d *dumper) node(n Node) {
	switch n := n.(type) {
	case nil:
		d.WriteString("<nil>")
	case *Bad, *BadStmt:
		d.WriteString(optional(n.Span().Empty(), "<missing>", "<bad>"))
	case *Ident:
		d.WriteString(n.Name + typesText(n.TypeArgs))
	case *Placeholder:
		d.WriteString(optional(n.Kind == text.NamedValue, "{{"+n.Name+"}}", "#"+n.Name+"#"))
	case *Literal:
		d.WriteString(n.Text)
	case *String:
		d.WriteString(n.Raw.Src)
	case *Interpolated:
		d.interpolated(n)
	case *Paren:
		d.list("paren", n.X)
	case *Tuple:
		d.list("tuple", n.Elems)
	case *Member:
		d.list(optional(n.Optional, "?.", "."), n.X, n.Sel.Text+typesText(n.TypeArgs))
	case *Call:
		d.list("call", n.Fun, n.Args)
	case *Index:
		d.list(optional(n.Optional, "?index", "index"), n.X, n.Args)
	case *Unary:
		d.list(optional(n.Postfix, "post", "")+n.Op, n.X)
	case *Binary:
		d.list(n.Op, n.X, n.Y)
	case *Assign:
		d.list(n.Op, n.X, n.Y)
	case *Cond:
		d.list("?", n.Test, n.Then, n.Else)
	case *Cast:
		d.list("cast", n.Type, n.X)
	case *As:
		d.list("as", n.X, n.Type)
	case *Is:
		d.list("is", n.X, n.Pattern)
	case *New:
		d.list("new", n.Type, n.Args, n.Init)
	case *NewArray:
		d.list("array", n.Type, n.Sizes, n.Init)
	case *Init:
		d.list("init", n.Elems)
	case *Lambda:
		d.list("=>", n.Params, n.Body, n.Block)
	case *TypeOf:
		d.list(n.Op, n.Type, n.X)
	case *Throw:
		d.list("throw", n.X)
	case *Declare:
		d.list("declare", n.Type, n.Name.Text)
	case *Query:
		d.WriteString("(query")
		for _, c := range n.Clauses {
			d.WriteByte(' ')
			d.list(c.Keyword, c.Name.Text, c.Exprs)
		}
		d.WriteByte(')')
	case Stmt:
		d.stmt(n)
	}
}

func (d *dumper) stmt(n Stmt) {
	switch n := n.(type) {
	case *Block:
		d.list("block", n.Stmts)
	case *Empty:
		d.WriteString("(empty)")
	case *Var:
		d.WriteString(optional(n.Const, "(const ", "(var ") + typeText(n.Type))
		for _, v := range n.Decls {
			d.WriteByte(' ')
			d.list("", v.Name.Text, v.Init)
		}
		d.WriteByte(')')
	case *ExprStmt:
		d.node(n.X)
	case *Return:
		d.list("return", n.X)
	case *ThrowStmt:
		d.list("throw", n.X)
	case *If:
		d.list("if", n.Test, n.Then, n.Else)
	case *While:
		if n.Do {
			d.list("do", n.Body, n.Test)
		} else {
			d.list("while", n.Test, n.Body)
		}
	case *For:
		d.list("for", n.Init, n.Test, n.Post, n.Body)
	case *ForEach:
		d.list("foreach", n.Type, n.Name.Text, n.Vars, n.X, n.Body)
	case *Switch:
		d.list("switch", n.X)
		for _, s := range n.Sections {
			for _, l := range s.Labels {
				if l.Default {
					d.WriteString(" default:")
					continue
				}
				d.WriteString(" case ")
				d.pattern(l.Pattern)
				if l.When != nil {
					d.WriteString(" when ")
					d.node(l.When)
				}
				d.WriteByte(':')
			}
			d.item(s.Stmts)
		}
	case *Try:
		d.list("try", n.Body)
		for _, c := range n.Catches {
			d.WriteByte(' ')
			d.list("catch", c.Type, c.Name.Text, c.When, c.Body)
		}
		if n.Finally != nil {
			d.list("finally", n.Finally)
		}
	case *Using:
		var v any
		if n.Decl != nil {
			v = n.Decl
		}
		d.list(n.Keyword, v, n.X, n.Body)
	case *Jump:
		d.list(n.Keyword, n.X)
	case *Labeled:
		d.list("label", n.Name.Text, n.Body)
	case *LocalFunc:
		d.list("func", n.Result, n.Name.Text, n.Params, n.Body, n.Block)
	}
}
