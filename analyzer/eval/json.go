package eval

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// parseJSON is JObject.Parse and its like, of text whose structure is known: a
// hostname or a number in it is a piece of a value.
func (m *machine) parseJSON(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return choices([]value.Value{m.textOf(args[0])}, func(s []value.Str) value.Value {
		r := &jsonReader{m: m, x: x, s: s[0]}
		if v, ok := r.read(); ok {
			return v
		}
		return m.because(x, value.AnyType, value.Value{Alts: []value.Str{s[0]}})
	})
}

// hidden stands for a piece that is not known while its surroundings are read.
const hidden = "\ue000"

// jsonReader reads JSON whose strings can hold symbols.
type jsonReader struct {
	m   *machine
	x   *expr.Call
	s   value.Str
	src string // the text of s, with hidden for symbols, as strict JSON
	// from leads from an offset of src to one of the text that is not strict; nil if both
	// are the same.
	from []int
	dec  *jsontext.Decoder
}

func (r *jsonReader) read() (value.Value, bool) {
	var b strings.Builder
	for i := range r.s.Parts {
		switch p := &r.s.Parts[i]; {
		case p.Known():
			if strings.Contains(p.View.Src, hidden) {
				return value.Value{}, false
			}
			b.WriteString(p.View.Src)
		case p.Kind == value.GatewayHost, p.Kind == value.ServiceName, p.Kind == value.Unknown && p.IsWord():
			b.WriteString(hidden)
		default:
			return value.Value{}, false
		}
	}
	r.src = b.String()
	strict, from, ok := strictJSON(r.src)
	if !ok {
		return value.Value{}, false
	}
	r.src, r.from = strict, from
	r.dec = jsontext.NewDecoder(bytes.NewBufferString(r.src))
	v, ok := r.value(0)
	if !ok || strings.TrimSpace(r.src[r.dec.InputOffset():]) != "" {
		return value.Value{}, false
	}
	return v, true
}

func (r *jsonReader) value(depth int) (value.Value, bool) {
	kind := r.dec.PeekKind()
	if depth > maxNesting {
		return value.Value{}, false
	}
	switch kind {
	case '{', '[':
		if _, err := r.dec.ReadToken(); err != nil {
			return value.Value{}, false
		}
		o := &value.Object{Kind: value.Map, JSON: true}
		if kind == '[' {
			o.Kind = value.List
		}
		for {
			if k := r.dec.PeekKind(); k == '}' || k == ']' {
				_, err := r.dec.ReadToken()
				return value.OfObject(o, r.m.here(r.x)), err == nil
			}
			if len(o.Elems) > 4*maxRounds {
				return value.Value{}, false
			}
			if kind == '[' {
				v, ok := r.value(depth + 1)
				if !ok {
					return value.Value{}, false
				}
				o.Elems = append(o.Elems, placed(v))
				continue
			}
			name, err := r.dec.ReadToken()
			if err != nil || strings.Contains(name.String(), hidden) {
				return value.Value{}, false
			}
			key := name.String()
			v, ok := r.value(depth + 1)
			if !ok {
				return value.Value{}, false
			}
			o.Keys, o.Elems = append(o.Keys, key), append(o.Elems, placed(v))
		}
	case '"':
		raw, err := r.dec.ReadValue()
		if err != nil {
			return value.Value{}, false
		}
		return r.text(raw)
	}
	tok, err := r.dec.ReadToken()
	if err != nil {
		return value.Value{}, false
	}
	at := r.m.loc(r.x)
	switch kind {
	case 'n':
		return value.Held(value.OfPart(value.Part{Kind: value.Null, At: at, Form: value.Operand})), true
	case 't', 'f':
		return value.Held(r.m.boolean(r.x, value.Truth{Yes: kind == 't', No: kind == 'f'})), true
	}
	if n, ok := plainInt(tok.String()); ok {
		return value.Held(r.m.integer(r.x, n)), true
	}
	return r.m.unknown(r.x, "a number in JSON"), true
}

// text is a string: a part of s, so that its bytes keep their places.
func (r *jsonReader) text(raw jsontext.Value) (value.Value, bool) {
	end := int(r.dec.InputOffset()) - 1
	start := end - len(raw) + 2
	if looksLikeDate(string(raw)) { // Json.NET makes a date of it
		return r.m.unknown(r.x, "a date in JSON"), true
	}
	if strings.IndexByte(r.src[start:end], '\\') >= 0 {
		if strings.Contains(r.src[start:end], hidden) {
			return value.Value{}, false
		}
		t, err := jsontext.AppendUnquote(nil, raw)
		return value.Held(value.Computed(string(t), value.StringType, r.m.loc(r.x))), err == nil
	}
	part := r.slice(start, end)
	if len(part.Parts) == 0 {
		return value.Held(value.Computed("", value.StringType, r.m.loc(r.x))), true
	}
	return value.Held(value.Value{Alts: []value.Str{part}}.ReadAt(r.m.loc(r.x), value.Operand, nil)), true
}

// slice is the part of s between two offsets of src.
func (r *jsonReader) slice(start, end int) value.Str {
	if r.from != nil {
		start, end = r.from[start], r.from[end]
	}
	out := value.Str{}
	at := 0
	for i := range r.s.Parts {
		p := r.s.Parts[i]
		n := len(hidden)
		if p.Known() {
			n = len(p.View.Src)
		}
		from, to := max(start, at), min(end, at+n)
		if from < to {
			if p.Kind == value.Literal {
				p = p.Slice(from-at, to-at)
			}
			out.Parts = append(out.Parts, p)
		}
		at += n
	}
	return out
}

func looksLikeDate(s string) bool {
	return len(s) > 18 && s[5] == '-' && s[8] == '-' && s[11] == 'T' || strings.HasPrefix(s, `"\/Date(`) || strings.HasPrefix(s, `"/Date(`)
}

// selectToken is SelectToken with a path of names and indexes: $.a.b[0]['c'].
// https://www.newtonsoft.com/json/help/html/SelectToken.htm
func selectToken(m *machine, x *expr.Call, o, _ *value.Object, args []value.Value) (value.Value, bool) {
	path, ok := args[0].Only()
	steps, plain := tokenPath(path)
	if !ok || !plain {
		return value.Value{}, false
	}
	v := value.OfObject(o, m.here(x))
	for _, step := range steps {
		next := only(v)
		if next == nil || next.Kind != value.Map && next.Kind != value.List {
			return m.because(x, value.AnyType, v), true
		}
		next = m.now(next)
		n, err := strconv.Atoi(step.index)
		switch {
		case step.index == "" && next.Kind == value.Map:
			v = m.valueAt(x, next, step.name)
		case step.index != "" && err == nil && next.Kind == value.List:
			if v = m.elementAt(x, next, int64(n)); len(v.Alts) == 0 { // there is none
				return m.void(x), true
			}
		default:
			return m.because(x, value.AnyType, v), true
		}
	}
	return v, true
}

// pathStep is a step of a path: to a property, or to an element.
type pathStep struct{ name, index string }

// tokenPath reads a path of names and indexes; ok is false for everything else.
func tokenPath(path string) (steps []pathStep, ok bool) {
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		switch path[0] {
		case '[':
			inner, rest, closed := strings.Cut(path[1:], "]")
			name, quoted := strings.CutPrefix(inner, "'")
			if quoted {
				name, quoted = strings.CutSuffix(name, "'")
			}
			switch {
			case !closed || inner == "":
				return nil, false
			case quoted:
				steps = append(steps, pathStep{name: name})
			case strings.Trim(inner, "0123456789") == "":
				steps = append(steps, pathStep{index: inner})
			default:
				return nil, false
			}
			path = rest
		default:
			path = strings.TrimPrefix(path, ".")
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			if name := path[:end]; name == "" || strings.ContainsAny(name, "*?@'\"()") {
				return nil, false
			}
			steps, path = append(steps, pathStep{name: path[:end]}), path[end:]
		}
	}
	return steps, len(steps) > 0
}
