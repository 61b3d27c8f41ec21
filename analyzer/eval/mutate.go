package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// Methods that change a list. Of a set, an element that is there is not added again; a
// stack begins with what was put on it last.

// became is a list with another state; what the method gives is nothing.
func (m *machine) became(x expr.Node, o, state *value.Object) (value.Value, bool) {
	m.put(o, state)
	return m.void(x), true
}

// maxElements bounds the elements of a list that are told apart.
const maxElements = 4 * maxRounds

func addElement(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	v := m.held(now, args[0])
	out := *now
	switch {
	case now.Unique && (now.IsOpen() || m.among(now.Elems, v).Yes):
		t := m.among(now.Elems, v)
		if t.No || now.IsOpen() { // it may be there
			m.put(o, withOther(now, v))
			return m.boolean(x, value.Either), true
		}
		return m.boolean(x, value.Truth{No: true}), true
	case now.IsOpen(): // it is not known where the new one stands
		out.Rest = restOf(now, []value.Value{v}, false)
	case len(now.Elems) >= maxElements:
		out = *anyOf(now, "an element of a very long list")
	default:
		out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], v)
	}
	m.put(o, &out)
	if now.Unique {
		return m.boolean(x, value.Truth{Yes: true}), true
	}
	return m.void(x), true
}

// withOther is a list that may have another element behind those that are listed.
func withOther(now *value.Object, v value.Value) *value.Object {
	out := *now
	if !now.IsOpen() {
		out.Open, out.Rest = value.Reason{Why: "an element that may be in a list"}, v
		return &out
	}
	out.Rest = restOf(now, []value.Value{v}, false)
	return &out
}

func pushElement(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(now.Elems) >= maxElements {
		return m.became(x, o, anyOf(now, "an element of a very long list"))
	}
	return m.became(x, o, inserted(now, 0, m.held(now, args[0])))
}

func inserted(now *value.Object, at int, v value.Value) *value.Object {
	out := *now
	out.Elems = append(append(append(make([]value.Value, 0, len(now.Elems)+1), now.Elems[:at]...), v), now.Elems[at:]...)
	return &out
}

// addElements is AddRange(list).
func addElements(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if now.Unique {
		out := *m.distinct(m.followedBy(now, args[0]))
		out.Unique = true
		return m.became(x, o, &out)
	}
	return m.became(x, o, m.followedBy(now, args[0]))
}

// insertElement is Insert(index, value).
func insertElement(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	n, ok := args[0].Number()
	if v := m.held(now, args[1]); !ok || n < 0 || n > int64(len(now.Elems)) || len(now.Elems) >= maxElements {
		return m.became(x, o, withOther(anyOf(now, "an element of a list into which one is inserted"), v))
	}
	return m.became(x, o, inserted(now, int(n), m.held(now, args[1])))
}

// removeAt is RemoveAt(index).
func removeAt(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if n, ok := args[0].Number(); ok && n >= 0 && n < int64(len(now.Elems)) {
		return m.became(x, o, cutOut(now, int(n), int(n)+1))
	}
	return m.became(x, o, anyOf(now, "an element of a list from which one is removed"))
}

func cutOut(now *value.Object, from, to int) *value.Object {
	out := *now
	out.Elems = append(append([]value.Value(nil), now.Elems[:from]...), now.Elems[to:]...)
	return &out
}

// removeElement is Remove(value): the first that is equal.
func removeElement(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	for i, e := range now.Elems {
		switch t := equal(e, args[0]); {
		case t.Yes && t.No:
			m.put(o, anyOf(now, "an element of a list from which one is removed"))
			return m.boolean(x, value.Either), true
		case t.Yes:
			out := cutOut(now, i, i+1)
			if now.Unique { // the next element of a set comes where this one was
				out = anyOf(out, "an element of a set from which one was removed")
			}
			m.put(o, out)
			return m.boolean(x, value.Truth{Yes: true}), true
		}
	}
	return m.boolean(x, value.Truth{Yes: now.IsOpen(), No: true}), true
}

// removeAll is RemoveAll(predicate).
func removeAll(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	f := lambda(args)
	if f == nil {
		return value.Value{}, false
	}
	out := *now
	out.Elems = nil
	for _, e := range now.Elems {
		t := m.test(x, f, e)
		if t.Yes && t.No {
			m.put(o, anyOf(now, "an element of a list from which some are removed"))
			return value.OfPart(value.Part{Why: "the result of ", Of: x, Type: value.NumberType, At: m.loc(x), Form: value.Operand}), true
		}
		if t.No {
			out.Elems = append(out.Elems, e)
		}
	}
	m.put(o, &out)
	return value.OfPart(value.Part{Why: "the result of ", Of: x, Type: value.NumberType, At: m.loc(x), Form: value.Operand}), true
}

// removeRange is RemoveRange(index, count).
func removeRange(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	from, ok := args[0].Number()
	n, known := args[1].Number()
	if !ok || !known || from < 0 || n < 0 || from+n > int64(len(now.Elems)) {
		return m.became(x, o, anyOf(now, "an element of a list from which some are removed"))
	}
	return m.became(x, o, cutOut(now, int(from), int(from+n)))
}

func clearList(m *machine, x *expr.Call, o, now *value.Object, _ []value.Value) (value.Value, bool) {
	return m.became(x, o, &value.Object{Kind: value.List, JSON: now.JSON, Unique: now.Unique})
}

// takeFirst is Dequeue() and Pop().
func takeFirst(m *machine, x *expr.Call, o, now *value.Object, _ []value.Value) (value.Value, bool) {
	if len(now.Elems) == 0 {
		if !now.IsOpen() {
			return value.Value{}, true // it throws
		}
		return now.Others(m.here(x)), true
	}
	m.put(o, cutOut(now, 0, 1))
	return now.Elems[0].ReadAt(m.loc(x), value.Operand, nil), true
}

func sortList(m *machine, x *expr.Call, o, now *value.Object, _ []value.Value) (value.Value, bool) {
	return m.became(x, o, shuffled(now))
}

// forEachElement is ForEach(action): a loop over the elements.
func forEachElement(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	f := lambda(args)
	if f == nil {
		return value.Value{}, false
	}
	round := func(e value.Value) func() (*frame, bool) {
		return func() (*frame, bool) {
			m.clone()
			return nil, len(m.invoke(x, f, []value.Value{e}).Alts) > 0
		}
	}
	if now.IsOpen() || len(now.Elems) > maxRounds {
		m.restore(*m.manyOf(x, round(m.anyElement(x, now))))
		return m.void(x), true
	}
	for _, e := range now.Elems {
		if _, goesOn := round(e)(); !goesOn {
			return value.Value{}, true
		}
	}
	return m.void(x), true
}
