package eval

import (
	"strings"

	"hairpin/analyzer/expr"
)

// member is X.Name: of the context, a constant of a type, or of a value.
func (m *machine) member(x *expr.Member) Value {
	if name, ok := m.typeName(x); ok {
		if c, ok := constants[name]; ok {
			return Computed(c.text, c.typ, m.loc(x))
		}
		return m.unclear(x, "the value of ", x)
	}
	recv := m.eval(x.X)
	out, ok := choices([]Value{recv}, func(s []Str) Value { return m.memberOf(x, s[0]) })
	if !ok {
		return m.because(x, AnyType, recv)
	}
	return out
}

// memberOf is a member of one alternative.
func (m *machine) memberOf(x *expr.Member, s Str) Value {
	name := x.Sel.Text
	if s.IsNull() {
		return m.ofNull(x)
	}
	if o := s.asObject(); o != nil {
		return m.objectMember(x, o, name)
	}
	if name == "Length" && len(s.Parts) > 0 {
		if t, ok := s.Literal(); ok && isASCII(t) && s.Parts[0].Type == StringType {
			return m.integer(x, int64(len(t)))
		}
		return m.because(x, NumberType, Value{Alts: []Str{s}})
	}
	if name == "Value" || name == "HasValue" { // of a nullable value, or a JToken
		if name == "HasValue" {
			return m.boolean(x, either)
		}
		return Value{Alts: []Str{s}}.ReadAt(m.loc(x), Operand, nil)
	}
	return m.because(x, AnyType, Value{Alts: []Str{s}})
}

// ofNull is what a member of null gives: nothing, since it throws, or null
// behind a ?. .
func (m *machine) ofNull(x expr.Expr) Value {
	if optional(x) {
		return of(Part{Kind: Null, At: m.loc(x), Form: Operand})
	}
	return Value{}
}

// typeName is the dotted name of a member of a type, without the namespace.
func (m *machine) typeName(x *expr.Member) (string, bool) {
	root := rootOf(x)
	if root == "" || root == contextName || root[0] >= 'a' && root[0] <= 'z' && root != "string" && root != "int" && root != "bool" && root != "object" {
		return "", false
	}
	if _, ok := m.locals[root]; ok {
		return "", false
	}
	name, _ := expr.Path(x)
	for _, ns := range namespaces {
		name = strings.TrimPrefix(name, ns)
	}
	head, rest, ok := strings.Cut(name, ".")
	if alias := typeAliases[head]; alias != "" {
		head = alias
	}
	return head + "." + rest, ok
}

// rootOf is the name that a chain of members begins with, "" if x is none.
func rootOf(x expr.Expr) string {
	for {
		switch y := x.(type) {
		case *expr.Ident:
			return y.Name
		case *expr.Member:
			x = y.X
		case *expr.Paren:
			x = y.X
		default:
			return ""
		}
	}
}

var namespaces = []string{
	"System.Text.RegularExpressions.", "System.Text.", "System.Net.", "System.Linq.", "System.", "Newtonsoft.Json.Linq.", "Newtonsoft.Json.",
}

var typeAliases = map[string]string{"String": "string", "Int32": "int", "Boolean": "bool"}

// constants are members of types that have a value of their own.
var constants = map[string]struct {
	text string
	typ  Type
}{
	// https://learn.microsoft.com/dotnet/api/system.string.empty
	"string.Empty": {"", StringType},
	// https://learn.microsoft.com/dotnet/api/system.int32
	"int.MaxValue": {"2147483647", NumberType}, "int.MinValue": {"-2147483648", NumberType},
	"bool.TrueString": {"True", StringType}, "bool.FalseString": {"False", StringType},
	// https://learn.microsoft.com/dotnet/api/system.stringcomparison
	"StringComparison.Ordinal": {"Ordinal", AnyType}, "StringComparison.OrdinalIgnoreCase": {"OrdinalIgnoreCase", AnyType},
	"StringComparison.CurrentCulture": {"CurrentCulture", AnyType}, "StringComparison.CurrentCultureIgnoreCase": {"CurrentCultureIgnoreCase", AnyType},
	"StringComparison.InvariantCulture": {"InvariantCulture", AnyType}, "StringComparison.InvariantCultureIgnoreCase": {"InvariantCultureIgnoreCase", AnyType},
	"StringComparer.OrdinalIgnoreCase": {"OrdinalIgnoreCase", AnyType}, "StringComparer.Ordinal": {"Ordinal", AnyType},
	"StringComparer.InvariantCultureIgnoreCase": {"InvariantCultureIgnoreCase", AnyType},
	// https://learn.microsoft.com/dotnet/api/system.stringsplitoptions
	"StringSplitOptions.None": {"None", AnyType}, "StringSplitOptions.RemoveEmptyEntries": {"RemoveEmptyEntries", AnyType},
	// https://learn.microsoft.com/dotnet/api/system.uripartial
	"UriPartial.Authority": {"Authority", AnyType}, "UriPartial.Scheme": {"Scheme", AnyType},
	"UriPartial.Path": {"Path", AnyType}, "UriPartial.Query": {"Query", AnyType},
	// https://learn.microsoft.com/dotnet/api/system.urikind
	"UriKind.Absolute": {"Absolute", AnyType}, "UriKind.Relative": {"Relative", AnyType}, "UriKind.RelativeOrAbsolute": {"RelativeOrAbsolute", AnyType},
	// https://learn.microsoft.com/dotnet/api/system.text.encoding
	"Encoding.UTF8": {"UTF8", AnyType}, "Encoding.ASCII": {"ASCII", AnyType},
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regexoptions
	"RegexOptions.None": {"None", AnyType}, "RegexOptions.IgnoreCase": {"IgnoreCase", AnyType},
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
func (m *machine) index(x *expr.Index) Value {
	if len(x.Args) != 1 {
		m.sweep(x)
		return m.unclear(x, "the value of ", x)
	}
	recv := m.eval(x.X)
	if o := only(recv); o != nil && o.Kind == Context {
		switch o.Name {
		case "Variables":
			return m.variable(x, x.Args[0].X, nil)
		case "Request.Headers":
			return m.headerList(x, x.Args[0].X)
		}
		return m.entry(x, o.Name, x.Args[0].X)
	}
	key := m.eval(x.Args[0].X)
	out, ok := choices([]Value{recv, key}, func(s []Str) Value { return m.element(x, s[0], s[1]) })
	if !ok {
		return m.because(x, AnyType, recv, key)
	}
	return out
}

// entry is an entry of a dictionary of the context.
func (m *machine) entry(x expr.Node, owner string, key expr.Expr) Value {
	what, known := map[string]struct {
		cause       Cause
		before, end string
	}{
		"Request.MatchedParameters": {ParameterCause, "the parameter ", " of the request"},
		"Response.Headers":          {HeaderCause, "the header ", " of the response"},
	}[owner]
	name, ok := m.eval(key).Only()
	if !known || !ok {
		return m.unclear(x, "the value of ", x)
	}
	v := of(Part{Why: what.before + name + what.end, Cause: what.cause, Type: StringType, At: m.loc(x), Form: Operand})
	if owner == "Response.Headers" {
		return object(&Object{Kind: List, Elems: []Value{v}, Open: Reason{"another value of a header", HeaderCause}}, m.here(x))
	}
	return v
}

// only is the object that a value is, nil if it can be anything else.
func only(v Value) *Object {
	if len(v.Alts) != 1 {
		return nil
	}
	return v.Alts[0].asObject()
}

// element is s[key].
func (m *machine) element(x *expr.Index, s, key Str) Value {
	if s.IsNull() {
		return m.ofNull(x)
	}
	n, isNumber := key.number()
	if o := s.asObject(); o != nil {
		o = m.now(o)
		switch lit, ok := key.Literal(); {
		case o.Kind == List && isNumber:
			return m.elementAt(x, o, n)
		case o.Kind == Map && ok:
			return m.valueAt(x, o, lit)
		}
		return m.anyElement(x, o)
	}
	if t, ok := s.Literal(); ok && isNumber && isASCII(t) && len(s.Parts) > 0 && s.Parts[0].Type == StringType {
		if n < 0 || n >= int64(len(t)) {
			return Value{}
		}
		return Computed(t[n:n+1], CharType, m.loc(x))
	}
	return m.because(x, AnyType, Value{Alts: []Str{s}}, Value{Alts: []Str{key}})
}

// elementAt is the element of a list at an index: none if it is out of range.
func (m *machine) elementAt(x expr.Node, o *Object, n int64) Value {
	switch {
	case n >= 0 && n < int64(len(o.Elems)):
		return o.Elems[n].ReadAt(m.loc(x), Operand, nil)
	case o.isOpen():
		return o.rest(m.here(x))
	}
	return Value{}
}

// valueAt is the value of a map at a key. A JObject gives null for a key that it
// does not have, a Dictionary throws.
func (m *machine) valueAt(x expr.Node, o *Object, key string) Value {
	if i := o.find(key); i >= 0 {
		return o.Elems[i].ReadAt(m.loc(x), Operand, nil)
	}
	if o.isOpen() {
		return m.caused(x, o.Open.Cause, o.Open.Why)
	}
	return of(Part{Kind: Null, At: m.loc(x), Form: Operand})
}

// anyElement is an element at a key that is not known.
func (m *machine) anyElement(x expr.Node, o *Object) Value {
	out := Value{}
	if o.Kind != List && o.Kind != Map {
		return m.unclear(x, "the value of ", x)
	}
	for _, e := range o.Elems {
		out = Join(out, e)
	}
	if o.isOpen() {
		out = Join(out, o.rest(m.here(x)))
	}
	if o.Kind == Map && !o.isOpen() {
		out = Join(out, of(Part{Kind: Null, At: m.loc(x), Form: Operand}))
	}
	return out.ReadAt(m.loc(x), Operand, nil)
}

// elements lists what a foreach goes over. Without order, each round can be
// about any of them.
func (m *machine) elements(x expr.Expr, v Value) (elems []Value, ordered bool) {
	if o := only(v); o != nil {
		o = m.now(o)
		if (o.Kind == List || o.Kind == Map) && !o.isOpen() {
			return m.items(x, o), true
		}
	}
	for _, s := range v.Alts {
		o := s.asObject()
		if o == nil {
			elems = append(elems, m.because(x, AnyType, Value{Alts: []Str{s}}))
			continue
		}
		o = m.now(o)
		elems = append(elems, m.items(x, o)...)
		switch {
		case o.Kind != List && o.Kind != Map:
			elems = append(elems, m.because(x, AnyType, o.Elems...))
		case o.isOpen():
			elems = append(elems, o.rest(m.here(x)))
		}
	}
	return elems, false
}

// items are the elements of a list, or the pairs of a map.
func (m *machine) items(x expr.Node, o *Object) []Value {
	if o.Kind == List {
		return o.Elems
	}
	if o.Kind != Map {
		return nil
	}
	out := make([]Value, len(o.Keys))
	for i, k := range o.Keys {
		name := Computed(k, StringType, m.loc(x))
		out[i] = object(&Object{Kind: Map, Keys: []string{"Key", "Value", "Name"}, Elems: []Value{name, o.Elems[i], name}}, m.here(x))
	}
	return out
}

// headerList is context.Request.Headers[key]: a list of values.
func (m *machine) headerList(x expr.Node, key expr.Expr) Value {
	v := m.header(x, key, nil)
	return object(&Object{Kind: List, Elems: []Value{v}, Open: Reason{"another value of a header", HeaderCause}}, m.here(x))
}

// assignElement is o[k] = v, o.x = v and the like.
func (m *machine) assignElement(x *expr.Assign) Value {
	v := m.eval(x.Y)
	ix, ok := x.X.(*expr.Index)
	if !ok || x.Op != "=" || len(ix.Args) != 1 {
		m.sweep(x)
		m.loseRoot(x.X)
		return v
	}
	recv, key := m.eval(ix.X), m.eval(ix.Args[0].X)
	o := only(recv)
	lit, known := key.Only()
	n, isNumber := key.number()
	if o != nil {
		now := m.now(o)
		switch {
		case now.Kind == Map && known:
			m.put(o, now.with(lit, now.held(v)))
			return v
		case now.Kind == List && isNumber && n >= 0 && n < int64(len(now.Elems)):
			out := *now
			out.Elems = append([]Value(nil), now.Elems...)
			out.Elems[n] = now.held(v)
			m.put(o, &out)
			return v
		}
	}
	m.loseValue(recv, 0)
	return v
}

// loseRoot makes the object unknown of which a member is assigned.
func (m *machine) loseRoot(x expr.Expr) {
	switch x := x.(type) {
	case *expr.Member:
		m.loseValue(m.eval(x.X), 0)
	case *expr.Index:
		m.loseValue(m.eval(x.X), 0)
	}
}

// held is a value as an object of Json.NET, or a variable of the context, holds
// it.
func held(v Value) Value { return retyped(v, AnyType) }
