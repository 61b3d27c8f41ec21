package concrete

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

func (m *machine) eval(x expr.Expr) any {
	m.tick()
	v := m.value(x)
	if s, ok := v.(string); ok && len(s) > maxText {
		giveUp()
	}
	return v
}

func (m *machine) value(x expr.Expr) any {
	switch x := x.(type) {
	case *expr.String:
		var b strings.Builder
		for _, p := range x.Pieces() {
			if p.Placeholder != 0 {
				giveUp()
			}
			b.WriteString(p.Text)
		}
		return b.String()
	case *expr.Literal:
		return m.literal(x)
	case *expr.Paren:
		return m.eval(x.X)
	case *expr.Interpolated:
		var b strings.Builder
		for i := range x.Parts {
			p := &x.Parts[i]
			if p.Align != nil || p.Format != "" {
				giveUp()
			}
			if p.X != nil {
				b.WriteString(textOf(m.eval(p.X)))
				continue
			}
			for _, piece := range p.Pieces() {
				if piece.Placeholder != 0 {
					giveUp()
				}
				b.WriteString(piece.Text)
			}
		}
		return b.String()
	case *expr.Ident:
		v, ok := m.locals[x.Name]
		if !ok {
			giveUp()
		}
		return v
	case *expr.Cast:
		v := m.eval(x.X)
		if _, ok := v.(string); x.Type.Name != "string" || v != nil && !ok {
			giveUp()
		}
		return v
	case *expr.Cond:
		if m.truth(x.Test) {
			return m.eval(x.Then)
		}
		return m.eval(x.Else)
	case *expr.Unary:
		return m.unary(x)
	case *expr.Binary:
		return m.binary(x)
	case *expr.Assign:
		return m.assign(x)
	case *expr.Member:
		return m.member(x)
	case *expr.Index:
		return m.index(x)
	case *expr.Call:
		return m.call(x)
	case *expr.New:
		return m.create(x)
	case *expr.NewArray:
		l := &list{}
		if x.Init == nil {
			giveUp()
		}
		for _, e := range x.Init.Elems {
			l.elems = append(l.elems, m.eval(e))
		}
		return l
	case *expr.Lambda:
		return &function{x.Params, x.Body, x.Block}
	}
	giveUp()
	return nil
}

// textOf is what a concatenation makes of a value.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int32:
		return strconv.Itoa(int(v))
	case char:
		return string(rune(v))
	case bool:
		if v {
			return "True"
		}
		return "False"
	case *builder:
		return v.text
	case *uri:
		return v.whole()
	}
	giveUp()
	return ""
}

func (m *machine) literal(x *expr.Literal) any {
	switch x.Kind {
	case expr.Null:
		return nil
	case expr.Bool:
		return x.Text == "true"
	case expr.Int:
		n, err := strconv.ParseInt(x.Text, 10, 32)
		if err != nil {
			giveUp()
		}
		return int32(n)
	case expr.Char:
		if len(x.Text) == 3 {
			return char(x.Text[1])
		}
	}
	giveUp()
	return nil
}

func (m *machine) unary(x *expr.Unary) any {
	switch x.Op {
	case "!":
		return !m.truth(x.X)
	case "-":
		return -m.number(x.X)
	case "++":
		id, ok := x.X.(*expr.Ident)
		if !ok || !x.Postfix {
			giveUp()
		}
		n := m.number(id)
		m.locals[id.Name] = n + 1
		return n
	}
	giveUp()
	return nil
}

func (m *machine) number(x expr.Expr) int32 {
	n, ok := m.eval(x).(int32)
	if !ok {
		giveUp()
	}
	return n
}

func (m *machine) binary(x *expr.Binary) any {
	switch x.Op {
	case "&&":
		return m.truth(x.X) && m.truth(x.Y)
	case "||":
		return m.truth(x.X) || m.truth(x.Y)
	case "??":
		if v := m.eval(x.X); v != nil {
			return v
		}
		return m.eval(x.Y)
	}
	a, b := m.eval(x.X), m.eval(x.Y)
	switch x.Op {
	case "==":
		return equal(a, b)
	case "!=":
		return !equal(a, b)
	case "+":
		_, s := a.(string)
		_, t := b.(string)
		if s || t {
			return textOf(a) + textOf(b)
		}
	}
	p, ok := a.(int32)
	q, ok2 := b.(int32)
	if !ok || !ok2 {
		giveUp()
	}
	switch x.Op {
	case "+":
		return p + q
	case "-":
		return p - q
	case "*":
		return p * q
	case "/", "%":
		if q == 0 {
			throw()
		}
		if x.Op == "/" {
			return p / q
		}
		return p % q
	case "<":
		return p < q
	case ">":
		return p > q
	case ">=":
		return p >= q
	case "<=":
		return p <= q
	}
	giveUp()
	return nil
}

func (m *machine) assign(x *expr.Assign) any {
	switch target := x.X.(type) {
	case *expr.Ident:
		v := m.eval(x.Y)
		if x.Op == "+=" {
			old := m.locals[target.Name]
			if n, ok := old.(int32); ok {
				k, ok := v.(int32)
				if !ok {
					giveUp()
				}
				v = n + k
			} else {
				v = textOf(old) + textOf(v)
			}
		} else if x.Op != "=" {
			giveUp()
		}
		m.locals[target.Name] = v
		return v
	case *expr.Index:
		if x.Op != "=" || len(target.Args) != 1 {
			giveUp()
		}
		owner, key, v := m.eval(target.X), m.eval(target.Args[0].X), m.eval(x.Y)
		switch owner := owner.(type) {
		case *list:
			i, ok := key.(int32)
			if !ok {
				giveUp()
			}
			if i < 0 || int(i) >= len(owner.elems) {
				throw()
			}
			owner.elems[i] = v
		case *dict:
			owner.entries[keyOf(key)] = v
		default:
			giveUp()
		}
		return v
	}
	giveUp()
	return nil
}

func keyOf(v any) string {
	s, ok := v.(string)
	if v == nil {
		throw()
	}
	if !ok {
		giveUp()
	}
	return s
}

// path is the dotted name of a chain of members, "" if x is none.
func path(x expr.Expr) string {
	switch x := x.(type) {
	case *expr.Ident:
		return x.Name
	case *expr.Member:
		if p := path(x.X); p != "" {
			return p + "." + x.Sel.Text
		}
	}
	return ""
}

func (m *machine) member(x *expr.Member) any {
	if path(x) == "context.Request.OriginalUrl.Host" {
		return m.ctx.Host
	}
	if v, ok := m.ctx.Members[path(x)]; ok {
		return v
	}
	switch name := path(x); name {
	case "context.Deployment.Gateway.IsManaged":
		return !m.ctx.SelfHosted
	case "context.Deployment.Gateway.Id", "context.Deployment.GatewayId":
		if m.ctx.SelfHosted {
			return "edge"
		}
		return "managed"
	case "StringComparison.Ordinal", "StringComparison.OrdinalIgnoreCase":
		return name
	}
	switch v := m.eval(x.X).(type) {
	case nil:
		throw()
	case string:
		if x.Sel.Text == "Length" {
			return int32(len(ascii(v)))
		}
	case *uri:
		return v.part(x.Sel.Text)
	}
	giveUp()
	return nil
}

// ascii gives up on text in which bytes and characters differ.
func ascii(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			giveUp()
		}
	}
	return s
}

func (m *machine) index(x *expr.Index) any {
	if len(x.Args) != 1 {
		giveUp()
	}
	if path(x.X) == "context.Variables" {
		v, ok := m.ctx.Variables[keyOf(m.eval(x.Args[0].X))]
		if !ok {
			throw()
		}
		return v
	}
	owner, key := m.eval(x.X), m.eval(x.Args[0].X)
	switch owner := owner.(type) {
	case *list:
		i, ok := key.(int32)
		if !ok {
			giveUp()
		}
		if i < 0 || int(i) >= len(owner.elems) {
			throw()
		}
		return owner.elems[i]
	case *dict:
		v, ok := owner.entries[keyOf(key)]
		if !ok {
			throw()
		}
		return v
	}
	giveUp()
	return nil
}

func (m *machine) create(x *expr.New) any {
	if x.Type == nil {
		giveUp()
	}
	switch x.Type.Name {
	case "StringBuilder":
		b := &builder{}
		if len(x.Args) == 1 {
			b.text = textOf(m.eval(x.Args[0].X))
		}
		return b
	case "List":
		l := &list{}
		for _, e := range x.Init.Elems {
			l.elems = append(l.elems, m.eval(e))
		}
		return l
	case "Dictionary":
		d := &dict{map[string]any{}}
		for _, e := range x.Init.Elems {
			pair, ok := e.(*expr.Init)
			if !ok || len(pair.Elems) != 2 {
				giveUp()
			}
			k := keyOf(m.eval(pair.Elems[0]))
			if _, twice := d.entries[k]; twice {
				throw()
			}
			d.entries[k] = m.eval(pair.Elems[1])
		}
		return d
	case "Uri":
		if len(x.Args) != 1 {
			giveUp()
		}
		s, ok := m.eval(x.Args[0].X).(string)
		if !ok {
			throw()
		}
		return parseURI(s)
	}
	giveUp()
	return nil
}
