package eval

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// stringMethods are the members of a string that are followed: least and most
// arguments, type of the result, and how it is computed.
// https://learn.microsoft.com/dotnet/api/system.string
var stringMethods = map[string]method{
	"ToString":          {0, 1, value.StringType, nil, toString},
	"ToLower":           {0, 0, value.StringType, nil, mapped(lower)},
	"ToLowerInvariant":  {0, 0, value.StringType, nil, mapped(lower)},
	"ToUpper":           {0, 0, value.StringType, nil, mapped(upper)},
	"ToUpperInvariant":  {0, 0, value.StringType, nil, mapped(upper)},
	"Trim":              {0, 8, value.StringType, nil, trim(true, true)},
	"TrimStart":         {0, 8, value.StringType, nil, trim(true, false)},
	"TrimEnd":           {0, 8, value.StringType, nil, trim(false, true)},
	"Replace":           {2, 2, value.StringType, nil, replace},
	"Substring":         {1, 2, value.StringType, nil, substring},
	"Remove":            {1, 2, value.StringType, nil, remove},
	"Insert":            {2, 2, value.StringType, nil, insert},
	"PadLeft":           {1, 2, value.StringType, exactPad(true), nil},
	"PadRight":          {1, 2, value.StringType, exactPad(false), nil},
	"Split":             {0, 8, value.AnyType, nil, split},
	"ToCharArray":       {0, 0, value.AnyType, nil, chars},
	"ToArray":           {0, 0, value.AnyType, nil, chars},
	"Reverse":           {0, 0, value.AnyType, nil, reversedChars},
	"StartsWith":        {1, 2, value.BoolType, nil, tested(startsWith)},
	"EndsWith":          {1, 2, value.BoolType, nil, tested(endsWith)},
	"Contains":          {1, 2, value.BoolType, nil, tested(containsText)},
	"Equals":            {1, 2, value.BoolType, nil, tested(equalsText)},
	"IndexOf":           {1, 2, value.NumberType, exactIndex(strings.Index), nil},
	"LastIndexOf":       {1, 2, value.NumberType, exactIndex(strings.LastIndex), nil},
	"GetValueOrDefault": {0, 1, value.AnyType, nil, same}, // of a nullable value
	"First":             {0, 0, value.CharType, firstChar, nil},
	"Clone":             {0, 0, value.StringType, nil, same},
	"GetComponents":     {2, 2, value.StringType, nil, nil},
	"CompareTo":         {1, 1, value.NumberType, exactCompare, nil},
	"GetHashCode":       {0, 0, value.NumberType, nil, nil},
	"Normalize":         {0, 1, value.StringType, nil, nil},
	"IsNormalized":      {0, 1, value.BoolType, nil, nil},
	"GetType":           {0, 0, value.AnyType, nil, nil},
	"Any":               {0, 0, value.BoolType, nil, nil},
	"Count":             {0, 0, value.NumberType, nil, nil},
}

// same gives the receiver itself.
func same(m *machine, x *expr.Call, s value.Str, _ []value.Str) (value.Value, bool) {
	return value.Value{Alts: []value.Str{s}}.ReadAt(m.loc(x), value.Operand, nil), true
}

// toString is ToString() of a string, a number, a boolean or a character; with
// a format, of a number.
func toString(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	if len(args) == 1 && isCulture(args[0]) && s.IsText() {
		args = nil
	}
	if len(args) == 1 {
		if format, ok := args[0].Text(); ok && s.IsNumeric() {
			return m.numberFormat(x, s, format), true
		}
		return value.Value{}, false
	}
	sel := x.Fun.(*expr.Member)
	v := through(value.Retyped(value.Value{Alts: []value.Str{s}}, value.StringType), sel.X, x, m.env.Path)
	return v, true
}

// lower and upper are the case mappings of the invariant culture. Letters whose
// mapping differs between cultures are left to the caller.
func lower(s string) (string, bool) { return strings.Map(unicode.ToLower, s), plainCase(s) }

func upper(s string) (string, bool) { return strings.Map(unicode.ToUpper, s), plainCase(s) }

func plainCase(s string) bool { return !strings.ContainsAny(s, "İıſß") }

// mapped changes every piece. Hosts compare without case, so a symbol stays
// what it is.
func mapped(f func(string) (string, bool)) func(*machine, *expr.Call, value.Str, []value.Str) (value.Value, bool) {
	return func(m *machine, x *expr.Call, s value.Str, _ []value.Str) (value.Value, bool) {
		parts := make([]value.Part, len(s.Parts))
		for i, p := range s.Parts {
			if p.Kind == value.Literal {
				t, ok := f(p.View.Src)
				switch {
				case !ok:
					return value.Value{}, false
				case t != p.View.Src:
					p = value.Part{Kind: value.Literal, Type: value.StringType, View: text.NewView(t), At: p.At, Form: value.Operand, Trail: p.Trail}
				}
			}
			parts[i] = p
		}
		return value.Value{Alts: []value.Str{{Parts: parts}}}.ReadAt(m.loc(x), value.Operand, nil), true
	}
}

const blanks = " \t\r\n\v\f\u0085\u00a0"

// trim is Trim, TrimStart or TrimEnd: without arguments of white space, else of
// the given characters. What is unknown stays unknown; a hostname has no other
// characters than its own.
func trim(start, end bool) func(*machine, *expr.Call, value.Str, []value.Str) (value.Value, bool) {
	return func(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
		set, host := "", true
		for _, a := range args {
			t, ok := a.Text()
			if !ok {
				if o := a.AsObject(); o == nil || !m.charSet(o, &t) {
					return value.Value{}, false
				}
			}
			set += t
		}
		if set == "" {
			set = blanks
		} else {
			host = !strings.ContainsFunc(set, value.IsHostRune)
		}
		parts, ok := s.Parts, true
		if start {
			parts, ok = trimmed(parts, set, host, false)
		}
		if end && ok {
			parts, ok = trimmed(parts, set, host, true)
		}
		if !ok {
			return value.Value{}, false
		}
		if len(parts) == 0 {
			return value.Computed("", value.StringType, m.loc(x)), true
		}
		return value.Value{Alts: []value.Str{{Parts: parts}}}.ReadAt(m.loc(x), value.Operand, nil), true
	}
}

// charSet reads an array of characters.
func (m *machine) charSet(o *value.Object, out *string) bool {
	o = m.now(o)
	for _, e := range o.Elems {
		c, ok := e.Only()
		if !ok {
			return false
		}
		*out += c
	}
	return o.Kind == value.List && !o.IsOpen()
}

// substring is Substring(start[, length]), as far as the known beginning goes.
func substring(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	from, ok := args[0].Number()
	head := s.Head()
	if !ok || from < 0 || !isASCII(head) {
		return value.Value{}, false
	}
	if from > int64(len(head)) {
		return value.Value{}, false
	}
	if len(args) == 1 {
		rest := s.From(s.PosAt(int(from)))
		if len(rest.Parts) == 0 {
			return value.Computed("", value.StringType, m.loc(x)), true
		}
		return value.Value{Alts: []value.Str{{Parts: rest.Parts}}}.ReadAt(m.loc(x), value.Operand, nil), true
	}
	n, ok := args[1].Number()
	if !ok || n < 0 || from+n > int64(len(head)) {
		return value.Value{}, false
	}
	if n == 0 {
		return value.Computed("", value.StringType, m.loc(x)), true
	}
	part := s.To(s.PosAt(int(from + n)))
	part = part.From(part.PosAt(int(from)))
	return value.Value{Alts: []value.Str{{Parts: part.Parts}}}.ReadAt(m.loc(x), value.Operand, nil), true
}

// insert is Insert(index, text) into the known beginning.
func insert(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	at, ok := args[0].Number()
	head := s.Head()
	if !ok || at < 0 || at > int64(len(head)) || !isASCII(head) || args[1].IsNull() || args[1].AsObject() != nil {
		return value.Value{}, false
	}
	out := value.Str{}
	cut := s.PosAt(int(at))
	if at > 0 {
		out.Append(s.To(cut))
	}
	out.Append(value.Str{Parts: args[1].Parts})
	if cut.Valid() {
		out.Append(value.Str{Parts: s.From(cut).Parts})
	}
	return stringOf(value.Value{Alts: []value.Str{out}}).ReadAt(m.loc(x), value.Operand, nil), true
}

// remove is Remove(start[, length]), as far as the known beginning goes.
func remove(_ *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	from, ok := args[0].Number()
	head := s.Head()
	if !ok || from < 0 || from > int64(len(head)) || !isASCII(head) {
		return value.Value{}, false
	}
	out := value.Str{}
	out.Append(s.To(s.PosAt(int(from))))
	if len(args) == 2 {
		n, ok := args[1].Number()
		if !ok || n < 0 || from+n > int64(len(head)) {
			return value.Value{}, false
		}
		out.Append(value.Str{Parts: s.From(s.PosAt(int(from + n))).Parts})
	}
	return stringOf(value.Value{Alts: []value.Str{out}}), true
}

// maxRepeat bounds text that is padded or repeated.
const maxRepeat = 1000

func repeat(s string, n int) string { return strings.Repeat(s, n) }

func exactPad(left bool) func(string, []string) (string, bool) {
	return func(s string, a []string) (string, bool) {
		n, err := strconv.Atoi(a[0])
		if err != nil || n < 0 || n > maxRepeat || !isASCII(s) {
			return "", false
		}
		fill := " "
		if len(a) == 2 {
			fill = a[1]
		}
		pad := repeat(fill, max(0, n-len(s)))
		if left {
			return pad + s, true
		}
		return s + pad, true
	}
}

func exactIndex(f func(string, string) int) func(string, []string) (string, bool) {
	return func(s string, a []string) (string, bool) {
		if !isPlain(s) || !isPlain(a[0]) || a[0] == "" {
			return "", false
		}
		if len(a) == 2 {
			switch a[1] {
			case "Ordinal":
			case "OrdinalIgnoreCase":
				s, a = strings.ToLower(s), []string{strings.ToLower(a[0])}
			default:
				return "", false
			}
		}
		return strconv.Itoa(f(s, a[0])), true
	}
}

// exactCompare is CompareTo(text): 0 of equal texts. What it is of others depends on the
// culture.
func exactCompare(s string, a []string) (string, bool) { return "0", s == a[0] }

// isPlain reports whether every culture compares a text byte by byte.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func firstChar(s string, _ []string) (string, bool) {
	if s == "" || s[0] >= 0x80 {
		return "", false
	}
	return s[:1], true
}

// reversedChars is Reverse() of LINQ on a text.
func reversedChars(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	v, ok := chars(m, x, s, args)
	if o := only(v); ok && o != nil {
		slices.Reverse(o.Elems)
	}
	return v, ok
}

// chars is ToCharArray().
func chars(m *machine, x *expr.Call, s value.Str, _ []value.Str) (value.Value, bool) {
	t, ok := s.Text()
	if !ok || !isASCII(t) || len(t) > maxRepeat {
		return value.Value{}, false
	}
	o := &value.Object{Kind: value.List}
	for i := range len(t) {
		o.Elems = append(o.Elems, value.Computed(t[i:i+1], value.CharType, m.loc(x)))
	}
	return value.OfObject(o, m.here(x)), true
}
