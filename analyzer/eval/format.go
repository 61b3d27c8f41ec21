package eval

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// isCulture reports whether an argument is a culture. Of texts none changes anything.
func isCulture(s value.Str) bool {
	t, ok := s.Literal()
	return ok && s.IsHeld() && (t == invariantCulture || t == currentCulture)
}

// invariantCulture and currentCulture stand for the cultures of these names.
const invariantCulture, currentCulture = "InvariantCulture", "CurrentCulture"

// format is string.Format.
// https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting
func (m *machine) format(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) > 1 && len(args[0].Alts) == 1 && isCulture(args[0].Alts[0]) {
		args = args[1:]
	}
	if len(args) == 0 {
		return value.Value{}, false
	}
	rest := args[1:]
	if len(rest) == 1 { // an array of the arguments
		if o := only(rest[0]); o != nil && o.Kind == value.List {
			if o = m.now(o); o.IsOpen() {
				return value.Value{}, false
			}
			rest = o.Elems
		}
	}
	out := value.Value{Cut: args[0].Cut}
	for _, s := range args[0].Alts {
		v := m.formatted(x, s, rest)
		if len(s.When) > 0 {
			for i := range v.Alts {
				v.Alts[i].When = append(s.When[:len(s.When):len(s.When)], v.Alts[i].When...)
			}
		}
		out = value.Join(out, v)
	}
	return out, true
}

func (m *machine) formatted(x *expr.Call, format value.Str, args []value.Value) value.Value {
	wrong := func(why string) value.Value { return m.unknown(x, "the result of string.Format(...) with "+why) }
	out := value.Of()
	for _, p := range format.Parts {
		switch {
		case p.Kind == value.GatewayHost || p.Kind == value.ServiceName && p.View.Src == "":
			out = value.Plus(out, value.Of(p))
			continue
		case !p.Known(): // its text can hold items
			return m.because(x, value.StringType, value.Value{Alts: []value.Str{format}})
		}
		t, from := p.Text(), 0
		for i := 0; i < len(t); i++ {
			switch {
			case t[i] != '{' && t[i] != '}':
			case i+1 < len(t) && t[i+1] == t[i]: // {{ and }} stand for one brace
				out = value.Plus(out, value.Of(p.Slice(from, i+1)))
				i++
				from = i + 1
			case t[i] == '}':
				return wrong("a format that is wrong")
			default:
				end := strings.IndexByte(t[i:], '}')
				if end < 0 {
					return wrong("a format that is wrong")
				}
				item, why := m.item(x, t[i+1:i+end], args)
				if why != "" {
					return wrong(why)
				}
				out = value.Plus(value.Plus(out, value.Of(p.Slice(from, i))), item)
				i += end
				from = i + 1
			}
		}
		out = value.Plus(out, value.Of(p.Slice(from, len(t))))
	}
	return stringOf(out)
}

// item is one format item without its braces: index[,alignment][:format].
func (m *machine) item(x *expr.Call, item string, args []value.Value) (v value.Value, why string) {
	head, format, hasFormat := strings.Cut(item, ":")
	index, align, aligned := strings.Cut(head, ",")
	n, err := strconv.Atoi(strings.TrimSpace(index))
	switch {
	case err != nil || n < 0:
		return value.Value{}, "a format that is wrong"
	case n >= len(args):
		return value.Value{}, "too few arguments"
	}
	v = m.textOf(args[n])
	if hasFormat {
		v = each(args[n], func(s value.Str) value.Value { return m.numberFormat(x, s, format) })
	}
	if aligned {
		width, err := strconv.Atoi(strings.TrimSpace(align))
		if err != nil {
			return value.Value{}, "a format that is wrong"
		}
		v = each(v, func(s value.Str) value.Value { return m.aligned(x, s, m.integer(x, int64(width))) })
	}
	return v, ""
}

// aligned pads a text to a width: on the left, or for a negative width on the
// right.
func (m *machine) aligned(x expr.Node, s value.Str, width value.Value) value.Value {
	n, ok := width.Number()
	t, known := s.Text()
	if s.IsNull() {
		t, known = "", true
	}
	if !ok || !known || !isASCII(t) || n > maxRepeat || n < -maxRepeat {
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
	}
	pad := repeat(" ", max(0, int(max(n, -n))-len(t)))
	switch {
	case pad == "":
		return value.Retyped(value.Value{Alts: []value.Str{s}}, value.StringType)
	case n > 0:
		return value.Computed(pad+t, value.StringType, m.loc(x))
	}
	return value.Computed(t+pad, value.StringType, m.loc(x))
}

// unformatted is a value in a format that is not followed.
func (m *machine) unformatted(x expr.Node, v value.Value) value.Value {
	p := m.here(x)
	p.Why, p.Of, p.Type = "the formatted value of ", x, value.StringType
	if isUnclear(v) {
		return m.because(x, value.StringType, v)
	}
	return value.OfPart(p)
}

// numberFormat is a number in a standard format that all cultures write the same
// way; a format has no effect on text.
// https://learn.microsoft.com/dotnet/standard/base-types/standard-numeric-format-strings
func (m *machine) numberFormat(x expr.Node, s value.Str, format string) value.Value {
	one := value.Value{Alts: []value.Str{s}}
	if s.IsText() && !s.IsNull() || s.IsNull() || len(s.Parts) == 1 && (s.Parts[0].Type == value.BoolType || s.Parts[0].Type == value.CharType) {
		return m.textOf(one)
	}
	n, ok := s.Number()
	if !ok || format == "" {
		return m.unformatted(x, one)
	}
	width, err := 0, error(nil)
	if len(format) > 1 {
		width, err = strconv.Atoi(format[1:])
	}
	digits := strconv.FormatInt(max(n, -n), 10)
	switch {
	case strings.Trim(format, "0") == "" && n >= 0:
		width = len(format)
	case err != nil || width < 0 || width > maxRepeat:
		return m.unformatted(x, one)
	case format[0] == 'D' || format[0] == 'd' || (format == "G" || format == "g"):
	case (format[0] == 'X' || format[0] == 'x') && n >= 0:
		digits = strconv.FormatInt(n, 16)
		if format[0] == 'X' {
			digits = strings.ToUpper(digits)
		}
	default:
		return m.unformatted(x, one)
	}
	out := repeat("0", max(0, width-len(digits))) + digits
	if n < 0 {
		out = "-" + out
	}
	return value.Computed(out, value.StringType, m.loc(x))
}
