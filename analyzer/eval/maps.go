package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

func addEntry(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	key, given := value.Value{}, value.Value{}
	switch len(args) {
	case 2:
		key, given = args[0], args[1]
	case 1:
		if p := only(args[0]); p != nil && p.Kind == value.Map {
			p = m.now(p)
			if _, ok := pairKey(p); ok {
				key, given = p.Elems[0], p.At("Value")
			}
		}
	}
	k, ok := key.Only()
	if !ok {
		return value.Value{}, false
	}
	m.put(o, now.With(k, m.held(now, given)))
	return m.void(x), true
}

func containsKey(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	k, ok := args[0].Only()
	if !ok {
		return m.boolean(x, value.Truth{Yes: len(now.Elems) > 0 || now.IsOpen(), No: true}), true
	}
	i := now.Find(k)
	if i < 0 {
		return m.boolean(x, value.Truth{Yes: now.IsOpen(), No: true}), true
	}
	t := value.Truth{Yes: true}
	for _, s := range now.Elems[i].Alts {
		if s.IsNull() {
			t.No = true
		}
	}
	return m.boolean(x, t), true
}

// tryGetValue is TryGetValue(key, out value).
func tryGetValue(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) < 2 {
		return value.Value{}, false
	}
	found, _ := containsKey(m, x, o, now, args)
	if k, ok := args[0].Only(); ok {
		m.write(x, m.valueAt(x, now, k))
	} else {
		m.write(x, m.anyElement(x, now))
	}
	return found, true
}

// getValue is GetValue(key), Value<T>(key) and GetValueOrDefault(key[, d]).
func getValue(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) == 0 || len(args) > 2 {
		return value.Value{}, false
	}
	var v value.Value
	if k, ok := args[0].Only(); ok {
		v = m.valueAt(x, now, k)
	} else {
		v = m.anyElement(x, now)
	}
	if len(args) == 2 {
		switch how, _ := args[1].Only(); {
		case x.Fun.(*expr.Member).Sel.Text == "GetValueOrDefault":
			v = orElse(v, args[1])
		case how == "OrdinalIgnoreCase" || how == "InvariantCultureIgnoreCase":
			folded := *now
			folded.Fold = true
			k, ok := args[0].Only()
			if !ok {
				return value.Value{}, false
			}
			v = m.valueAt(x, &folded, k)
		case how != "Ordinal": // another comparison of names
			return value.Value{}, false
		}
	}
	if sel := x.Fun.(*expr.Member); len(sel.TypeArgs) == 1 {
		v = coerce(v, sel.TypeArgs[0], true)
	}
	return v, true
}

// orElse is v, or d where v is null or may be.
func orElse(v, d value.Value) value.Value {
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		if s.IsNull() {
			out = value.Join(out, d)
			continue
		}
		out = value.Join(out, value.Value{Alts: []value.Str{s}})
	}
	return out
}

func pairsOf(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return value.OfObject(m.pairs(x, now), m.here(x)), len(args) == 0
}

func propertyOf(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	k, ok := args[0].Only()
	if !ok || len(args) != 1 {
		return value.Value{}, false
	}
	if now.Find(k) < 0 && !now.IsOpen() {
		return m.void(x), true
	}
	name := value.Computed(k, value.StringType, m.loc(x))
	return value.OfObject(&value.Object{Kind: value.Map, Keys: []string{"Key", "Value", "Name"}, Elems: []value.Value{name, m.valueAt(x, now, k), name}}, m.here(x)), true
}

func removeEntry(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	k, ok := args[0].Only()
	if !ok || len(args) != 1 {
		return value.Value{}, false
	}
	if now.Find(k) >= 0 {
		m.put(o, now.Without(k))
	}
	return m.boolean(x, value.Either), true
}

func clearMap(m *machine, x *expr.Call, o, now *value.Object, _ []value.Value) (value.Value, bool) {
	return m.became(x, o, &value.Object{Kind: value.Map, JSON: now.JSON, Fold: now.Fold})
}

// overPairs is a method of lists over the pairs of a map.
func overPairs(f objectCall) objectCall {
	return func(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
		if _, pair := pairKey(now); pair {
			return value.Value{}, false
		}
		return f(m, x, o, m.pairs(x, now), args)
	}
}

// pairs is the list of the pairs of a map.
func (m *machine) pairs(x expr.Node, now *value.Object) *value.Object {
	m.steps += len(now.Elems) / 16
	return now.Entries(func(i int) value.Value {
		name := m.key(x, now, i)
		return value.OfObject(&value.Object{Kind: value.Map, Keys: []string{"Key", "Value", "Name"}, Elems: []value.Value{name, now.Elems[i], name}}, m.here(x))
	}, value.Value{})
}

// key is a key of a map as a value.
func (m *machine) key(x expr.Node, now *value.Object, i int) value.Value {
	return value.Computed(now.Keys[i], value.StringType, m.loc(x))
}

// firstPair is First() of a dictionary: the order of its entries is that in
// which they were added as long as none was taken away.
func firstPair(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	return firstElement(false, x.Fun.(*expr.Member).Sel.Text == "FirstOrDefault")(m, x, o, m.pairs(x, now), args)
}

// mergeMap is Merge(other) of a JObject. Objects and lists in both are merged, too, which
// is not followed.
// https://www.newtonsoft.com/json/help/html/MergeJson.htm
func mergeMap(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	other := only(args[0])
	if other == nil || other.Kind != value.Map || len(args) != 1 {
		return value.Value{}, false
	}
	if other = m.now(other); other.IsOpen() {
		return value.Value{}, false
	}
	out := now
	for i, k := range other.Keys {
		if out.Find(k) >= 0 && other.Elems[i].Mutable() {
			return value.Value{}, false
		}
		out = out.With(k, other.Elems[i])
	}
	return m.became(x, o, out)
}
