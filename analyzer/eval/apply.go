package eval

import (
	"hairpin/analyzer/expr"
	"hairpin/analyzer/text"
)

func textView(s string) text.View { return text.NewView(s) }

// args are the values of arguments, in order. An out argument has none.
func (m *machine) args(list []expr.Arg) []Value {
	if len(list) == 0 {
		return nil
	}
	out := make([]Value, len(list))
	for i, a := range list {
		if a.Mode == "out" {
			continue
		}
		if d, ok := a.X.(*expr.Declare); ok {
			m.set(d.Name.Text, m.unknown(d, "the value of "+d.Name.Text))
			continue
		}
		out[i] = m.eval(a.X)
	}
	return out
}

// choices calls f with every choice of one alternative of each value, and joins
// what it gives. Conditions of the alternatives go over to the results. If
// there are too many choices, it gives nothing.
func choices(values []Value, f func([]Str) Value) (Value, bool) {
	n := 1
	var out Value
	for _, v := range values {
		n *= max(len(v.Alts), 1)
		out.Cut = out.Cut || v.Cut
		if n > maxPairs {
			return Value{}, false
		}
	}
	pick := make([]Str, len(values))
	for k := range n {
		rest := k
		var when []Condition
		for i, v := range values {
			if len(v.Alts) == 0 { // an out argument
				pick[i] = Str{}
				continue
			}
			pick[i] = v.Alts[rest%len(v.Alts)]
			rest /= len(v.Alts)
			when = append(when, pick[i].When...)
		}
		one := f(pick)
		if len(when) > 0 {
			alts := make([]Str, len(one.Alts))
			for i, s := range one.Alts {
				s.When = when
				alts[i] = s
			}
			one.Alts = alts
		}
		out = Join(out, one)
	}
	return out, true
}

// each computes with every alternative of a value.
func each(v Value, f func(Str) Value) Value {
	out, _ := choices([]Value{v}, func(s []Str) Value { return f(s[0]) })
	return out
}

// optional reports whether a chain of members has a ?. in it, so that null
// passes through to its end.
func optional(x expr.Expr) bool {
	for {
		switch y := x.(type) {
		case *expr.Member:
			if y.Optional {
				return true
			}
			x = y.X
		case *expr.Index:
			if y.Optional {
				return true
			}
			x = y.X
		case *expr.Call:
			x = y.Fun
		default:
			return false
		}
	}
}

// invoke runs a lambda or a local function.
func (m *machine) invoke(x expr.Node, f *function, args []Value) Value {
	const deepest = 8
	if m.depth >= deepest || len(args) != len(f.params) {
		return m.unclear(x, "the result of ", x)
	}
	m.depth++
	hidden := map[string]Value{}
	for i, p := range f.params {
		if old, ok := m.locals[p.Name.Text]; ok {
			hidden[p.Name.Text] = old
		}
		m.set(p.Name.Text, coerce(args[i], p.Type, false))
	}
	// The parameters are this function's own, whatever closures assign.
	assigned := m.closures.assigned
	m.closures.assigned = without(assigned, f.params)
	var out Value
	if f.body != nil {
		out = m.eval(f.body)
	} else {
		result, exits := m.result, m.exits
		m.result, m.exits = Value{}, nil
		m.functions(f.block.Stmts)
		if m.block(f.block.Stmts) {
			m.result = Join(m.result, of(Part{Kind: Null, At: m.loc(x), Form: Operand}))
		}
		out = m.result
		m.result, m.exits = result, exits
	}
	m.closures.assigned = assigned
	for _, p := range f.params {
		delete(m.locals, p.Name.Text)
		if old, ok := hidden[p.Name.Text]; ok {
			m.locals[p.Name.Text] = old
		}
	}
	m.depth--
	return out
}

func without(names map[string]bool, params []expr.Param) map[string]bool {
	if len(names) == 0 {
		return names
	}
	out := make(map[string]bool, len(names))
	for k := range names {
		out[k] = true
	}
	for _, p := range params {
		delete(out, p.Name.Text)
	}
	return out
}
