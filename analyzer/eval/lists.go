package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// lambda is the lambda that the only argument is, nil if it is none with one
// parameter.
func lambda(args []value.Value) *value.Function {
	if len(args) != 1 {
		return nil
	}
	if o := only(args[0]); o != nil && o.Kind == value.Func && len(o.Fn.Params) == 1 {
		return o.Fn
	}
	return nil
}

// test applies a predicate to an element.
func (m *machine) test(x expr.Node, f *value.Function, e value.Value) value.Truth {
	return m.invoke(x, f, []value.Value{e}).Truth()
}

// firstElement is First, Last and the like, with or without a predicate.
func firstElement(last, orDefault bool) objectCall {
	return func(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
		f := lambda(args)
		if len(args) > 0 && f == nil || last && now.IsOpen() {
			return value.Value{}, false
		}
		var out value.Value
		for i := range now.Elems {
			e := now.Elems[i]
			if last {
				e = now.Elems[len(now.Elems)-1-i]
			}
			t := value.Truth{Yes: true}
			if f != nil {
				t = m.test(x, f, e)
			}
			if t.Yes {
				out = value.Join(out, e)
			}
			if !t.No {
				return out.ReadAt(m.loc(x), value.Operand, nil), true
			}
		}
		if now.IsOpen() {
			out = value.Join(out, now.Others(m.here(x)))
		}
		if orDefault {
			out = value.Join(out, m.void(x))
		}
		return out.ReadAt(m.loc(x), value.Operand, nil), true
	}
}

// elementAt is the element at an index.
func elementAt(orDefault bool) objectCall {
	return func(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
		n, ok := args[0].Number()
		if !ok {
			out := m.anyElement(x, now)
			if orDefault {
				out = value.Join(out, m.void(x))
			}
			return out, true
		}
		out := m.elementAt(x, now, n)
		if orDefault && (now.IsOpen() || n < 0 || n >= int64(len(now.Elems))) {
			out = value.Join(out, m.void(x))
		}
		return out, true
	}
}

func copyOfList(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	out := *now
	out.Kind, out.Unique = value.List, false
	return value.OfObject(&out, m.here(x)), true
}

// list is a new list.
func (m *machine) list(x expr.Node, elems []value.Value) value.Value {
	return value.OfObject(&value.Object{Kind: value.List, Elems: elems}, m.here(x))
}

// where keeps elements for which a predicate holds. If that cannot be determined of
// one, it is not known which elements follow it.
func where(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	f := lambda(args)
	if f == nil {
		return value.Value{}, false
	}
	var kept []value.Value
	for i, e := range now.Elems {
		switch t := m.test(x, f, e); {
		case t.Yes && t.No:
			return m.filtered(x, f, now, kept, i), true
		case t.Yes:
			kept = append(kept, e)
		}
	}
	if now.IsOpen() {
		return m.filtered(x, f, now, kept, len(now.Elems)), true
	}
	return m.list(x, kept), true
}

// filtered is a list of the elements in kept, and of some of those from i on.
func (m *machine) filtered(x *expr.Call, f *value.Function, now *value.Object, kept []value.Value, i int) value.Value {
	out := &value.Object{Kind: value.List, Elems: kept, Open: value.Reason{Why: "an element of a filtered list"}, JSON: now.JSON}
	for _, e := range now.Elems[i:] {
		if m.test(x, f, e).Yes {
			out.Rest = value.Join(out.Rest, e)
		}
	}
	if now.IsOpen() {
		out.Open = now.Open
		out.Rest = value.Join(out.Rest, now.Others(m.here(x)))
	}
	return value.OfObject(out, m.here(x))
}

func selectEach(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	f := lambda(args)
	if f == nil {
		return value.Value{}, false
	}
	out := make([]value.Value, len(now.Elems))
	for i, e := range now.Elems {
		if out[i] = m.invoke(x, f, []value.Value{e}); len(out[i].Alts) == 0 {
			return value.Value{}, false
		}
	}
	rest := &value.Object{Kind: value.List, Elems: out, Open: now.Open}
	if len(now.Rest.Alts) > 0 {
		rest.Rest = m.invoke(x, f, []value.Value{now.Rest})
	}
	return value.OfObject(rest, m.here(x)), true
}

// matches counts the elements for which a predicate holds, and may hold.
func (m *machine) matches(x expr.Node, now *value.Object, args []value.Value) (sure, maybe int, ok bool) {
	f := lambda(args)
	if len(args) > 0 && f == nil {
		return 0, 0, false
	}
	for _, e := range now.Elems {
		t := value.Truth{Yes: true}
		if f != nil {
			t = m.test(x, f, e)
		}
		if t.Yes && !t.No {
			sure++
		} else if t.Yes {
			maybe++
		}
	}
	if now.IsOpen() {
		maybe++
	}
	return sure, maybe, true
}

func anyElementOf(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	return m.boolean(x, value.Truth{Yes: sure > 0 || maybe > 0, No: sure == 0}), ok
}

func allElements(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	no := len(now.Elems) > sure+maybe
	return m.boolean(x, value.Truth{Yes: !no, No: len(now.Elems) > sure || now.IsOpen()}), ok && len(args) == 1
}

func countElements(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	if !ok || maybe > 0 {
		return value.Value{}, false
	}
	return m.integer(x, int64(sure)), true
}

func containsElement(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return m.boolean(x, value.Either), true
	}
	t := m.among(now.Elems, args[0])
	if now.IsOpen() {
		t.Yes = true
	}
	return m.boolean(x, t), true
}

func skipElements(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	n, ok := args[0].Number()
	if !ok {
		return value.Value{}, false
	}
	n = min(max(n, 0), int64(len(now.Elems)))
	return now.Slice(n, m.here(x)), true
}

func takeElements(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	n, ok := args[0].Number()
	if !ok {
		return value.Value{}, false
	}
	if n = max(n, 0); n <= int64(len(now.Elems)) {
		return m.list(x, now.Elems[:n]), true
	}
	return now.Slice(0, m.here(x)), true
}

// reversed is Reverse() of LINQ. List has one of its own that changes it, and
// gives nothing; so the list is not known any more.
func reversed(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	m.put(o, now.Opened(value.Reason{Why: lost, Cause: value.LostCause}))
	if len(args) > 0 || now.IsOpen() {
		return value.Value{}, false
	}
	out := make([]value.Value, len(now.Elems))
	for i, e := range now.Elems {
		out[len(out)-1-i] = e
	}
	return m.list(x, out), true
}

// concatLists is Concat(list).
func concatLists(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return value.OfObject(m.followedBy(now, args[0]), m.here(x)), true
}

// followedBy is a list with the elements of another one behind its own.
func (m *machine) followedBy(now *value.Object, more value.Value) *value.Object {
	out := *now
	o := only(more)
	switch {
	case o == nil || o.Kind != value.List:
		out.Open, out.Rest = value.Reason{Why: "an element of a list that is added"}, value.Value{}
	case now.IsOpen():
		o = m.now(o)
		out.Rest = restOf(now, append(append([]value.Value(nil), o.Elems...), o.Rest), o.IsOpen() && len(o.Rest.Alts) == 0)
	default:
		o = m.now(o)
		out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], o.Elems...)
		out.Open, out.Rest = o.Open, o.Rest
	}
	m.steps += len(out.Elems) / 16
	if len(out.Elems) > maxElements {
		return anyOf(&out, "an element of a very long list")
	}
	return &out
}

// restOf is what the elements of an open list that are not listed can be when more are
// added, or nothing if that is not known.
func restOf(now *value.Object, more []value.Value, unknown bool) value.Value {
	if unknown || now.IsOpen() && len(now.Rest.Alts) == 0 {
		return value.Value{}
	}
	out := now.Rest
	for _, v := range more {
		out = value.Join(out, v)
	}
	return out
}

// anyOf is a list of which is known what its elements can be, but not which stands where;
// why says what made it so.
func anyOf(now *value.Object, why string) *value.Object {
	out := &value.Object{Kind: value.List, Open: value.Reason{Why: why}, JSON: now.JSON, Unique: now.Unique}
	out.Rest = restOf(now, now.Elems, false)
	if len(out.Rest.Alts) == 0 && now.IsOpen() {
		out.Open = now.Open
	}
	return out
}

func appended(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return value.OfObject(m.followedBy(now, m.list(x, args)), m.here(x)), true
}

func prepended(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	out := *now
	out.Elems = append([]value.Value{args[0]}, now.Elems...)
	return value.OfObject(&out, m.here(x)), true
}

// defaultIfEmpty is DefaultIfEmpty([value]).
func defaultIfEmpty(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	out := *now
	d := m.void(x)
	if len(args) == 1 {
		d = args[0]
	}
	switch {
	case len(now.Elems) > 0:
	case !now.IsOpen():
		out.Elems = []value.Value{d}
	default:
		out.Rest = restOf(now, []value.Value{d}, false)
	}
	return value.OfObject(&out, m.here(x)), true
}

// anyOrder is OrderBy and its like: each element may stand anywhere.
func anyOrder(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	return value.OfObject(shuffled(now), m.here(x)), true
}

// shuffled is a list in another order, of as many elements.
func shuffled(now *value.Object) *value.Object {
	if now.IsOpen() {
		return anyOf(now, "an element of a list that is sorted")
	}
	out := *now
	if len(now.Elems) > 1 {
		var any value.Value
		for _, e := range now.Elems {
			any = value.Join(any, e)
		}
		out.Elems = make([]value.Value, len(now.Elems))
		for i := range out.Elems {
			out.Elems[i] = any
		}
	}
	return &out
}

// someElements is a list of some of the elements: Intersect, TakeWhile and the like.
func someElements(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	return value.OfObject(anyOf(now, "an element of a list of which some are left out"), m.here(x)), true
}

// ofType is OfType<T>(): of a list of texts all that are of the type of texts.
func ofType(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	sel := x.Fun.(*expr.Member)
	if !now.IsOpen() && len(sel.TypeArgs) == 1 && isStringType(sel.TypeArgs[0]) {
		all := true
		for _, e := range now.Elems {
			all = all && allOf(e, value.StringType)
		}
		if all {
			return copyOfList(m, x, o, now, args)
		}
	}
	return someElements(m, x, o, now, args)
}

// distinctElements is Distinct(): the first of each, where it is known which are equal.
func distinctElements(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	return value.OfObject(m.distinct(now), m.here(x)), true
}

func distinctCopy(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	out := *m.distinct(now)
	out.Unique = true
	return value.OfObject(&out, m.here(x)), true
}

func unionElements(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return value.OfObject(m.distinct(m.followedBy(now, args[0])), m.here(x)), true
}

// distinct is a list without the elements that are equal to one before them.
func (m *machine) distinct(now *value.Object) *value.Object {
	if now.IsOpen() {
		return anyOf(now, "an element of a list without its duplicates")
	}
	out := *now
	out.Elems = nil
	for _, e := range now.Elems {
		t := m.among(out.Elems, e)
		if t.Yes && t.No {
			return anyOf(now, "an element of a list without its duplicates")
		}
		if t.No {
			out.Elems = append(out.Elems, e)
		}
	}
	return &out
}

// among reports whether a value is equal to one of some.
func (m *machine) among(elems []value.Value, v value.Value) value.Truth {
	m.count(len(elems))
	t := value.Truth{No: true}
	for _, e := range elems {
		u := equal(e, v)
		t = value.Truth{Yes: t.Yes || u.Yes, No: t.No && u.No}
	}
	return t
}

// selectMany is SelectMany(x => list).
func selectMany(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	f := lambda(args)
	if f == nil || now.IsOpen() {
		return value.Value{}, false
	}
	out := &value.Object{Kind: value.List}
	for _, e := range now.Elems {
		out = m.followedBy(out, m.invoke(x, f, []value.Value{e}))
	}
	return value.OfObject(out, m.here(x)), true
}

// oneOf is Max() and Min() of what is not known to be numbers.
func oneOf(m *machine, x *expr.Call, _, now *value.Object, _ []value.Value) (value.Value, bool) {
	if len(now.Elems) == 0 && !now.IsOpen() {
		return value.Value{}, false
	}
	return m.anyElement(x, now), true
}

// getRange is GetRange(index, count).
func getRange(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	from, ok := args[0].Number()
	n, known := args[1].Number()
	if !ok || !known || from < 0 || n < 0 || from+n > int64(len(now.Elems)) {
		return someElements(m, x, o, now, args)
	}
	return m.list(x, now.Elems[from:from+n]), true
}

// toDictionary is ToDictionary(key[, element]).
func toDictionary(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	key := lambda(args[:1])
	if key == nil || len(args) == 2 && lambda(args[1:]) == nil {
		return value.Value{}, false
	}
	element := func(e value.Value) value.Value {
		if len(args) == 2 {
			return m.invoke(x, lambda(args[1:]), []value.Value{e})
		}
		return e
	}
	out := &value.Object{Kind: value.Map, Open: now.Open}
	if len(now.Rest.Alts) > 0 {
		out.Rest = element(now.Rest)
	}
	for _, e := range now.Elems {
		v := element(e)
		if k, ok := m.invoke(x, key, []value.Value{e}).Only(); ok {
			out = out.With(k, v)
			continue
		}
		vague := !out.IsOpen() || len(out.Rest.Alts) > 0
		if !out.IsOpen() {
			out.Open = value.Reason{Why: "an entry of an object whose key is computed"}
		}
		if vague {
			out.Rest = value.Join(out.Rest, v)
		}
	}
	return value.OfObject(out, m.here(x)), true
}

// aggregate is Aggregate([seed, ]f[, result]).
func aggregate(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	step := args[0]
	elems := now.Elems
	var acc value.Value
	switch {
	case len(args) > 1:
		acc, step = args[0], args[1]
	case len(elems) == 0:
		return value.Value{}, false
	default:
		acc, elems = elems[0], elems[1:]
	}
	f := only(step)
	if f == nil || f.Kind != value.Func || len(f.Fn.Params) != 2 {
		return value.Value{}, false
	}
	for _, e := range elems {
		if acc = m.invoke(x, f.Fn, []value.Value{acc, e}); len(acc.Alts) == 0 {
			return acc, true
		}
	}
	if now.IsOpen() {
		rest := m.here(x)
		rest.Why = builtInLoop
		for i := range maxWidenings {
			next, more := value.Widen(acc, m.invoke(x, f.Fn, []value.Value{acc, now.Others(m.here(x))}), rest)
			if !more {
				break
			}
			if acc = next; i == maxWidenings-1 {
				return value.Value{}, false
			}
		}
	}
	if len(args) == 3 {
		last := lambda(args[2:])
		if last == nil {
			return value.Value{}, false
		}
		acc = m.invoke(x, last, []value.Value{acc})
	}
	return acc.ReadAt(m.loc(x), value.Operand, nil), true
}

// zip is Zip(list, f).
func zip(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	other, f := only(args[0]), only(args[1])
	if other == nil || other.Kind != value.List || f == nil || f.Kind != value.Func || len(f.Fn.Params) != 2 {
		return value.Value{}, false
	}
	if other = m.now(other); now.IsOpen() || other.IsOpen() {
		return value.Value{}, false
	}
	var out []value.Value
	for i := range min(len(now.Elems), len(other.Elems)) {
		out = append(out, m.invoke(x, f.Fn, []value.Value{now.Elems[i], other.Elems[i]}))
	}
	return m.list(x, out), true
}
