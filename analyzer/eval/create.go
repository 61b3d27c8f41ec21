package eval

import (
	"slices"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// create is new T(...) { ... }.
func (m *machine) create(x *expr.New) value.Value {
	args := m.args(x.Args)
	for _, a := range args {
		if len(a.Alts) == 0 {
			return value.Value{}
		}
	}
	name := ""
	if x.Type != nil {
		name = effect.TypeName(x.Type.Name)
		if x.Type.Ranks > 0 {
			name = "[]"
		}
	}
	f := m.lib.constructors[name]
	if x.Type == nil && len(x.Args) == 0 {
		f = (*machine).anonymous
	}
	if f == nil {
		if x.Init != nil {
			m.sweep(x.Init)
		}
		m.loseArgs(args)
		return m.unclear(x, "the result of ", x)
	}
	return f(m, x, args)
}

// constructor makes an object.
type constructor func(*machine, *expr.New, []value.Value) value.Value

// constructors make objects by the name of their type.
var constructors = map[string]constructor{
	// https://learn.microsoft.com/dotnet/api/system.text.stringbuilder
	"StringBuilder": (*machine).newBuilder,
	// https://learn.microsoft.com/dotnet/api/system.uri
	"Uri": (*machine).newURI,
	// https://learn.microsoft.com/dotnet/api/system.collections.generic
	"List": (*machine).newList, "LinkedList": (*machine).newList, "Queue": (*machine).newList, "HashSet": (*machine).newSet, "Stack": (*machine).newStack,
	"SortedSet": (*machine).newSet, "Dictionary": (*machine).newMap, "SortedDictionary": (*machine).newMap, "KeyValuePair": (*machine).newPair,
	// https://learn.microsoft.com/dotnet/api/system.tuple
	"Tuple":      func(m *machine, x *expr.New, args []value.Value) value.Value { return m.newTuple(x, args) },
	"ValueTuple": func(m *machine, x *expr.New, args []value.Value) value.Value { return m.newTuple(x, args) },
	// https://www.newtonsoft.com/json/help/html/N_Newtonsoft_Json_Linq.htm
	"JObject": (*machine).newMap, "JArray": (*machine).newList, "JProperty": (*machine).newPair, "JValue": (*machine).newScalar,
	// https://learn.microsoft.com/dotnet/api/system.string.-ctor
	"string": (*machine).newString,
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	"Regex": (*machine).newRegex,
}

func (m *machine) newBuilder(x *expr.New, args []value.Value) value.Value {
	content := stringOf(value.Of())
	if len(args) > 0 && !allOf(args[0], value.NumberType) {
		content = m.textOf(args[0])
	}
	return value.OfObject(&value.Object{Kind: value.Builder, Elems: []value.Value{content}}, m.here(x))
}

func (m *machine) newURI(x *expr.New, args []value.Value) value.Value {
	if len(args) == 0 || len(args) > 2 {
		return m.unclear(x, "the result of ", x)
	}
	content := m.textOf(args[0])
	if len(args) == 2 && !isKind(args[1]) {
		content = m.combined(x, content, m.textOf(args[1]))
	}
	return value.OfObject(&value.Object{Kind: value.URI, Elems: []value.Value{canonical(content)}}, m.here(x))
}

// isKind reports whether an argument is a UriKind.
func isKind(v value.Value) bool {
	s, ok := v.Only()
	return ok && (s == "Absolute" || s == "Relative" || s == "RelativeOrAbsolute")
}

func (m *machine) newString(x *expr.New, args []value.Value) value.Value {
	if len(args) == 1 {
		if v, ok := m.ofChars(x, args[0]); ok {
			return v
		}
	}
	if len(args) == 2 {
		c, cok := args[0].Only()
		n, nok := args[1].Number()
		if cok && nok && allOf(args[0], value.CharType) && n >= 0 && n <= maxRepeat {
			return value.Computed(repeat(c, int(n)), value.StringType, m.loc(x))
		}
	}
	return m.because(x, value.StringType, args...)
}

func (m *machine) newScalar(x *expr.New, args []value.Value) value.Value {
	if len(args) != 1 {
		return m.unclear(x, "the result of ", x)
	}
	return value.Held(args[0])
}

func (m *machine) newPair(x *expr.New, args []value.Value) value.Value {
	if len(args) != 2 {
		return m.unclear(x, "the result of ", x)
	}
	return value.OfObject(&value.Object{Kind: value.Map, Keys: []string{"Key", "Value", "Name"}, Elems: []value.Value{args[0], args[1], args[0]}}, m.here(x))
}

func (m *machine) newRegex(x *expr.New, args []value.Value) value.Value {
	if len(args) == 0 || len(args) > 2 {
		return m.unclear(x, "the result of ", x)
	}
	return value.OfObject(&value.Object{Kind: value.Regexp, Elems: args}, m.here(x))
}

// newSet is new HashSet<T>(...) { ... }.
func (m *machine) newSet(x *expr.New, args []value.Value) value.Value {
	kept := args[:0:0]
	for _, a := range args {
		switch s, _ := a.Only(); s {
		case "Ordinal":
		case "OrdinalIgnoreCase", "InvariantCultureIgnoreCase": // what is equal is not followed
			return m.unclear(x, "the result of ", x)
		default:
			kept = append(kept, a)
		}
	}
	v := m.newList(x, kept)
	o := only(v)
	if o == nil {
		return v
	}
	out := *m.distinct(o)
	out.Unique = true
	if x.Type.Name == "SortedSet" { // what is added does not come last
		out = *anyOf(&out, "an element of a sorted set")
	}
	return value.OfObject(&out, m.here(x))
}

// newStack is new Stack<T>(...): what comes last is first.
func (m *machine) newStack(x *expr.New, args []value.Value) value.Value {
	v := m.newList(x, args)
	o := only(v)
	if o == nil {
		return v
	}
	out := *o
	if o.IsOpen() {
		out = *anyOf(o, "an element of a stack")
	} else {
		slices.Reverse(out.Elems)
	}
	return value.OfObject(&out, m.here(x))
}

// newList is new List<T>(...) { ... } or new JArray(...).
func (m *machine) newList(x *expr.New, args []value.Value) value.Value {
	isJSON := x.Type.Name == "JArray"
	o := &value.Object{Kind: value.List, JSON: isJSON}
	for _, a := range args {
		inner := only(a)
		switch {
		case inner != nil && inner.Kind == value.List:
			inner = m.now(inner)
			for _, e := range inner.Elems {
				o.Elems = append(o.Elems, m.held(o, e))
			}
			o.Open, o.Rest = inner.Open, m.held(o, inner.Rest)
		case isJSON:
			o.Elems = append(o.Elems, m.held(o, a))
		case allOf(a, value.NumberType): // the capacity
		default:
			o.Open = value.Reason{Why: "an element of a list that is copied"}
		}
	}
	if x.Init != nil {
		for _, e := range x.Init.Elems {
			v := m.eval(e)
			if len(v.Alts) == 0 {
				return value.Value{}
			}
			o.Elems = append(o.Elems, m.held(o, v))
		}
	}
	return value.OfObject(o, m.here(x))
}

// newMap is new Dictionary<K,V>(...) { ... } or new JObject(...) { ... }.
func (m *machine) newMap(x *expr.New, args []value.Value) value.Value {
	isJSON := x.Type.Name == "JObject"
	o := &value.Object{Kind: value.Map, JSON: isJSON, Mixed: x.Type.Name == "SortedDictionary"}
	for _, a := range args {
		inner, name := only(a), ""
		if s, ok := a.Only(); ok {
			name = s
		}
		switch {
		case inner != nil && inner.Kind == value.Map:
			inner = m.now(inner)
			if key, ok := pairKey(inner); ok {
				o = o.With(key, m.held(o, inner.At("Value")))
				continue
			}
			for i, k := range inner.Keys {
				o = o.With(k, m.held(o, inner.Elems[i]))
			}
			o.Open, o.Rest = inner.Open, m.held(o, inner.Rest)
		case name == "OrdinalIgnoreCase" || name == "InvariantCultureIgnoreCase":
			o.Fold = true
		case name == "Ordinal" || allOf(a, value.NumberType):
		default:
			o.Open = value.Reason{Why: "an entry of an object that is copied"}
		}
	}
	if x.Init != nil && !m.fill(&o, x.Init) {
		return value.Value{}
	}
	return value.OfObject(o, m.here(x))
}

// pairKey is the key of a pair, if an object is one with a known key.
func pairKey(o *value.Object) (string, bool) {
	if len(o.Keys) != 3 || o.Keys[0] != "Key" || o.Keys[2] != "Name" {
		return "", false
	}
	return o.Elems[0].Only()
}

// fill adds the elements of an initialiser to a map.
func (m *machine) fill(o **value.Object, init *expr.Init) bool {
	for _, e := range init.Elems {
		var key value.Value
		var given expr.Expr
		switch e := e.(type) {
		case *expr.Assign: // { [k] = v } or { Name = v }
			given = e.Y
			switch target := e.X.(type) {
			case *expr.Ident:
				key = value.Computed(target.Name, value.StringType, m.loc(target))
			case *expr.Index:
				if len(target.Args) == 1 {
					key = m.eval(target.Args[0].X)
				}
			case *expr.Init:
				if len(target.Elems) == 1 {
					key = m.eval(target.Elems[0])
				}
			}
		case *expr.Init: // { k, v }
			if len(e.Elems) == 2 {
				key, given = m.eval(e.Elems[0]), e.Elems[1]
			}
		default: // a JProperty
			if p := only(m.eval(e)); p != nil {
				p = m.now(p)
				if k, ok := pairKey(p); ok {
					*o = (*o).With(k, m.held(*o, p.At("Value")))
					continue
				}
			}
		}
		k, ok := key.Only()
		if given == nil {
			m.sweep(e)
			(*o).Open = value.Reason{Why: "an entry of an object whose key is computed"}
			continue
		}
		v := m.eval(given)
		if len(v.Alts) == 0 {
			return false
		}
		if !ok {
			open := (*o).Opened(value.Reason{Why: "an entry of an object whose key is computed"})
			*o = open
			continue
		}
		*o = (*o).With(k, m.held(*o, v))
	}
	return true
}

// anonymous is new { Name = v, x.Name }.
func (m *machine) anonymous(x *expr.New, _ []value.Value) value.Value {
	o := &value.Object{Kind: value.Map}
	if x.Init == nil {
		return m.unclear(x, "the result of ", x)
	}
	for _, e := range x.Init.Elems {
		name, given := "", e
		switch e := e.(type) {
		case *expr.Assign:
			if id, ok := e.X.(*expr.Ident); ok {
				name, given = id.Name, e.Y
			}
		case *expr.Ident:
			name = e.Name
		case *expr.Member:
			name = e.Sel.Text
		}
		v := m.eval(given)
		if len(v.Alts) == 0 {
			return value.Value{}
		}
		if name == "" {
			o.Open = value.Reason{Why: "a member of an object"}
			continue
		}
		o = o.With(name, v)
	}
	return value.OfObject(o, m.here(x))
}

// createArray is new T[n] { ... } or new[] { ... }.
func (m *machine) createArray(x *expr.NewArray) value.Value {
	if x.Init != nil {
		return m.filledArray(x, x.Init)
	}
	o := &value.Object{Kind: value.List}
	m.blankArray(o, x)
	return value.OfObject(o, m.here(x))
}

// filledArray is { a, b } as an array that stands at x.
func (m *machine) filledArray(x expr.Node, init *expr.Init) value.Value {
	o := &value.Object{Kind: value.List}
	for _, e := range init.Elems {
		v := value.Value{}
		if nested, ok := e.(*expr.Init); ok {
			v = m.filledArray(nested, nested)
		} else {
			v = m.eval(e)
		}
		if len(v.Alts) == 0 {
			return value.Value{}
		}
		o.Elems = append(o.Elems, v)
	}
	return value.OfObject(o, m.here(x))
}

// blankArray fills an array with what the elements of its type are at first: null, or a
// number that is not followed.
func (m *machine) blankArray(o *value.Object, x *expr.NewArray) {
	size := value.Value{}
	for _, n := range x.Sizes {
		size = m.eval(n)
	}
	first := m.void(x)
	if x.Type == nil || x.Type.Nullable || effect.IsPlainType(x.Type) && !isStringType(x.Type) && x.Type.Name != "Uri" {
		first = m.unclear(x, "an element of ", x)
	}
	if n, ok := size.Number(); ok && len(x.Sizes) == 1 && n >= 0 && n <= maxRounds {
		for range n {
			o.Elems = append(o.Elems, first)
		}
		return
	}
	o.Open, o.Rest = value.Reason{Why: "an element of an array"}, first
}

// loseArgs makes the objects unknown that unknown code gets.
func (m *machine) loseArgs(args []value.Value) {
	for _, a := range args {
		m.loseValue(a, 0)
	}
}
