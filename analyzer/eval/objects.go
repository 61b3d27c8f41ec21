package eval

import "hairpin/analyzer/expr"

// objectMember is a property of an object.
func (m *machine) objectMember(x *expr.Member, o *Object, name string) Value {
	if o.Kind == Context {
		return m.contextMember(x, o.Name, name)
	}
	if o.Kind == URI {
		return m.uriMember(x, o, name)
	}
	now := m.now(o)
	switch name {
	case "Length", "Count":
		if now.Open == "" && (now.Kind == List || now.Kind == Map) {
			return m.integer(x, int64(len(now.Elems)))
		}
		if now.Kind == Builder {
			if t, ok := now.content().Only(); ok && isASCII(t) {
				return m.integer(x, int64(len(t)))
			}
		}
		return of(Part{Why: "the length of ", Of: x.X, Type: NumberType, At: m.loc(x), Form: Operand})
	case "Keys":
		if now.Kind == Map {
			out := &Object{Kind: List, Open: now.Open}
			for _, k := range now.Keys {
				out.Elems = append(out.Elems, Computed(k, StringType, m.loc(x)))
			}
			return object(out, m.here(x))
		}
	case "Values":
		if now.Kind == Map {
			return object(&Object{Kind: List, Open: now.Open, Elems: now.Elems}, m.here(x))
		}
	}
	if now.Kind == Map {
		if i := now.find(name); i >= 0 {
			return now.Elems[i].ReadAt(m.loc(x), Operand, nil)
		}
	}
	return m.because(x, AnyType, now.Elems...)
}

// objectMethod is a method of an object: now is its present state, at the place
// o.
type objectMethod func(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool)

// callObject calls a method of an object.
func (m *machine) callObject(x *expr.Call, sel *expr.Member, s Str, o *Object, args []Value) Value {
	for i, a := range args {
		if len(a.Alts) == 0 && x.Args[i].Mode != "out" {
			return Value{}
		}
	}
	if o.Kind == Context {
		return m.callContext(x, sel, o.Name)
	}
	if o.Kind == Func && sel.Sel.Text == "Invoke" {
		return m.invoke(x, o.fn, args).ReadAt(m.loc(x), Operand, nil)
	}
	if f := m.lib.objects[o.Kind][sel.Sel.Text]; f != nil {
		if out, ok := f(m, x, o, m.now(o), args); ok {
			return out
		}
	}
	if sel.Sel.Text == "ToString" && len(args) == 0 {
		return m.textOf(Value{Alts: []Str{s}}).ReadAt(m.loc(x), Operand, nil)
	}
	// A method that is not followed can change everything that it gets.
	elems := m.now(o).Elems
	if !pure[sel.Sel.Text] {
		m.loseValue(Value{Alts: []Str{s}}, 0)
		m.loseArgs(args)
	}
	return m.because(x, AnyType, elems...)
}

// void is what a method gives that gives nothing.
func (m *machine) void(x expr.Node) Value { return of(Part{Kind: Null, At: m.loc(x), Form: Operand}) }

// objectMethods are the methods that are followed, by kind and name.
var objectMethods = map[ObjectKind]map[string]objectMethod{
	// https://learn.microsoft.com/dotnet/api/system.text.stringbuilder
	Builder: {
		"Append": appendText, "AppendFormat": appendFormat, "Clear": clearBuilder, "Insert": insertText, "Replace": replaceText,
	},
	// https://learn.microsoft.com/dotnet/api/system.collections.generic.list-1
	// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
	List: {
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
	Map: {
		"Add": addEntry, "ContainsKey": containsKey, "TryGetValue": tryGetValue, "GetValue": getValue, "Value": getValue,
		"GetValueOrDefault": getValue, "SelectToken": selectToken, "Properties": pairsOf, "Property": propertyOf,
		"Remove": removeEntry, "First": firstPair, "FirstOrDefault": firstPair,
	},
	// https://learn.microsoft.com/dotnet/api/system.uri
	URI: {"ToString": uriText, "GetLeftPart": leftPart},
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	Regexp: {"Replace": regexpReplace, "IsMatch": regexpIsMatch},
}

// --- StringBuilder

func (m *machine) rebuilt(o *Object, content Value, x expr.Node) (Value, bool) {
	m.put(o, &Object{Kind: Builder, Elems: []Value{content}})
	return object(o, m.here(x)), true
}

func appendText(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	switch {
	case len(args) == 1 && !listed(args[0]):
		return m.rebuilt(o, typed(Concat(now.content(), m.textOf(args[0])), StringType), x)
	case len(args) == 2 && allOf(args[0], CharType):
		if n, ok := args[1].number(); ok && n >= 0 && n <= maxRepeat {
			c, _ := args[0].Only()
			return m.rebuilt(o, typed(Concat(now.content(), Computed(repeat(c, int(n)), StringType, m.loc(x))), StringType), x)
		}
	}
	return m.rebuilt(o, typed(Concat(now.content(), m.because(x, StringType, args...)), StringType), x)
}

// listed reports whether a value can be a list: a char[] is appended as text.
func listed(v Value) bool {
	o := only(v)
	return o != nil && o.Kind == List
}

func appendFormat(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	v, ok := m.format(x, args)
	if !ok {
		v = m.because(x, StringType, args...)
	}
	return m.rebuilt(o, typed(Concat(now.content(), v), StringType), x)
}

func clearBuilder(m *machine, x *expr.Call, o, _ *Object, _ []Value) (Value, bool) {
	return m.rebuilt(o, typed(Of(), StringType), x)
}

func insertText(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	if n, ok := args[0].number(); len(args) == 2 && ok && n == 0 && !listed(args[1]) {
		return m.rebuilt(o, typed(Concat(m.textOf(args[1]), now.content()), StringType), x)
	}
	return m.rebuilt(o, m.because(x, StringType, now.content()), x)
}

func replaceText(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	if len(args) == 2 {
		out, ok := choices([]Value{now.content(), args[0], args[1]}, func(s []Str) Value {
			if v, ok := replace(m, x, s[0], s[1:]); ok {
				return v
			}
			return m.because(x, StringType, now.content())
		})
		if ok {
			return m.rebuilt(o, out, x)
		}
	}
	return m.rebuilt(o, m.because(x, StringType, now.content()), x)
}

// --- Lists

func addElement(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	if len(args) != 1 || len(now.Elems) >= 4*maxRounds {
		return Value{}, false
	}
	out := *now
	switch {
	case now.Open == "":
		out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], now.held(args[0]))
	case len(now.Rest.Alts) > 0: // it is not known where the new one stands
		out.Rest = Join(now.Rest, now.held(args[0]))
	}
	m.put(o, &out)
	return m.void(x), true
}

// lambda is the lambda that the only argument is, nil if it is none with one
// parameter.
func lambda(args []Value) *function {
	if len(args) != 1 {
		return nil
	}
	if o := only(args[0]); o != nil && o.Kind == Func && len(o.fn.params) == 1 {
		return o.fn
	}
	return nil
}

// test applies a predicate to an element.
func (m *machine) test(x expr.Node, f *function, e Value) Truth {
	return m.invoke(x, f, []Value{e}).Truth()
}

// firstElement is First, Last and the like, with or without a predicate.
func firstElement(last, orDefault bool) objectMethod {
	return func(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
		f := lambda(args)
		if len(args) > 0 && f == nil || last && now.Open != "" {
			return Value{}, false
		}
		var out Value
		for i := range now.Elems {
			e := now.Elems[i]
			if last {
				e = now.Elems[len(now.Elems)-1-i]
			}
			t := Truth{Yes: true}
			if f != nil {
				t = m.test(x, f, e)
			}
			if t.Yes {
				out = Join(out, e)
			}
			if !t.No {
				return out.ReadAt(m.loc(x), Operand, nil), true
			}
		}
		if now.Open != "" {
			out = Join(out, now.rest(m.here(x)))
		}
		if orDefault {
			out = Join(out, m.void(x))
		}
		return out.ReadAt(m.loc(x), Operand, nil), true
	}
}

func elementAt(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if n, ok := args[0].number(); ok && len(args) == 1 {
		return m.elementAt(x, now, n), true
	}
	return Value{}, false
}

func sameList(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) > 0 {
		return Value{}, false
	}
	out := *now
	out.Kind = List
	return object(&out, m.here(x)), true
}

// list is a new list.
func (m *machine) list(x expr.Node, elems []Value) Value {
	return object(&Object{Kind: List, Elems: elems}, m.here(x))
}

// slice is a list of the elements from n on.
func (o *Object) slice(n int64, p Part) Value {
	out := *o
	out.Elems = o.Elems[n:]
	return object(&out, p)
}

// where keeps elements for which a predicate holds. If that cannot be told of
// one, it is not known which elements stand behind it.
func where(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	f := lambda(args)
	if f == nil {
		return Value{}, false
	}
	var kept []Value
	for i, e := range now.Elems {
		switch t := m.test(x, f, e); {
		case t.Yes && t.No:
			return m.filtered(x, f, now, kept, i), true
		case t.Yes:
			kept = append(kept, e)
		}
	}
	if now.Open != "" {
		return m.filtered(x, f, now, kept, len(now.Elems)), true
	}
	return m.list(x, kept), true
}

// filtered is a list of the elements in kept, and of some of those from i on.
func (m *machine) filtered(x *expr.Call, f *function, now *Object, kept []Value, i int) Value {
	out := &Object{Kind: List, Elems: kept, Open: "an element of a filtered list", JSON: now.JSON}
	for _, e := range now.Elems[i:] {
		if m.test(x, f, e).Yes {
			out.Rest = Join(out.Rest, e)
		}
	}
	if now.Open != "" {
		out.Open = now.Open
		out.Rest = Join(out.Rest, now.rest(m.here(x)))
	}
	return object(out, m.here(x))
}

func selectEach(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	f := lambda(args)
	if f == nil {
		return Value{}, false
	}
	out := make([]Value, len(now.Elems))
	for i, e := range now.Elems {
		if out[i] = m.invoke(x, f, []Value{e}); len(out[i].Alts) == 0 {
			return Value{}, false
		}
	}
	rest := &Object{Kind: List, Elems: out, Open: now.Open}
	if len(now.Rest.Alts) > 0 {
		rest.Rest = m.invoke(x, f, []Value{now.Rest})
	}
	return object(rest, m.here(x)), true
}

// matches counts the elements for which a predicate holds, and may hold.
func (m *machine) matches(x expr.Node, now *Object, args []Value) (sure, maybe int, ok bool) {
	f := lambda(args)
	if len(args) > 0 && f == nil {
		return 0, 0, false
	}
	for _, e := range now.Elems {
		t := Truth{Yes: true}
		if f != nil {
			t = m.test(x, f, e)
		}
		if t.Yes && !t.No {
			sure++
		} else if t.Yes {
			maybe++
		}
	}
	if now.Open != "" {
		maybe++
	}
	return sure, maybe, true
}

func anyElementOf(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	return m.boolean(x, Truth{Yes: sure > 0 || maybe > 0, No: sure == 0}), ok
}

func allElements(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	no := len(now.Elems) > sure+maybe
	return m.boolean(x, Truth{Yes: !no, No: len(now.Elems) > sure || now.Open != ""}), ok && len(args) == 1
}

func countElements(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	sure, maybe, ok := m.matches(x, now, args)
	if !ok || maybe > 0 {
		return Value{}, false
	}
	return m.integer(x, int64(sure)), true
}

func containsElement(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) != 1 {
		return m.boolean(x, either), true
	}
	t := Truth{No: true}
	for _, e := range now.Elems {
		u := equal(e, args[0])
		t = Truth{Yes: t.Yes || u.Yes, No: t.No && u.No}
	}
	if now.Open != "" {
		t.Yes = true
	}
	return m.boolean(x, t), true
}

func skipElements(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	n, ok := args[0].number()
	if !ok {
		return Value{}, false
	}
	n = min(max(n, 0), int64(len(now.Elems)))
	return now.slice(n, m.here(x)), true
}

func takeElements(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	n, ok := args[0].number()
	if !ok {
		return Value{}, false
	}
	if n = max(n, 0); n <= int64(len(now.Elems)) {
		return m.list(x, now.Elems[:n]), true
	}
	return now.slice(0, m.here(x)), true
}

// reversed is Reverse() of LINQ. List has one of its own that changes it, and
// gives nothing; so the list is not known any more.
func reversed(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	m.put(o, now.opened(lost))
	if len(args) > 0 || now.Open != "" {
		return Value{}, false
	}
	out := make([]Value, len(now.Elems))
	for i, e := range now.Elems {
		out[len(out)-1-i] = e
	}
	return m.list(x, out), true
}

func concatLists(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	o := only(args[0])
	if o == nil || o.Kind != List || now.Open != "" {
		return Value{}, false
	}
	o = m.now(o)
	out := *o
	out.Elems = append(now.Elems[:len(now.Elems):len(now.Elems)], o.Elems...)
	return object(&out, m.here(x)), true
}

func appended(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) != 1 || now.Open != "" {
		return Value{}, false
	}
	return m.list(x, append(now.Elems[:len(now.Elems):len(now.Elems)], args[0])), true
}

// --- Maps

func addEntry(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	key, value := Value{}, Value{}
	switch len(args) {
	case 2:
		key, value = args[0], args[1]
	case 1:
		if p := only(args[0]); p != nil && p.Kind == Map {
			p = m.now(p)
			if _, ok := pairKey(p); ok {
				key, value = p.Elems[0], p.at("Value")
			}
		}
	}
	k, ok := key.Only()
	if !ok {
		return Value{}, false
	}
	m.put(o, now.with(k, now.held(value)))
	return m.void(x), true
}

func containsKey(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	k, ok := args[0].Only()
	if !ok {
		return m.boolean(x, either), true
	}
	i := now.find(k)
	if i < 0 {
		return m.boolean(x, Truth{Yes: now.Open != "", No: true}), true
	}
	t := Truth{Yes: true}
	for _, s := range now.Elems[i].Alts {
		if s.IsNull() {
			t.No = true
		}
	}
	return m.boolean(x, t), true
}

// tryGetValue is TryGetValue(key, out value).
func tryGetValue(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	if len(args) < 2 {
		return Value{}, false
	}
	found, _ := containsKey(m, x, o, now, args)
	if k, ok := args[0].Only(); ok {
		m.write(x, 1, m.valueAt(x, now, k))
	} else {
		m.write(x, 1, m.anyElement(x, now))
	}
	return found, true
}

// getValue is GetValue(key), Value<T>(key) and GetValueOrDefault(key[, d]).
func getValue(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) == 0 || len(args) > 2 {
		return Value{}, false
	}
	k, ok := args[0].Only()
	if !ok {
		return m.anyElement(x, now), true
	}
	v := m.valueAt(x, now, k)
	if len(args) == 2 {
		if x.Fun.(*expr.Member).Sel.Text != "GetValueOrDefault" { // a comparison of names
			return Value{}, false
		}
		v = orElse(v, args[1])
	}
	if sel := x.Fun.(*expr.Member); len(sel.TypeArgs) == 1 {
		v = coerce(v, sel.TypeArgs[0], true)
	}
	return v, true
}

// orElse is v, or d where v is null or may be.
func orElse(v, d Value) Value {
	out := Value{Cut: v.Cut}
	for _, s := range v.Alts {
		if s.IsNull() {
			out = Join(out, d)
			continue
		}
		out = Join(out, Value{Alts: []Str{s}})
	}
	return out
}

func pairsOf(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	return object(&Object{Kind: List, Elems: m.items(x, now), Open: now.Open}, m.here(x)), len(args) == 0
}

func propertyOf(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	k, ok := args[0].Only()
	if !ok || len(args) != 1 {
		return Value{}, false
	}
	if now.find(k) < 0 && now.Open == "" {
		return m.void(x), true
	}
	name := Computed(k, StringType, m.loc(x))
	return object(&Object{Kind: Map, Keys: []string{"Key", "Value", "Name"}, Elems: []Value{name, m.valueAt(x, now, k), name}}, m.here(x)), true
}

func removeEntry(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	k, ok := args[0].Only()
	if !ok || len(args) != 1 {
		return Value{}, false
	}
	i := now.find(k)
	if i < 0 {
		return m.boolean(x, either), true
	}
	out := *now
	out.Keys = append(append([]string(nil), now.Keys[:i]...), now.Keys[i+1:]...)
	out.Elems = append(append([]Value(nil), now.Elems[:i]...), now.Elems[i+1:]...)
	m.put(o, &out)
	return m.boolean(x, either), true
}

// firstPair is First() of a dictionary: the order of its entries is that in
// which they were added as long as none was taken away.
func firstPair(m *machine, x *expr.Call, o, now *Object, args []Value) (Value, bool) {
	list := &Object{Kind: List, Elems: m.items(x, now), Open: now.Open}
	return firstElement(false, x.Fun.(*expr.Member).Sel.Text == "FirstOrDefault")(m, x, o, list, args)
}

// --- Regex

func regexpReplace(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) != 2 {
		return Value{}, false
	}
	return choices([]Value{args[0], now.content(), args[1]}, func(s []Str) Value { return m.replaced(x, s[0], s[1], s[2]) })
}

func regexpIsMatch(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return m.regexIsMatch(x, []Value{args[0], now.content()})
}
