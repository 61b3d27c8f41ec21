package eval

import (
	"strconv"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// tuple is (a, b) or (name: a, b): an object whose members are Item1, Item2, ... and the
// names that it gives them.
// https://learn.microsoft.com/dotnet/csharp/language-reference/builtin-types/value-tuples
func (m *machine) tuple(x *expr.Tuple) value.Value {
	o := &value.Object{Kind: value.Map}
	for i, a := range x.Elems {
		v := m.eval(a.X)
		if len(v.Alts) == 0 {
			return value.Value{}
		}
		o = o.With(item(i), v)
		if a.Name != "" {
			o = o.With(a.Name, v)
		}
	}
	return value.OfObject(o, m.here(x))
}

// item is the member of a tuple at an index.
func item(i int) string { return "Item" + strconv.Itoa(i+1) }

// newTuple is new Tuple<...>(...), Tuple.Create(...) and their like.
// https://learn.microsoft.com/dotnet/api/system.tuple
func (m *machine) newTuple(x expr.Node, args []value.Value) value.Value {
	o := &value.Object{Kind: value.Map}
	for i, v := range args {
		o = o.With(item(i), v)
	}
	return value.OfObject(o, m.here(x))
}

// deconstruct gives the locals in a tuple, such as those of var (a, b) = v, the members of
// a value.
func (m *machine) deconstruct(to expr.Expr, v value.Value) {
	t, ok := to.(*expr.Tuple)
	if !ok {
		m.assignTo(to, v)
		return
	}
	o := only(v)
	for i, a := range t.Elems {
		part := m.because(to, value.AnyType, v)
		if o != nil && m.now(o).Kind == value.Map {
			part = m.now(o).At(item(i))
		}
		m.deconstruct(a.X, part)
	}
}

// assignTo gives a local, or what x stands for, a value.
func (m *machine) assignTo(x expr.Expr, v value.Value) {
	switch x := x.(type) {
	case *expr.Declare:
		m.set(x.Name.Text, coerce(v, x.Type, false))
	case *expr.Ident:
		if x.Name != "_" {
			m.set(x.Name, coerce(v, m.types[x.Name], false))
		}
	default:
		m.forget(x)
	}
}
