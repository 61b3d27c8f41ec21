package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// objectMember is a property of an object.
func (m *machine) objectMember(x *expr.Member, o *value.Object, name string) value.Value {
	if o.Kind == value.Context {
		return m.contextMember(x, o.Name, name)
	}
	if o.Kind == value.URI {
		return m.uriMember(x, o, name)
	}
	now := m.now(o)
	switch name {
	case "Length", "Count":
		if !now.IsOpen() && (now.Kind == value.List || now.Kind == value.Map) {
			return m.integer(x, int64(len(now.Elems)))
		}
		if now.Kind == value.Builder {
			if t, ok := now.Content().Only(); ok && isASCII(t) {
				return m.integer(x, int64(len(t)))
			}
		}
		return value.OfPart(value.Part{Why: "the length of ", Of: x.X, Type: value.NumberType, At: m.loc(x), Form: value.Operand})
	case "Keys":
		if now.Kind == value.Map {
			out := &value.Object{Kind: value.List, Open: now.Open}
			for _, k := range now.Keys {
				out.Elems = append(out.Elems, value.Computed(k, value.StringType, m.loc(x)))
			}
			return value.OfObject(out, m.here(x))
		}
	case "Values":
		if now.Kind == value.Map {
			return value.OfObject(&value.Object{Kind: value.List, Open: now.Open, Elems: now.Elems}, m.here(x))
		}
	}
	if now.Kind == value.Map {
		if i := now.Find(name); i >= 0 {
			return now.Elems[i].ReadAt(m.loc(x), value.Operand, nil)
		}
	}
	return m.because(x, value.AnyType, now.Elems...)
}

// objectMethod is a method of an object: now is its present state, at the place
// o.
type objectMethod func(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool)

// callObject calls a method of an object.
func (m *machine) callObject(x *expr.Call, sel *expr.Member, s value.Str, o *value.Object, args []value.Value) value.Value {
	for i, a := range args {
		if len(a.Alts) == 0 && x.Args[i].Mode != "out" {
			return value.Value{}
		}
	}
	if o.Kind == value.Context {
		return m.callContext(x, sel, o.Name)
	}
	if o.Kind == value.Func && sel.Sel.Text == "Invoke" {
		return m.invoke(x, o.Fn, args).ReadAt(m.loc(x), value.Operand, nil)
	}
	if f := m.lib.objects[o.Kind][sel.Sel.Text]; f != nil {
		if out, ok := f(m, x, o, m.now(o), args); ok {
			return out
		}
	}
	if sel.Sel.Text == "ToString" && len(args) == 0 {
		return m.textOf(value.Value{Alts: []value.Str{s}}).ReadAt(m.loc(x), value.Operand, nil)
	}
	// A method that is not followed can change everything that it gets.
	elems := m.now(o).Elems
	if !pure[sel.Sel.Text] {
		m.loseValue(value.Value{Alts: []value.Str{s}}, 0)
		m.loseArgs(args)
	}
	return m.because(x, value.AnyType, elems...)
}

// void is what a method gives that gives nothing.
func (m *machine) void(x expr.Node) value.Value {
	return value.OfPart(value.Part{Kind: value.Null, At: m.loc(x), Form: value.Operand})
}

// objectMethods are the methods that are followed, by kind and name.
var objectMethods = map[value.ObjectKind]map[string]objectMethod{
	// https://learn.microsoft.com/dotnet/api/system.text.stringbuilder
	value.Builder: {
		"Append": appendText, "AppendFormat": appendFormat, "Clear": clearBuilder, "Insert": insertText, "Replace": replaceText,
	},
	// https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1
	// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
	value.List: {
		"Add": addElement, "First": firstElement(false, false), "FirstOrDefault": firstElement(false, true),
		"Last": firstElement(true, false), "LastOrDefault": firstElement(true, true),
		"Single": firstElement(false, false), "SingleOrDefault": firstElement(false, true),
		"ElementAt": elementAt, "GetValue": elementAt, "ToArray": sameList, "ToList": sameList, "AsEnumerable": sameList,
		"Children": sameList, "Where": where, "Select": selectEach, "Any": anyElementOf, "All": allElements,
		"Count": countElements, "Contains": containsElement, "Skip": skipElements, "Take": takeElements,
		"Reverse": reversed, "Concat": concatLists, "Append": appended,
	},
	// https://learn.microsoft.com/dotnet/api/system.collections.generic.dictionary-2
	// https://www.newtonsoft.com/json/help/html/T_Newtonsoft_Json_Linq_JObject.htm
	value.Map: {
		"Add": addEntry, "ContainsKey": containsKey, "TryGetValue": tryGetValue, "GetValue": getValue, "Value": getValue,
		"GetValueOrDefault": getValue, "SelectToken": selectToken, "Properties": pairsOf, "Property": propertyOf,
		"Remove": removeEntry, "First": firstPair, "FirstOrDefault": firstPair,
	},
	// https://learn.microsoft.com/dotnet/api/system.uri
	value.URI: {"ToString": uriText, "GetLeftPart": leftPart},
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	value.Regexp: {"Replace": regexpReplace, "IsMatch": regexpIsMatch},
}

// --- StringBuilder

func (m *machine) rebuilt(o *value.Object, content value.Value, x expr.Node) (value.Value, bool) {
	m.put(o, &value.Object{Kind: value.Builder, Elems: []value.Value{content}})
	return value.OfObject(o, m.here(x)), true
}

func appendText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	switch {
	case len(args) == 1 && !listed(args[0]):
		return m.rebuilt(o, stringOf(value.Concat(now.Content(), m.textOf(args[0]))), x)
	case len(args) == 2 && allOf(args[0], value.CharType):
		c, known := args[0].Only()
		if n, ok := args[1].Number(); known && ok && n >= 0 && n <= maxRepeat {
			return m.rebuilt(o, stringOf(value.Concat(now.Content(), value.Computed(repeat(c, int(n)), value.StringType, m.loc(x)))), x)
		}
	}
	return m.rebuilt(o, stringOf(value.Concat(now.Content(), m.because(x, value.StringType, args...))), x)
}

// listed reports whether a value can be a list: a char[] is appended as text.
func listed(v value.Value) bool {
	o := only(v)
	return o != nil && o.Kind == value.List
}

func appendFormat(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	v, ok := m.format(x, args)
	if !ok {
		v = m.because(x, value.StringType, args...)
	}
	return m.rebuilt(o, stringOf(value.Concat(now.Content(), v)), x)
}

func clearBuilder(m *machine, x *expr.Call, o, _ *value.Object, _ []value.Value) (value.Value, bool) {
	return m.rebuilt(o, stringOf(value.Of()), x)
}

func insertText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if n, ok := args[0].Number(); len(args) == 2 && ok && n == 0 && !listed(args[1]) {
		return m.rebuilt(o, stringOf(value.Concat(m.textOf(args[1]), now.Content())), x)
	}
	return m.rebuilt(o, m.because(x, value.StringType, now.Content()), x)
}

func replaceText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) == 2 {
		out, ok := choices([]value.Value{now.Content(), args[0], args[1]}, func(s []value.Str) value.Value {
			if v, ok := replace(m, x, s[0], s[1:]); ok {
				return v
			}
			return m.because(x, value.StringType, now.Content())
		})
		if ok {
			return m.rebuilt(o, out, x)
		}
	}
	return m.rebuilt(o, m.because(x, value.StringType, now.Content()), x)
}

// --- Lists

func addElement(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) != 1 || len(now.Elems) >= 4*maxRounds {
		return value.Value{}, false
	}
	out := *now
	switch {
	case !now.IsOpen():
		out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], now.Held(args[0]))
	case len(now.Rest.Alts) > 0: // it is not known where the new one stands
		out.Rest = value.Join(now.Rest, now.Held(args[0]))
	}
	m.put(o, &out)
	return m.void(x), true
}

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
func firstElement(last, orDefault bool) objectMethod {
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

func elementAt(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if n, ok := args[0].Number(); ok && len(args) == 1 {
		return m.elementAt(x, now, n), true
	}
	return value.Value{}, false
}

func sameList(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) > 0 {
		return value.Value{}, false
	}
	out := *now
	out.Kind = value.List
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
	t := value.Truth{No: true}
	for _, e := range now.Elems {
		u := equal(e, args[0])
		t = value.Truth{Yes: t.Yes || u.Yes, No: t.No && u.No}
	}
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

func concatLists(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	o := only(args[0])
	if o == nil || o.Kind != value.List || now.IsOpen() {
		return value.Value{}, false
	}
	o = m.now(o)
	out := *o
	out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], o.Elems...)
	return value.OfObject(&out, m.here(x)), true
}

func appended(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) != 1 || now.IsOpen() {
		return value.Value{}, false
	}
	return m.list(x, append(now.Elems[:len(now.Elems):len(now.Elems)], args[0])), true
}

// --- Maps

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
	m.put(o, now.With(k, now.Held(given)))
	return m.void(x), true
}

func containsKey(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	k, ok := args[0].Only()
	if !ok {
		return m.boolean(x, value.Either), true
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
		if x.Fun.(*expr.Member).Sel.Text != "GetValueOrDefault" { // a comparison of names
			return value.Value{}, false
		}
		v = orElse(v, args[1])
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
	return value.OfObject(&value.Object{Kind: value.List, Elems: m.items(x, now), Open: now.Open}, m.here(x)), len(args) == 0
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
	i := now.Find(k)
	if i < 0 {
		return m.boolean(x, value.Either), true
	}
	out := *now
	out.Keys = append(append([]string(nil), now.Keys[:i]...), now.Keys[i+1:]...)
	out.Elems = append(append([]value.Value(nil), now.Elems[:i]...), now.Elems[i+1:]...)
	m.put(o, &out)
	return m.boolean(x, value.Either), true
}

// firstPair is First() of a dictionary: the order of its entries is that in
// which they were added as long as none was taken away.
func firstPair(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	list := &value.Object{Kind: value.List, Elems: m.items(x, now), Open: now.Open}
	return firstElement(false, x.Fun.(*expr.Member).Sel.Text == "FirstOrDefault")(m, x, o, list, args)
}

// --- Regex

func regexpReplace(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) != 2 {
		return value.Value{}, false
	}
	return choices([]value.Value{args[0], now.Content(), args[1]}, func(s []value.Str) value.Value { return m.replaced(x, s[0], s[1], s[2]) })
}

func regexpIsMatch(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return m.regexIsMatch(x, []value.Value{args[0], now.Content()})
}
