package concrete

import (
	"encoding/base64"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

func (m *machine) call(x *expr.Call) any {
	if id, ok := x.Fun.(*expr.Ident); ok {
		f := *m.place(id.Name)
		return m.apply(f, m.args(x)...)
	}
	sel, ok := x.Fun.(*expr.Member)
	if !ok || sel.Optional {
		giveUp()
	}
	name := sel.Sel.Text
	if v, ok := m.ofContext(path(sel), x); ok {
		return v
	}
	if statics[path(sel)] && m.local(rootOf(sel)) == nil {
		return m.static(path(sel), x)
	}
	recv := m.eval(sel.X)
	args := m.args(x)
	out := func(v any) { m.writeOut(x, v) }
	switch recv := recv.(type) {
	case nil:
		throw()
	case string:
		return m.onText(ascii(recv), name, args)
	case *list:
		if v, ok := m.changeList(recv, name, args); ok {
			return v
		}
		return m.onSequence(recv, name, args)
	case query:
		return m.onSequence(recv, name, args)
	case *dict:
		return m.onDict(recv, name, args, out)
	case *token:
		if len(sel.TypeArgs) == 1 && sel.TypeArgs[0].Name == "string" && name == "Value" && len(args) == 1 {
			return cast(recv.get(args[0]), sel.TypeArgs[0])
		}
		return m.onToken(recv, name, args, out)
	case *builder:
		return onBuilder(recv, name, args)
	case *function:
		if name == "Invoke" {
			return m.apply(recv, args...)
		}
	case *uri:
		if name == "ToString" {
			return recv.whole()
		}
	case int32:
		return formatInt(recv, args, name)
	}
	giveUp()
	return nil
}

// args are the values of arguments; an out argument has none.
func (m *machine) args(x *expr.Call) []any {
	args := make([]any, len(x.Args))
	for i, a := range x.Args {
		if a.Mode == "" {
			args[i] = m.eval(a.X)
		} else if a.Mode != "out" {
			giveUp()
		}
	}
	return args
}

// writeOut gives what the only out argument of a call names a value.
func (m *machine) writeOut(x *expr.Call, v any) {
	for _, a := range x.Args {
		if a.Mode == "out" {
			m.deconstruct(a.X, v)
		}
	}
}

// ofContext is a call of a method of the context; ok is false if it is none.
func (m *machine) ofContext(name string, x *expr.Call) (v any, ok bool) {
	owner, method, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(name, "context."), "Request."), ".")
	texts, known := map[string]map[string]string{"Headers": m.ctx.Headers, "Variables": m.ctx.Variables}[owner]
	if !known || !strings.HasPrefix(name, "context.") {
		return nil, false
	}
	args := m.args(x)
	if len(args) == 0 {
		giveUp()
	}
	held, set := texts[keyOf(args[0])]
	if owner == "Headers" {
		held, set = m.ctx.header(keyOf(args[0]))
	}
	switch method {
	case "GetValueOrDefault":
		switch {
		case set:
			return held, true
		case len(args) > 1:
			return args[1], true
		}
		return nil, true
	case "ContainsKey":
		return set, true
	case "TryGetValue":
		switch {
		case !set:
			m.writeOut(x, nil)
		case owner == "Headers":
			m.writeOut(x, arrayOf([]any{held}))
		default:
			m.writeOut(x, held)
		}
		return set, true
	}
	giveUp()
	return nil, true
}

func rootOf(x expr.Expr) string {
	name, _, _ := strings.Cut(path(x), ".")
	return name
}

// statics are the static methods that are covered.
var statics = map[string]bool{
	"string.Concat": true, "string.Join": true, "string.IsNullOrEmpty": true, "string.IsNullOrWhiteSpace": true, "string.Equals": true, "string.Format": true, "Uri.EscapeDataString": true,
	"Regex.Replace": true, "Regex.Match": true, "Regex.IsMatch": true, "Encoding.UTF8.GetBytes": true, "Encoding.UTF8.GetString": true,
	"Convert.ToBase64String": true, "Convert.FromBase64String": true, "JObject.Parse": true, "JArray.Parse": true, "Tuple.Create": true, "Uri.TryCreate": true,
}

func formatInt(n int32, args []any, name string) any {
	if name != "ToString" {
		giveUp()
	}
	if len(args) == 0 {
		return strconv.Itoa(int(n))
	}
	switch f := args[0]; {
	case f == "D":
		return strconv.Itoa(int(n))
	case f == "X" && n >= 0:
		return strings.ToUpper(strconv.FormatInt(int64(n), 16))
	case n >= 0 && f == "D3":
		s := strconv.Itoa(int(n))
		return strings.Repeat("0", max(0, 3-len(s))) + s
	case n >= 0 && f == "00":
		s := strconv.Itoa(int(n))
		return strings.Repeat("0", max(0, 2-len(s))) + s
	}
	giveUp()
	return nil
}

func (m *machine) static(name string, x *expr.Call) any {
	switch name {
	case "Uri.TryCreate":
		s := m.eval(x.Args[0].X)
		u, ok := tryURI(s, path(x.Args[1].X))
		m.writeOut(x, u)
		return ok
	case "Regex.Replace", "Regex.Match", "Regex.IsMatch":
		return m.regex(name, x)
	}
	args := m.args(x)
	switch name {
	case "string.Concat":
		out := ""
		for _, a := range args {
			out += textOf(a)
		}
		return out
	case "string.IsNullOrEmpty":
		return args[0] == nil || args[0] == ""
	case "string.IsNullOrWhiteSpace":
		return args[0] == nil || strings.Trim(ascii(plain(args[0])), blanks) == ""
	case "string.Equals":
		if len(args) == 2 {
			return equal(args[0], args[1])
		}
		if args[0] == nil || args[1] == nil {
			return args[0] == args[1]
		}
		return alike(plain(args[0]), plain(args[1]), args[2:])
	case "string.Join":
		var parts []string
		for _, e := range m.collected(args[1]) {
			parts = append(parts, textOf(e))
		}
		return strings.Join(parts, textOf(args[0]))
	case "Tuple.Create":
		return &tuple{items: args}
	}
	if args[0] == nil {
		throw()
	}
	switch name {
	case "JObject.Parse", "JArray.Parse":
		t := parseJSON(plain(args[0]))
		if (t.kind == object) != (name == "JObject.Parse") || t.kind == scalar {
			throw()
		}
		return t
	case "Uri.EscapeDataString":
		return escape(ascii(textOf(args[0])))
	case "Encoding.UTF8.GetBytes":
		return []byte(plain(args[0]))
	case "Convert.FromBase64String":
		b, err := base64.StdEncoding.DecodeString(plain(args[0]))
		if err != nil {
			giveUp()
		}
		return b
	case "string.Format":
		return formatted(plain(args[0]), args[1:])
	}
	b, ok := args[0].([]byte)
	if !ok {
		giveUp()
	}
	if name == "Convert.ToBase64String" {
		return base64.StdEncoding.EncodeToString(b)
	}
	return string(b)
}

// formatted is string.Format, with holes that have a number and perhaps a width.
func formatted(format string, args []any) string {
	var b strings.Builder
	for format != "" {
		c := format[0]
		switch end := strings.IndexByte(format, '}'); {
		case strings.HasPrefix(format, "{{") || strings.HasPrefix(format, "}}"):
			b.WriteByte(c)
			format = format[2:]
		case c == '{' && end > 0:
			n, width, _ := strings.Cut(format[1:end], ",")
			i, err := strconv.Atoi(n)
			w, werr := strconv.Atoi("0" + strings.TrimPrefix(width, "-"))
			if err != nil || werr != nil || i >= len(args) {
				giveUp()
			}
			text := ascii(textOf(args[i]))
			blank := strings.Repeat(" ", max(0, w-len(text)))
			if !strings.HasPrefix(width, "-") {
				text, blank = blank, text
			}
			b.WriteString(text + blank)
			format = format[end+1:]
		case c == '{' || c == '}':
			throw()
		default:
			b.WriteByte(c)
			format = format[1:]
		}
	}
	return b.String()
}

func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		case strings.IndexByte("!*'()", c) >= 0:
			giveUp()
		default:
			const hex = "0123456789ABCDEF"
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
		}
	}
	return b.String()
}

func number(args []any, i int) int {
	n, ok := args[i].(int32)
	if !ok {
		giveUp()
	}
	return int(n)
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case char:
		return string(rune(v))
	case nil:
		throw()
	}
	giveUp()
	return ""
}

const blanks = " \t\r\n"

// onText calls a method of a string.
func (m *machine) onText(s, name string, args []any) any {
	check := func(ok bool) {
		if !ok {
			throw()
		}
	}
	switch name {
	case "Replace":
		old := plain(args[0])
		check(old != "")
		return strings.ReplaceAll(s, old, plain(args[1]))
	case "Substring":
		from, to := number(args, 0), len(s)
		if len(args) == 2 {
			to = from + number(args, 1)
		}
		check(from >= 0 && from <= to && to <= len(s))
		return s[from:to]
	case "Remove":
		n := number(args, 0)
		if n == len(s) {
			giveUp() // versions of .NET differ
		}
		check(n >= 0 && n < len(s))
		return s[:n]
	case "Insert":
		n := number(args, 0)
		check(n >= 0 && n <= len(s))
		return s[:n] + plain(args[1]) + s[n:]
	case "PadLeft":
		return strings.Repeat(plain(args[1]), max(0, number(args, 0)-len(s))) + s
	case "ToUpper":
		return strings.ToUpper(s)
	case "ToLowerInvariant":
		return strings.ToLower(s)
	case "Trim", "TrimStart", "TrimEnd":
		set := ""
		for _, a := range args {
			set += plain(a)
		}
		if set == "" {
			set = blanks
		}
		if name != "TrimEnd" {
			s = strings.TrimLeft(s, set)
		}
		if name != "TrimStart" {
			s = strings.TrimRight(s, set)
		}
		return s
	case "Split":
		l := &list{}
		if len(args) > 1 {
			giveUp()
		}
		for _, p := range strings.Split(s, plain(args[0])) {
			l.elems = append(l.elems, p)
		}
		return l
	case "ToString":
		return s
	case "IndexOf":
		return int32(strings.Index(s, plain(args[0])))
	case "StartsWith":
		return strings.HasPrefix(s, plain(args[0]))
	case "EndsWith":
		return strings.HasSuffix(s, plain(args[0]))
	case "Contains":
		return strings.Contains(s, plain(args[0]))
	case "Equals":
		return args[0] != nil && alike(s, plain(args[0]), args[1:])
	}
	giveUp()
	return nil
}

// alike compares two texts, perhaps in a way that is given.
func alike(s, t string, way []any) bool {
	switch {
	case len(way) == 0 || way[0] == "StringComparison.Ordinal":
		return s == t
	case way[0] != "StringComparison.OrdinalIgnoreCase":
		giveUp()
	}
	return strings.EqualFold(ascii(s), ascii(t))
}
