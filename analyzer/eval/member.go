package eval

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// member is X.Name: of the context, a constant of a type, or of a value.
func (m *machine) member(x *expr.Member) value.Value {
	if name, ok := m.typeName(x); ok {
		if c, ok := constants[name]; ok {
			return value.Computed(c.text, c.typ, m.loc(x))
		}
		return m.unclear(x, "the value of ", x)
	}
	recv := m.eval(x.X)
	out, ok := choices([]value.Value{recv}, func(s []value.Str) value.Value { return m.memberOf(x, s[0]) })
	if !ok {
		return m.because(x, value.AnyType, recv)
	}
	return out
}

// memberOf is a member of one alternative.
func (m *machine) memberOf(x *expr.Member, s value.Str) value.Value {
	name := x.Sel.Text
	if s.IsNull() {
		return m.ofNull(x)
	}
	if o := s.AsObject(); o != nil {
		return m.objectMember(x, o, name)
	}
	if name == "Length" && len(s.Parts) > 0 {
		if t, ok := s.Literal(); ok && isASCII(t) && s.Parts[0].Type == value.StringType {
			return m.integer(x, int64(len(t)))
		}
		return m.because(x, value.NumberType, value.Value{Alts: []value.Str{s}})
	}
	if name == "Value" || name == "HasValue" { // of a nullable value, or a JToken
		if name == "HasValue" {
			return m.boolean(x, value.Either)
		}
		return value.Value{Alts: []value.Str{s}}.ReadAt(m.loc(x), value.Operand, nil)
	}
	return m.because(x, value.AnyType, value.Value{Alts: []value.Str{s}})
}

// ofNull is what a member of null gives: nothing, since it throws, or null
// after a ?. .
func (m *machine) ofNull(x expr.Expr) value.Value {
	if optional(x) {
		return value.OfPart(value.Part{Kind: value.Null, At: m.loc(x), Form: value.Operand})
	}
	return value.Value{}
}

// typeName is the dotted name of a member of a type, without the namespace.
func (m *machine) typeName(x *expr.Member) (string, bool) {
	root := effect.RootOf(x)
	if root == "" || root == contextName || root[0] >= 'a' && root[0] <= 'z' && root != "string" && root != "int" && root != "bool" && root != "object" {
		return "", false
	}
	if _, ok := m.locals[root]; ok {
		return "", false
	}
	name, _ := expr.Path(x)
	name = effect.TypeName(name)
	return name, strings.Contains(name, ".")
}

// constants are members of types that have a value of their own.
var constants = map[string]struct {
	text string
	typ  value.Type
}{
	// https://learn.microsoft.com/dotnet/api/system.string.empty
	"string.Empty": {"", value.StringType},
	// https://learn.microsoft.com/dotnet/api/system.int32
	"int.MaxValue": {"2147483647", value.NumberType}, "int.MinValue": {"-2147483648", value.NumberType},
	"bool.TrueString": {"True", value.StringType}, "bool.FalseString": {"False", value.StringType},
	// https://learn.microsoft.com/dotnet/api/system.stringcomparison
	"StringComparison.Ordinal": {"Ordinal", value.AnyType}, "StringComparison.OrdinalIgnoreCase": {"OrdinalIgnoreCase", value.AnyType},
	"StringComparison.CurrentCulture": {"CurrentCulture", value.AnyType}, "StringComparison.CurrentCultureIgnoreCase": {"CurrentCultureIgnoreCase", value.AnyType},
	"StringComparison.InvariantCulture": {"InvariantCulture", value.AnyType}, "StringComparison.InvariantCultureIgnoreCase": {"InvariantCultureIgnoreCase", value.AnyType},
	"StringComparer.OrdinalIgnoreCase": {"OrdinalIgnoreCase", value.AnyType}, "StringComparer.Ordinal": {"Ordinal", value.AnyType},
	"StringComparer.InvariantCultureIgnoreCase": {"InvariantCultureIgnoreCase", value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.stringsplitoptions
	"StringSplitOptions.None": {"None", value.AnyType}, "StringSplitOptions.RemoveEmptyEntries": {"RemoveEmptyEntries", value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.uripartial
	"UriPartial.Authority": {"Authority", value.AnyType}, "UriPartial.Scheme": {"Scheme", value.AnyType},
	"UriPartial.Path": {"Path", value.AnyType}, "UriPartial.Query": {"Query", value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.globalization.cultureinfo
	"CultureInfo.InvariantCulture": {invariantCulture, value.AnyType}, "CultureInfo.CurrentCulture": {currentCulture, value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.uri#fields
	"Uri.UriSchemeHttps": {"https", value.StringType}, "Uri.UriSchemeHttp": {"http", value.StringType}, "Uri.SchemeDelimiter": {"://", value.StringType},
	// https://learn.microsoft.com/dotnet/api/system.urikind
	"UriKind.Absolute": {"Absolute", value.AnyType}, "UriKind.Relative": {"Relative", value.AnyType}, "UriKind.RelativeOrAbsolute": {"RelativeOrAbsolute", value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.text.encoding
	"Encoding.UTF8": {"UTF8", value.AnyType}, "Encoding.ASCII": {"ASCII", value.AnyType},
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regexoptions
	"RegexOptions.None": {"None", value.AnyType}, "RegexOptions.IgnoreCase": {"IgnoreCase", value.AnyType},
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// index is X[...].
func (m *machine) index(x *expr.Index) value.Value {
	if len(x.Args) != 1 {
		m.sweep(x)
		return m.unclear(x, "the value of ", x)
	}
	recv := m.eval(x.X)
	if o := only(recv); o != nil && o.Kind == value.Context {
		switch o.Name {
		case "Variables":
			return m.variable(x, x.Args[0].X, nil)
		case "Request.Headers":
			return m.headerList(x, x.Args[0].X)
		}
		return m.entry(x, o.Name, x.Args[0].X)
	}
	key := m.eval(x.Args[0].X)
	out, ok := choices([]value.Value{recv, key}, func(s []value.Str) value.Value { return m.element(x, s[0], s[1]) })
	if !ok {
		return m.because(x, value.AnyType, recv, key)
	}
	return out
}

// entry is an entry of a dictionary of the context.
func (m *machine) entry(x expr.Node, owner string, key expr.Expr) value.Value {
	what, known := map[string]struct {
		cause       value.Cause
		before, end string
	}{
		"Request.MatchedParameters": {value.ParameterCause, "the parameter ", " of the request"},
		"Response.Headers":          {value.HeaderCause, "the header ", " of the response"},
	}[owner]
	name, ok := m.eval(key).Only()
	if !known || !ok {
		return m.unclear(x, "the value of ", x)
	}
	v := value.OfPart(value.Part{Why: what.before + name + what.end, Cause: what.cause, Type: value.StringType, At: m.loc(x), Form: value.Operand})
	if owner == "Response.Headers" {
		return value.OfObject(&value.Object{Kind: value.List, Elems: []value.Value{v}, Open: otherHeader, Absent: true}, m.here(x))
	}
	return v
}

// otherHeader is why there may be more values of a header.
var otherHeader = value.Reason{Why: "another value of a header", Cause: value.HeaderCause}

// only is the object that a value is, nil if it can be anything else.
func only(v value.Value) *value.Object {
	if len(v.Alts) != 1 {
		return nil
	}
	return v.Alts[0].AsObject()
}

// element is s[key].
func (m *machine) element(x *expr.Index, s, key value.Str) value.Value {
	if s.IsNull() {
		return m.ofNull(x)
	}
	n, isNumber := key.Number()
	if o := s.AsObject(); o != nil {
		o = m.now(o)
		switch lit, ok := key.Literal(); {
		case o.Kind == value.List && isNumber:
			return m.elementAt(x, o, n)
		case o.Kind == value.Map && ok:
			return m.valueAt(x, o, lit)
		case o.Kind == value.Map && !o.JSON:
			return m.anyEntry(x, o)
		}
		return m.anyElement(x, o)
	}
	if t, ok := s.Literal(); ok && isNumber && isASCII(t) && len(s.Parts) > 0 && s.Parts[0].Type == value.StringType {
		if n < 0 || n >= int64(len(t)) {
			return value.Value{}
		}
		return value.Computed(t[n:n+1], value.CharType, m.loc(x))
	}
	return m.because(x, value.AnyType, value.Value{Alts: []value.Str{s}}, value.Value{Alts: []value.Str{key}})
}

// elementAt is the element of a list at an index: none if it is out of range.
func (m *machine) elementAt(x expr.Node, o *value.Object, n int64) value.Value {
	switch {
	case n >= 0 && n < int64(len(o.Elems)):
		return o.Elems[n].ReadAt(m.loc(x), value.Operand, nil)
	case o.IsOpen():
		return o.Others(m.here(x))
	}
	return value.Value{}
}

// valueAt is the value of a map at a key. A JObject gives null for a key that it
// does not have, a Dictionary throws.
func (m *machine) valueAt(x expr.Node, o *value.Object, key string) value.Value {
	if i := o.Find(key); i >= 0 {
		return o.Elems[i].ReadAt(m.loc(x), value.Operand, nil)
	}
	return o.At(key).ReadAt(m.loc(x), value.Operand, nil)
}

// anyElement is an element at a key that is not known, null for one that a map does not
// have.
func (m *machine) anyElement(x expr.Node, o *value.Object) value.Value {
	out := m.anyEntry(x, o)
	if o.Kind == value.Map && !o.IsOpen() {
		out = value.Join(out, value.OfPart(value.Part{Kind: value.Null, At: m.loc(x), Form: value.Operand}))
	}
	return out
}

// anyEntry is one of the elements that there are: what a Dictionary gives for a key that
// is not known, since it throws for one that it does not have; none of an empty one.
// https://learn.microsoft.com/dotnet/api/system.collections.generic.dictionary-2.item
func (m *machine) anyEntry(x expr.Node, o *value.Object) value.Value {
	out := value.Value{}
	if o.Kind != value.List && o.Kind != value.Map {
		return m.unclear(x, "the value of ", x)
	}
	for _, e := range o.Elems {
		out = value.Join(out, e)
	}
	if o.IsOpen() {
		out = value.Join(out, o.Others(m.here(x)))
	}
	return out.ReadAt(m.loc(x), value.Operand, nil)
}

// elements lists what a foreach goes over. Without order, each round can be
// about any of them.
func (m *machine) elements(x expr.Expr, v value.Value) (elems []value.Value, ordered bool) {
	if o := only(v); o != nil {
		if list := m.items(x, m.now(o)); list != nil && !list.IsOpen() {
			return list.Elems, true
		}
	}
	for _, s := range v.Alts {
		o := s.AsObject()
		if s.IsNull() { // it throws
			continue
		}
		if o == nil {
			elems = append(elems, m.because(x, value.AnyType, value.Value{Alts: []value.Str{s}}))
			continue
		}
		list := m.items(x, m.now(o))
		if list == nil {
			elems = append(elems, m.because(x, value.AnyType, m.now(o).Elems...))
			continue
		}
		elems = append(elems, list.Elems...)
		if list.IsOpen() {
			elems = append(elems, list.Others(m.here(x)))
		}
	}
	return elems, false
}

// items is a list, or the pairs of a map as one; nil for what is neither.
func (m *machine) items(x expr.Node, o *value.Object) *value.Object {
	switch o.Kind {
	case value.List:
		return o
	case value.Map:
		return m.pairs(x, o)
	}
	return nil
}

// headerList is context.Request.Headers[key]: a list of values. What a gateway gives
// for a header that is not there is not documented; policies compare it with null. Every
// request has a Host.
func (m *machine) headerList(x expr.Node, key expr.Expr) value.Value {
	v := m.header(x, key, nil)
	absent := slices.ContainsFunc(v.Alts, func(s value.Str) bool { return s.Is(value.HeaderCause) })
	return value.OfObject(&value.Object{Kind: value.List, Elems: []value.Value{v}, Open: otherHeader, Absent: absent}, m.here(x))
}

// assignElement is o[k] = v, o.x = v and the like.
func (m *machine) assignElement(x *expr.Assign) value.Value {
	v := m.eval(x.Y)
	if x.Op == "=" && len(v.Alts) == 0 {
		return v
	}
	switch target := expr.Unparen(x.X).(type) {
	case *expr.Member:
		if m.assignMember(target, x, x.Op, v) {
			return v
		}
	case *expr.Index:
		if x.Op == "=" && len(target.Args) == 1 && m.assignIndex(target, v) {
			return v
		}
	}
	m.havoc(effect.OfTarget(x.X, m.names()))
	return v
}

// assignMember is o.Name = v, and builder.Length -= n.
func (m *machine) assignMember(target *expr.Member, x expr.Node, op string, v value.Value) bool {
	o := only(m.eval(target.X))
	if o == nil {
		return false
	}
	now, name := m.now(o), target.Sel.Text
	switch {
	case now.Kind == value.Builder && name == "Length" && (op == "=" || op == "-="):
		m.shorten(x, o, v, op == "-=")
		return true
	case op == "=" && isItem(now, 0):
		if id, ok := expr.Unparen(target.X).(*expr.Ident); ok && now.Find(name) >= 0 { // other tuples keep what they were copied from
			m.count(len(now.Elems))
			m.set(id.Name, value.OfObject(withItem(now, name, v), m.here(x)))
			return true
		}
	}
	return false
}

// assignIndex is o[k] = v, in each object that o may be.
func (m *machine) assignIndex(target *expr.Index, v value.Value) bool {
	recv, key := m.eval(target.X), m.eval(target.Args[0].X)
	var objects []*value.Object
	for _, s := range recv.Alts {
		o := s.AsObject()
		switch {
		case s.IsNull(): // it throws
		case o == nil || o.Kind != value.List && o.Kind != value.Map:
			return false
		default:
			objects = append(objects, o)
		}
	}
	for _, o := range objects {
		now := m.now(o)
		state := withElement(now, key, m.held(now, v))
		if len(objects) > 1 { // or in another one
			state = value.JoinObjects(now, state)
		}
		m.put(o, state)
	}
	return true
}

// withElement is a list or a map with a value at a key.
func withElement(now *value.Object, key, v value.Value) *value.Object {
	lit, known := key.Only()
	n, isNumber := key.Number()
	out := *now
	switch {
	case now.Kind == value.Map && known:
		return now.With(lit, v)
	case now.Kind == value.List && isNumber && n >= 0 && n < int64(len(now.Elems)):
		out.Elems = append([]value.Value(nil), now.Elems...)
		out.Elems[n] = v
	default: // any of them, or another one
		out.Elems = make([]value.Value, len(now.Elems))
		for i, e := range now.Elems {
			out.Elems[i] = value.Join(e, v)
		}
		if now.Kind == value.Map && !now.IsOpen() {
			out.Open, out.Rest = value.Reason{Why: "an entry of an object whose key is computed"}, v
		} else if now.IsOpen() {
			out.Rest = restOf(now, []value.Value{v}, false)
		}
	}
	return &out
}
