package value

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// Object is what is known of a .NET object. An Object never changes: what a
// program does to it is kept beside it, in the heap of the machine that runs it.
type Object struct {
	Kind ObjectKind
	// Fold is true for a Map whose keys compare without case.
	Fold bool
	// Mixed is true for a Map of which is not known in which order it has its keys.
	Mixed bool
	// Unique is true for a List whose elements are all different: a set.
	Unique bool
	// Absent is true for what null may stand for: the values of a header that a request may
	// not have.
	Absent bool
	// JSON is true for what Json.NET makes: text in it is held in an object.
	JSON bool
	// Placed says whether a token of Json.NET stands in another one: a third one is given a
	// copy of it.
	Placed Placing
	// Elems are the elements of a List, or the values of a Map in the order of Keys.
	// The content of a Builder, a URI or Bytes is their only element.
	Elems []Value
	Keys  []string
	// Open says why there may be elements or keys beside those that are listed; zero
	// if there are none.
	Open Reason
	// Rest is what the elements, or the values, of an open object beside those listed can
	// be; no alternatives if nothing is known of them.
	Rest Value
	// Name is the dotted name of a Context.
	Name string

	Fn *Function
}

// Placing says whether a token of Json.NET stands in another one.
type Placing uint8

const (
	Free Placing = iota
	Placed
	PerhapsPlaced
)

func (p Placing) or(q Placing) Placing {
	if p == q {
		return p
	}
	return PerhapsPlaced
}

// ObjectKind tells objects apart.
type ObjectKind uint8

const (
	// List is an array, a List, a JArray, or what LINQ makes of one.
	List ObjectKind = iota
	// Map is a Dictionary, a JObject, or any object by the names of its members.
	Map
	// Builder is a StringBuilder.
	Builder
	// URI is a System.Uri, or an IUrl of the context: its text.
	URI
	// Bytes is the UTF-8 of a text.
	Bytes
	// Context is the context or a part of it that has no text.
	Context
	// Func is a lambda or a local function.
	Func
	// Regexp is a regular expression: its pattern.
	Regexp
)

// Function is the code of a Func.
type Function struct {
	Params []expr.Param
	Body   expr.Expr
	Block  *expr.Block
}

// Code is the body, with the parameters.
func (f *Function) Code() expr.Node {
	return &expr.Lambda{Params: f.Params, Body: f.Body, Block: f.Block}
}

// objectNames is what a message calls an object.
var objectNames = [...]string{
	List: "a list", Map: "an object", Builder: "a text", URI: "a URL", Bytes: "bytes",
	Context: "an object of the context", Func: "a function", Regexp: "a regular expression",
}

func (o *Object) what() string {
	if o.Kind == Context && o.Name != "" {
		return "context." + o.Name
	}
	return objectNames[o.Kind]
}

// Mutable reports whether a program can change the object.
func (o *Object) Mutable() bool { return o.Kind <= Builder }

// unknownText is the text of an object of which no more is known.
func (o *Object) unknownText(p *Part) Part {
	return Part{Why: "the text of " + o.what(), Type: StringType, At: p.At, Form: p.Form, Trail: p.Trail}
}

// OfObject makes a value of an object.
func OfObject(o *Object, p Part) Value {
	p.Kind, p.Object = Obj, o
	return OfPart(p)
}

// AsObject is the object of an alternative, nil if it is none.
func (s Str) AsObject() *Object {
	if len(s.Parts) == 1 && s.Parts[0].Kind == Obj {
		return s.Parts[0].Object
	}
	return nil
}

// IsOpen reports whether there may be more in the object than what is listed.
func (o *Object) IsOpen() bool { return o.Open.Why != "" }

// isVague reports whether there may be anything in the object beside what is listed.
func (o *Object) isVague() bool { return o.IsOpen() && len(o.Rest.Alts) == 0 }

// Find is the index of a key, -1 if it is not listed.
func (o *Object) Find(key string) int {
	return slices.IndexFunc(o.Keys, func(k string) bool {
		return k == key || o.Fold && strings.EqualFold(k, key)
	})
}

// With is a map with a key set.
func (o *Object) With(key string, v Value) *Object {
	out := *o
	out.Keys, out.Elems = slices.Clone(o.Keys), slices.Clone(o.Elems)
	if i := out.Find(key); i >= 0 {
		out.Elems[i] = v
		return &out
	}
	out.Keys, out.Elems = append(out.Keys, key), append(out.Elems, v)
	return &out
}

// Without is a map without a key.
func (o *Object) Without(key string) *Object {
	i := o.Find(key)
	if i < 0 {
		return o
	}
	out := *o
	out.Keys, out.Elems = slices.Delete(slices.Clone(o.Keys), i, i+1), slices.Delete(slices.Clone(o.Elems), i, i+1)
	out.Mixed = out.Mixed || !o.JSON // a Dictionary puts the next entry where this one was
	return &out
}

// Opened is an object of which nothing more than its kind is known.
func (o *Object) Opened(by Reason) *Object {
	out := &Object{Kind: o.Kind, Open: by, Fold: o.Fold, Unique: o.Unique, Absent: o.Absent, JSON: o.JSON, Placed: PerhapsPlaced}
	if o.Kind == Builder {
		out.Elems = []Value{OfPart(Part{Why: by.Why, Cause: by.Cause, Type: StringType, Form: Operand})}
	}
	return out
}

// JoinObjects is either of two states of one object.
func JoinObjects(a, b *Object) *Object {
	if a == b {
		return a
	}
	out := &Object{Kind: a.Kind, Open: a.Open, Fold: a.Fold, Unique: a.Unique, Absent: a.Absent || b.Absent, JSON: a.JSON, Mixed: a.mixedWith(b), Placed: a.Placed.or(b.Placed)}
	if !out.IsOpen() {
		out.Open = b.Open
	}
	switch a.Kind {
	case Builder:
		out.Elems = []Value{Join(a.Content(), b.Content())}
	case Map:
		out.Keys = keysOf(a, b)
		inA, inB := a.finder(), b.finder()
		for _, k := range out.Keys {
			out.Elems = append(out.Elems, Join(a.found(inA(k)), b.found(inB(k))))
		}
		if !a.isVague() && !b.isVague() {
			out.Rest = Join(a.Rest, b.Rest)
		}
	default:
		n := min(len(a.Elems), len(b.Elems))
		for i := range n {
			out.Elems = append(out.Elems, Join(a.Elems[i], b.Elems[i]))
		}
		if len(a.Elems) == len(b.Elems) && !out.IsOpen() {
			break
		}
		unknown := a.isVague() || b.isVague()
		if !out.IsOpen() {
			out.Open = Reason{Why: "an element of a list that is built on some paths"}
		}
		if unknown {
			break
		}
		out.Rest = Join(a.Rest, b.Rest)
		for _, e := range append(a.Elems[n:len(a.Elems):len(a.Elems)], b.Elems[n:]...) {
			out.Rest = Join(out.Rest, e)
		}
	}
	return out
}

// mixedWith reports whether the keys of two states of a map do not stand in one order.
func (o *Object) mixedWith(b *Object) bool {
	return o.Kind == Map && (o.Mixed || b.Mixed || !slices.Equal(o.Keys, b.Keys))
}

// Entries is a list of what the entries of a map are, by what of makes of each: where it
// is not known which there are, or in which order, any of them, or what rest is.
func (o *Object) Entries(of func(i int) Value, rest Value) *Object {
	out := &Object{Kind: List}
	sure := !o.IsOpen() && !o.Mixed
	for i, v := range o.Elems {
		sure = sure && !v.mayBeNull() // then it may not be there
		out.Elems = append(out.Elems, of(i))
	}
	if sure {
		return out
	}
	any := rest
	for _, v := range out.Elems {
		any = Join(any, v)
	}
	out.Elems, out.Open = nil, o.Open
	if !out.IsOpen() {
		out.Open = Reason{Why: "an entry that may be in an object"}
	}
	if !o.IsOpen() || len(rest.Alts) > 0 {
		out.Rest = any
	}
	return out
}

// mayBeNull reports whether an alternative is null.
func (v Value) mayBeNull() bool {
	return slices.ContainsFunc(v.Alts, Str.IsNull)
}

// finder is Find for many keys.
func (o *Object) finder() func(key string) int {
	const few = 16
	if o.Fold || len(o.Keys) < few {
		return o.Find
	}
	at := make(map[string]int, len(o.Keys))
	for i, k := range o.Keys {
		at[k] = i
	}
	return func(key string) int {
		if i, ok := at[key]; ok {
			return i
		}
		return -1
	}
}

// keysOf are the keys of two states of a map.
func keysOf(a, b *Object) []string {
	out := slices.Clone(a.Keys)
	if slices.Equal(a.Keys, b.Keys) {
		return out
	}
	inA := a.finder()
	for _, k := range b.Keys {
		if inA(k) < 0 {
			out = append(out, k)
		}
	}
	return out
}

// At is the value of a key: null if it is not there, unknown if it may be.
func (o *Object) At(key string) Value { return o.found(o.Find(key)) }

// found is At for the index of a key, -1 if it is not listed.
func (o *Object) found(i int) Value {
	if i >= 0 {
		return o.Elems[i]
	}
	null := OfPart(Part{Kind: Null, Form: Operand})
	switch {
	case !o.IsOpen():
		return null
	case o.isVague():
		return o.Others(Part{Form: Operand})
	}
	return Join(o.Rest, null)
}

// Others is what an element that is not listed can be, read at p.
func (o *Object) Others(p Part) Value {
	if len(o.Rest.Alts) > 0 {
		return o.Rest.ReadAt(p.At, p.Form, nil)
	}
	p.Why, p.Cause = o.Open.Why, o.Open.Cause
	return OfPart(p)
}

// Content is the text of a Builder, a URI or Bytes.
func (o *Object) Content() Value {
	if len(o.Elems) == 0 {
		return OfPart(Part{Why: "the text of " + o.what(), Type: StringType, Form: Operand})
	}
	return o.Elems[0]
}

// Text is v with every object as the text that its ToString gives.
func Text(v Value) Value {
	for i, s := range v.Alts {
		o := s.AsObject()
		if o == nil {
			continue
		}
		out := Value{Alts: slices.Clone(v.Alts[:i]), Cut: v.Cut}
		out = Join(out, o.text(&s.Parts[0], s.When))
		return Join(out, Text(Value{Alts: v.Alts[i+1:]}))
	}
	return v
}

// text is what ToString gives, where p stands.
func (o *Object) text(p *Part, when []Condition) Value {
	var out Value
	switch o.Kind {
	case Builder, URI:
		out = o.Content().ReadAt(p.At, p.Form, nil)
	default:
		out = OfPart(o.unknownText(p))
	}
	if len(when) > 0 {
		for i := range out.Alts {
			out.Alts[i].When = append(when[:len(when):len(when)], out.Alts[i].When...)
		}
	}
	return out
}

// Held is a value as Json.NET holds it: in a token. That of null is not null itself, and
// its text is empty.
// https://www.newtonsoft.com/json/help/html/M_Newtonsoft_Json_Linq_JValue_ToString.htm
func Held(v Value) Value {
	out := Retyped(v, AnyType)
	for _, s := range v.Alts {
		if s.IsNull() {
			p := s.Parts[0]
			return Join(out, OfPart(Part{Kind: Literal, Type: AnyType, At: p.At, Form: p.Form, Trail: p.Trail}))
		}
	}
	return out
}

// Slice is a list of the elements from n on.
func (o *Object) Slice(n int64, p Part) Value {
	out := *o
	out.Elems = o.Elems[n:]
	return OfObject(&out, p)
}

// Mutable reports whether a value can be an object that code can change.
func (v Value) Mutable() bool {
	for _, s := range v.Alts {
		if o := s.AsObject(); o != nil && o.Mutable() {
			return true
		}
	}
	return false
}
