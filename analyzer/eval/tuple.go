package eval

import (
	"strconv"
	"strings"

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

// isItem reports whether the member of an object at an index is one that every tuple has.
func isItem(o *value.Object, at int) bool {
	if o.Kind != value.Map || o.JSON || at >= len(o.Keys) {
		return false
	}
	_, err := strconv.Atoi(strings.TrimPrefix(o.Keys[at], "Item"))
	return err == nil && strings.HasPrefix(o.Keys[at], "Item")
}

// withItem is a tuple with a member set: by its number and by its name, which stands
// after it.
func withItem(o *value.Object, name string, v value.Value) *value.Object {
	at := o.Find(name)
	if !isItem(o, at) {
		at--
	}
	out := o.With(o.Keys[at], v)
	if at+1 < len(o.Keys) && !isItem(o, at+1) {
		out = out.With(o.Keys[at+1], v)
	}
	return out
}

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
