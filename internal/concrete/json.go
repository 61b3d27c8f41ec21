package concrete

import (
	"slices"
	"strconv"
	"strings"
)

// token is a JToken of Json.NET: an object, whose parts are properties; a property, whose
// only part is its value; an array; or a value.
// https://www.newtonsoft.com/json/help/html/N_Newtonsoft_Json_Linq.htm
type token struct {
	kind   tokenKind
	name   string // of a property
	value  any    // a string, an int32, a bool or nil
	parts  []*token
	parent *token
}

type tokenKind uint8

const (
	scalar tokenKind = iota
	object
	property
	array
)

// tokenOf is a value as a token that stands nowhere yet; one that stands somewhere is
// copied.
func tokenOf(v any) *token {
	switch v := v.(type) {
	case nil, string, int32, bool:
		return &token{value: v}
	case *token:
		if v.parent != nil {
			return v.copy()
		}
		return v
	}
	giveUp()
	return nil
}

func (t *token) copy() *token {
	out := &token{kind: t.kind, name: t.name, value: t.value}
	for _, p := range t.parts {
		out.add(len(out.parts), p.copy())
	}
	return out
}

func (t *token) add(at int, part *token) {
	for up := t; up != nil; up = up.parent {
		if up == part {
			giveUp() // it would stand in itself
		}
	}
	part.parent = t
	t.parts = slices.Insert(slices.Clone(t.parts), at, part)
}

func (t *token) drop(at int) {
	t.parts[at].parent = nil
	t.parts = slices.Delete(slices.Clone(t.parts), at, at+1)
}

func (t *token) children(yield func(any) bool) {
	if t.kind == scalar {
		return
	}
	n := len(t.parts)
	for i := 0; i < len(t.parts); i++ {
		if !yield(t.parts[i]) {
			return
		}
		if len(t.parts) != n {
			giveUp()
		}
	}
}

// property is the property of an object with a name, nil if it has none.
func (t *token) property(name string) *token {
	for _, p := range t.parts {
		if p.name == name {
			return p
		}
	}
	return nil
}

// get is t[key]; nil if there is nothing.
func (t *token) get(key any) any {
	switch k := key.(type) {
	case string:
		if t.kind != object {
			throw()
		}
		if p := t.property(k); p != nil {
			return p.parts[0]
		}
		return nil
	case int32:
		if t.kind != array || k < 0 || int(k) >= len(t.parts) {
			throw()
		}
		return t.parts[k]
	}
	giveUp()
	return nil
}

// put is t[key] = v.
func (t *token) put(key, v any) {
	if s, ok := key.(string); ok && t.kind == object && t.property(s) == nil {
		t.add(len(t.parts), propertyOf(s, v))
		return
	}
	old, ok := t.get(key).(*token)
	if !ok {
		giveUp()
	}
	old.replace(v)
}

func propertyOf(name string, v any) *token {
	p := &token{kind: property, name: name}
	p.add(0, tokenOf(v))
	return p
}

// replace is Replace(v): where t stands, v stands from now on.
func (t *token) replace(v any) {
	up := t.parent
	if up == nil {
		throw()
	}
	with := tokenOf(v)
	if with == t {
		return
	}
	at := slices.Index(up.parts, t)
	up.drop(at)
	up.add(at, with)
}

// text is a token as text: of a value alone.
func (t *token) text() string {
	if t.kind != scalar {
		giveUp() // its JSON
	}
	return textOf(t.value)
}

// asText is (string)token.
func (t *token) asText() any {
	if t.kind == property {
		t = t.parts[0]
	}
	if t.kind != scalar {
		throw()
	}
	if t.value == nil {
		return nil
	}
	return textOf(t.value)
}

// onToken calls a method of a token. out is where an out argument goes to.
func (m *machine) onToken(t *token, name string, args []any, out func(any)) any {
	switch name {
	case "ToString":
		return t.text()
	case "Replace":
		t.replace(args[0])
		return nil
	case "Remove":
		if len(args) > 0 {
			p := t.property(keyOf(args[0]))
			if p != nil {
				t.drop(slices.Index(t.parts, p))
			}
			return p != nil
		}
		if t.parent == nil || t.parent.kind == property {
			throw()
		}
		t.parent.drop(slices.Index(t.parent.parts, t))
		return nil
	case "AddBeforeSelf", "AddAfterSelf":
		if t.parent == nil || t.parent.kind != array {
			throw()
		}
		at := slices.Index(t.parent.parts, t)
		if name == "AddAfterSelf" {
			at++
		}
		t.parent.add(at, tokenOf(args[0]))
		return nil
	case "Property":
		if p := t.property(keyOf(args[0])); p != nil {
			return p
		}
		return nil
	case "Properties":
		return query(t.children)
	case "DeepClone":
		return t.copy()
	case "GetValue":
		return t.get(keyOf(args[0]))
	case "TryGetValue":
		v := t.get(keyOf(args[0]))
		out(v)
		return v != nil
	case "SelectToken":
		return t.selectToken(plain(args[0]))
	case "Add", "Insert", "RemoveAt":
		return t.changeArray(name, args)
	}
	return m.onSequence(t, name, args)
}

func (t *token) changeArray(name string, args []any) any {
	switch {
	case name == "Add" && t.kind == object:
		k := keyOf(args[0])
		if t.property(k) != nil {
			throw()
		}
		t.add(len(t.parts), propertyOf(k, args[1]))
	case t.kind != array:
		giveUp()
	case name == "Add":
		t.add(len(t.parts), tokenOf(args[0]))
	case name == "Insert":
		t.add(positionIn(args, len(t.parts)), tokenOf(args[1]))
	default:
		if at := positionIn(args, len(t.parts)); at < len(t.parts) {
			t.drop(at)
		} else {
			throw()
		}
	}
	return nil
}

// selectToken is SelectToken with a path of names and indexes.
func (t *token) selectToken(path string) any {
	path = strings.TrimPrefix(path, "$.")
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		var next any
		if n, err := strconv.Atoi(step); err == nil {
			if t.kind == array && n < len(t.parts) {
				next = t.parts[n]
			}
		} else if t.kind == object {
			next = t.get(step)
		}
		if next == nil {
			return nil
		}
		t = next.(*token)
	}
	return t
}

// member is a property of a token.
func (t *token) member(name string) any {
	switch {
	case name == "Count":
		return int32(len(t.parts))
	case name == "Name" && t.kind == property:
		return t.name
	case name == "Value" && t.kind == property:
		return t.parts[0]
	case name == "Parent" && t.parent != nil:
		return t.parent
	case name == "First" || name == "Last":
		if t.kind == scalar {
			throw()
		}
		if len(t.parts) == 0 {
			return nil
		}
		if name == "Last" {
			return t.parts[len(t.parts)-1]
		}
		return t.parts[0]
	}
	giveUp()
	return nil
}

// jsonReader reads JSON with quotes of both kinds, whose strings hold no escapes and
// whose numbers are small.
type jsonReader struct {
	s  string
	at int
}

func parseJSON(s string) *token {
	r := &jsonReader{s: s}
	t := r.read()
	if r.skip(); r.at < len(s) {
		giveUp()
	}
	return t
}

func (r *jsonReader) skip() {
	for r.at < len(r.s) && r.s[r.at] == ' ' {
		r.at++
	}
}

// next takes a byte that has to be one of some.
func (r *jsonReader) next(set string) byte {
	r.skip()
	if r.at >= len(r.s) || strings.IndexByte(set, r.s[r.at]) < 0 {
		giveUp()
	}
	r.at++
	return r.s[r.at-1]
}

func (r *jsonReader) peek() byte {
	r.skip()
	if r.at >= len(r.s) {
		return 0
	}
	return r.s[r.at]
}

func (r *jsonReader) quoted() string {
	quote := r.next(`"'`)
	n := strings.IndexByte(r.s[r.at:], quote)
	if n < 0 {
		giveUp()
	}
	text := r.s[r.at : r.at+n]
	if strings.ContainsAny(text, `\`+"\r\n\t") || strings.Contains(text, "T") && strings.ContainsAny(text, "0123456789") {
		giveUp() // an escape, or what may be a date
	}
	r.at += n + 1
	return text
}

func (r *jsonReader) read() *token {
	switch r.peek() {
	case '"', '\'':
		return &token{value: r.quoted()}
	case '{':
		t := &token{kind: object}
		r.members('}', func() {
			name := r.quoted()
			r.next(":")
			if t.property(name) != nil {
				giveUp()
			}
			t.add(len(t.parts), propertyOf(name, r.read()))
		})
		return t
	case '[':
		t := &token{kind: array}
		r.members(']', func() { t.add(len(t.parts), r.read()) })
		return t
	}
	n := strings.IndexAny(r.s[r.at:], ",]} ")
	if n < 0 {
		n = len(r.s) - r.at
	}
	word := r.s[r.at : r.at+n]
	r.at += n
	switch word {
	case "true", "false":
		return &token{value: word == "true"}
	case "null":
		return &token{}
	}
	k, err := strconv.ParseInt(word, 10, 32)
	if err != nil || word[0] == '0' && len(word) > 1 || word[0] == '+' || word[0] == '-' {
		giveUp()
	}
	return &token{value: int32(k)}
}

// members reads what stands between brackets.
func (r *jsonReader) members(end byte, one func()) {
	r.at++
	if r.peek() == end {
		r.at++
		return
	}
	for {
		one()
		if r.next(","+string(end)) == end {
			return
		}
	}
}
