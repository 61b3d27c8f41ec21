package eval

import (
	"strconv"
	"strings"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
)

func (m *machine) call(x *expr.Call) Value {
	sel, ok := x.Fun.(*expr.Member)
	if !ok {
		m.sweep(x)
		return m.unclear(x, "the result of ", x)
	}
	if v, ok := m.contextCall(x, sel); ok {
		return v
	}
	if f := staticCall(dotted(sel)); f != nil {
		return f(m, x)
	}
	if f := stringCall(sel.Sel.Text); f != nil {
		return f(m, x, sel)
	}
	m.sweep(x)
	return m.unclear(x, "the result of ", x)
}

// contextCall is a call on a dictionary of the context.
func (m *machine) contextCall(x *expr.Call, sel *expr.Member) (Value, bool) {
	owner, ok := m.inContext(sel.X)
	if !ok || len(x.Args) == 0 {
		return Value{}, false
	}
	get := sel.Sel.Text == "GetValueOrDefault" || sel.Sel.Text == "ContainsKey"
	if !get {
		return Value{}, false
	}
	var d expr.Expr
	if len(x.Args) > 1 {
		d = x.Args[1].X
	}
	has := sel.Sel.Text == "ContainsKey"
	switch {
	case owner == "Variables" && has:
		return m.boolean(x, m.isSet(x.Args[0].X)), true
	case owner == "Variables":
		return m.variable(x, x.Args[0].X, d), true
	case owner == "Request.Headers" && has:
		return m.boolean(x, Truth{true, true}), true
	case owner == "Request.Headers":
		return m.header(x, x.Args[0].X, d), true
	}
	return Value{}, false
}

// isSet is context.Variables.ContainsKey(name).
func (m *machine) isSet(key expr.Expr) Truth {
	name, ok := m.eval(key).Only()
	if !ok || m.env.Request == nil {
		return Truth{true, true}
	}
	var t Truth
	v := m.env.Request.Variable(name)
	for _, s := range v.Alts {
		switch {
		case s.IsNull():
			t.No = true
		case len(s.Parts) == 1 && s.Parts[0].Kind == Unknown:
			return Truth{true, true}
		default:
			t.Yes = true
		}
	}
	if len(v.Alts) == 0 {
		t.No = true
	}
	return t
}

// staticCall is the evaluation of a static method, nil if it has none.
// https://learn.microsoft.com/dotnet/api/system.string
func staticCall(name string) func(*machine, *expr.Call) Value {
	switch name {
	case "string.Concat", "String.Concat":
		return (*machine).concatCall
	case "string.Format", "String.Format":
		return (*machine).format
	}
	return nil
}

// stringCall is the evaluation of a method of strings, nil if it has none.
// https://learn.microsoft.com/dotnet/api/system.string
func stringCall(name string) func(*machine, *expr.Call, *expr.Member) Value {
	switch name {
	case "ToString":
		return (*machine).same
	case "First", "FirstOrDefault":
		return (*machine).firstOf
	case "ToLower", "ToLowerInvariant":
		return (*machine).lower
	case "ToUpper", "ToUpperInvariant":
		return (*machine).upper
	case "Trim":
		return (*machine).trim
	case "Equals":
		return (*machine).equals
	}
	return nil
}

func (m *machine) concatCall(x *expr.Call) Value {
	out := Of()
	for _, a := range x.Args {
		v := m.eval(a.X)
		if len(x.Args) == 1 && len(v.Alts) == 1 && len(v.Alts[0].Parts) == 1 && v.Alts[0].Parts[0].Type == AnyType && v.Alts[0].Parts[0].Kind == Unknown {
			return m.unknown(x, "the result of string.Concat(...)")
		}
		out = concat(out, v)
	}
	return typed(out, StringType)
}

// same is a call that gives its receiver: ToString() of a string.
func (m *machine) same(x *expr.Call, sel *expr.Member) Value {
	if len(x.Args) > 0 {
		m.sweep(x)
		return m.unclear(x, "the formatted value of ", sel.X)
	}
	return through(m.eval(sel.X), sel.X, x, m.env.Path)
}

// firstOf is First() of the values of a header.
func (m *machine) firstOf(x *expr.Call, sel *expr.Member) Value {
	if ix, ok := sel.X.(*expr.Index); ok && len(x.Args) == 0 && len(ix.Args) == 1 {
		if name, ok := m.inContext(ix.X); ok && name == "Request.Headers" {
			return m.header(x, ix.Args[0].X, nil)
		}
	}
	m.sweep(x)
	return m.unclear(x, "the result of ", x)
}

func (m *machine) lower(x *expr.Call, sel *expr.Member) Value {
	return m.mapped(x, sel, strings.ToLower)
}
func (m *machine) upper(x *expr.Call, sel *expr.Member) Value {
	return m.mapped(x, sel, strings.ToUpper)
}

// mapped changes the case of every piece. Hosts compare without case, so a
// symbol stays what it is.
func (m *machine) mapped(x *expr.Call, sel *expr.Member, f func(string) string) Value {
	v := m.eval(sel.X)
	out := Value{Cut: v.Cut, Alts: make([]Str, len(v.Alts))}
	for i, s := range v.Alts {
		parts := make([]Part, len(s.Parts))
		for j, p := range s.Parts {
			if p.Kind == Literal && f(p.Text()) != p.Text() {
				p = Part{Kind: Literal, Type: StringType, View: text.NewView(f(p.Text())), At: p.At, Form: Operand, Trail: p.Trail}
			}
			parts[j] = p
		}
		out.Alts[i] = Str{Parts: parts, When: s.When}
	}
	return out.ReadAt(m.loc(x), Operand, nil)
}

// trim is Trim() without arguments of known text; a symbol has no blanks.
func (m *machine) trim(x *expr.Call, sel *expr.Member) Value {
	v := m.eval(sel.X)
	if len(x.Args) > 0 {
		return m.unclear(x, "the result of ", x)
	}
	out := Value{Cut: v.Cut}
	for _, s := range v.Alts {
		out.Alts = append(out.Alts, trimmed(s))
	}
	return out.ReadAt(m.loc(x), Operand, nil)
}

func trimmed(s Str) Str {
	parts := append([]Part(nil), s.Parts...)
	const blank = " \t\r\n"
	if n := len(parts); n > 0 {
		if p := parts[0]; p.Kind == Literal {
			parts[0] = p.Slice(len(p.Text())-len(strings.TrimLeft(p.Text(), blank)), len(p.Text()))
		}
		if p := parts[n-1]; p.Kind == Literal {
			parts[n-1] = p.Slice(0, len(strings.TrimRight(p.Text(), blank)))
		}
	}
	return Str{Parts: parts, When: s.When}
}

// equals is a.Equals(b[, comparison]).
func (m *machine) equals(x *expr.Call, sel *expr.Member) Value {
	if len(x.Args) == 0 {
		return m.boolean(x, Truth{true, true})
	}
	a, b := m.eval(sel.X), m.eval(x.Args[0].X)
	if t := equal(a, b); len(x.Args) == 1 || t.Yes && !t.No {
		return m.boolean(x, t)
	}
	return m.boolean(x, Truth{true, true})
}

// format is string.Format with plain items: {0}. An item with alignment or a
// format gives unknown text.
// https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting
func (m *machine) format(x *expr.Call) Value {
	var args []Value
	for _, a := range x.Args {
		args = append(args, m.eval(a.X))
	}
	if len(args) == 0 {
		return m.unknown(x, "the result of string.Format()")
	}
	out := Value{Cut: args[0].Cut}
	for _, s := range args[0].Alts {
		v := m.formatted(x, s, args[1:])
		for i := range v.Alts {
			v.Alts[i].When = append(s.When[:len(s.When):len(s.When)], v.Alts[i].When...)
		}
		out = Join(out, v)
	}
	return out
}

func (m *machine) formatted(x *expr.Call, format Str, args []Value) Value {
	out := Of()
	for _, p := range format.Parts {
		if p.Kind != Literal {
			out = concat(out, Of(p))
			continue
		}
		t, from := p.Text(), 0
		for i := 0; i < len(t); i++ {
			switch {
			case t[i] != '{' && t[i] != '}':
			case i+1 < len(t) && t[i+1] == t[i]: // {{ and }} stand for one brace
				out = concat(out, Of(p.Slice(from, i+1)))
				i++
				from = i + 1
			case t[i] == '}':
				return m.unknown(x, "the result of string.Format(...) with a format that is wrong")
			default:
				end := strings.IndexByte(t[i:], '}')
				if end < 0 {
					return m.unknown(x, "the result of string.Format(...) with a format that is wrong")
				}
				out = concat(out, Of(p.Slice(from, i)))
				out = concat(out, m.item(x, t[i+1:i+end], args))
				i += end
				from = i + 1
			}
		}
		out = concat(out, Of(p.Slice(from, len(t))))
	}
	return typed(out, StringType)
}

// item is one format item without its braces.
func (m *machine) item(x *expr.Call, item string, args []Value) Value {
	n, err := strconv.Atoi(strings.TrimSpace(item))
	switch {
	case err == nil && n >= 0 && n < len(args):
		return args[n]
	case err == nil:
		return m.unknown(x, "the result of string.Format(...) with too few arguments")
	}
	return m.unknown(x, "a formatted argument of string.Format(...)")
}
