package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

func textView(s string) text.View { return text.NewView(s) }

// args are the values of arguments, in order. An out argument has none.
func (m *machine) args(list []expr.Arg) []value.Value {
	if len(list) == 0 {
		return nil
	}
	out := make([]value.Value, len(list))
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
func choices(values []value.Value, f func([]value.Str) value.Value) (value.Value, bool) {
	n := 1
	var out value.Value
	for _, v := range values {
		n *= max(len(v.Alts), 1)
		out.Cut = out.Cut || v.Cut
		if n > value.MaxPairs {
			return value.Value{}, false
		}
	}
	pick := make([]value.Str, len(values))
	for k := range n {
		rest := k
		var when []value.Condition
		for i, v := range values {
			if len(v.Alts) == 0 { // an out argument
				pick[i] = value.Str{}
				continue
			}
			pick[i] = v.Alts[rest%len(v.Alts)]
			rest /= len(v.Alts)
			when = append(when, pick[i].When...)
		}
		one := f(pick)
		if len(when) > 0 {
			alts := make([]value.Str, len(one.Alts))
			for i, s := range one.Alts {
				s.When = when
				alts[i] = s
			}
			one.Alts = alts
		}
		out = value.Join(out, one)
	}
	return out, true
}

// each computes with every alternative of a value.
func each(v value.Value, f func(value.Str) value.Value) value.Value {
	out, _ := choices([]value.Value{v}, func(s []value.Str) value.Value { return f(s[0]) })
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
func (m *machine) invoke(x expr.Node, f *value.Function, args []value.Value) value.Value {
	const deepest = 8
	if m.depth >= deepest || len(args) != len(f.Params) {
		if f.Body != nil {
			m.sweep(f.Body)
		} else {
			m.sweep(f.Block)
		}
		return m.unclear(x, "the result of ", x)
	}
	m.depth++
	hidden := map[string]value.Value{}
	for i, p := range f.Params {
		if old, ok := m.locals[p.Name.Text]; ok {
			hidden[p.Name.Text] = old
		}
		m.set(p.Name.Text, coerce(args[i], p.Type, false))
	}
	// The parameters are this function's own, whatever closures assign.
	assigned := m.closures.Assigned
	m.closures.Assigned = without(assigned, f.Params)
	var out value.Value
	if f.Body != nil {
		out = m.eval(f.Body)
	} else {
		out = m.body(x, f.Block)
	}
	m.closures.Assigned = assigned
	for _, p := range f.Params {
		delete(m.locals, p.Name.Text)
		if old, ok := hidden[p.Name.Text]; ok {
			m.locals[p.Name.Text] = old
		}
	}
	m.depth--
	return out
}

// body runs the block of a function, which goes on from any of its returns.
func (m *machine) body(x expr.Node, b *expr.Block) value.Value {
	result, exits, ends := m.result, m.exits, m.ends
	m.result, m.exits, m.ends = value.Value{}, nil, &[]frame{}
	m.functions(b.Stmts)
	var end *frame
	if m.block(b.Stmts) {
		m.result = value.Join(m.result, m.void(x))
		f := m.save()
		end = &f
	}
	for i := range *m.ends {
		end = m.joined(end, &(*m.ends)[i])
	}
	m.join(end, nil)
	out := m.result
	m.result, m.exits, m.ends = result, exits, ends
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
