package eval

import (
	"slices"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// onArray is a static method of Array whose first argument is the array: the method of a
// list with the others.
func onArray(name string) static {
	return func(m *machine, x *expr.Call, args []value.Value) (value.Value, bool) {
		f, known := m.lib.objects[value.List][name]
		if len(args) == 0 || !known || len(args)-1 < f.min || len(args)-1 > f.max {
			return value.Value{}, false
		}
		o := only(args[0])
		if o == nil || o.Kind != value.List {
			return value.Value{}, false
		}
		return f.call(m, x, o, m.now(o), args[1:])
	}
}

// reverseArray is Array.Reverse(array).
func (m *machine) reverseArray(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	o := only(args[0])
	if o == nil || o.Kind != value.List {
		return value.Value{}, false
	}
	now := m.now(o)
	if now.IsOpen() {
		return m.became(x, o, anyOf(now, "an element of an array that is reversed"))
	}
	out := *now
	out.Elems = slices.Clone(now.Elems)
	slices.Reverse(out.Elems)
	return m.became(x, o, &out)
}

// repeated is Enumerable.Repeat(value, count).
func (m *machine) repeated(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 2 {
		return value.Value{}, false
	}
	n, ok := args[1].Number()
	if !ok || n < 0 || n > maxElements {
		return value.OfObject(&value.Object{Kind: value.List, Open: value.Reason{Why: "an element that is repeated"}, Rest: args[0]}, m.here(x)), true
	}
	return m.list(x, slices.Repeat([]value.Value{args[0]}, int(n))), true
}

// ranged is Enumerable.Range(start, count).
func (m *machine) ranged(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 2 {
		return value.Value{}, false
	}
	from, ok := args[0].Number()
	n, known := args[1].Number()
	if !ok || !known || n < 0 || n > maxElements {
		return value.Value{}, false
	}
	out := make([]value.Value, n)
	for i := range out {
		out[i] = m.integer(x, from+int64(i))
	}
	return m.list(x, out), true
}

// ofChars is the text that an array of characters holds.
func (m *machine) ofChars(x expr.Node, v value.Value) (value.Value, bool) {
	o := only(v)
	if o == nil || o.Kind != value.List {
		return value.Value{}, false
	}
	o = m.now(o)
	out := value.Of()
	for _, e := range o.Elems {
		out = value.Plus(out, e)
	}
	if o.IsOpen() {
		return value.Value{}, false
	}
	if t, ok := out.Only(); ok {
		return value.Computed(t, value.StringType, m.loc(x)), true
	}
	return stringOf(out), true
}
