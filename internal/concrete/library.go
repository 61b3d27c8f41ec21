package concrete

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

func (m *machine) call(x *expr.Call) any {
	if id, ok := x.Fun.(*expr.Ident); ok {
		args := make([]any, len(x.Args))
		for i, a := range x.Args {
			args[i] = m.eval(a.X)
		}
		return m.apply(m.locals[id.Name], args...)
	}
	sel, ok := x.Fun.(*expr.Member)
	if !ok {
		giveUp()
	}
	name := sel.Sel.Text
	switch path(sel) {
	case "context.Request.Headers.GetValueOrDefault":
		key, d := keyOf(m.eval(x.Args[0].X)), m.eval(x.Args[1].X)
		if v, ok := m.ctx.header(key); ok {
			return v
		}
		return d
	case "context.Variables.GetValueOrDefault":
		key := keyOf(m.eval(x.Args[0].X))
		var d any
		if len(x.Args) > 1 {
			d = m.eval(x.Args[1].X)
		}
		if v, ok := m.ctx.Variables[key]; ok {
			return v
		}
		return d
	case "context.Request.Headers.ContainsKey":
		_, ok := m.ctx.header(keyOf(m.eval(x.Args[0].X)))
		return ok
	case "context.Variables.ContainsKey":
		_, ok := m.ctx.Variables[keyOf(m.eval(x.Args[0].X))]
		return ok
	case "string.Concat", "string.Join", "string.IsNullOrEmpty", "string.IsNullOrWhiteSpace", "string.Equals", "string.Format", "Uri.EscapeDataString", "Regex.Replace",
		"Encoding.UTF8.GetBytes", "Encoding.UTF8.GetString", "Convert.ToBase64String", "Convert.FromBase64String":
		return m.static(path(sel), x)
	}
	recv := m.eval(sel.X)
	args := make([]any, len(x.Args))
	for i, a := range x.Args {
		args[i] = m.eval(a.X)
	}
	switch recv := recv.(type) {
	case nil:
		throw()
	case string:
		return m.onText(ascii(recv), name, args)
	case *list:
		return m.onList(recv, name, args)
	case *builder:
		switch {
		case name == "Append" && len(args) == 1:
			recv.text += textOf(args[0])
			return recv
		case name == "ToString" && len(args) == 0:
			return recv.text
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
	var args []any
	for _, a := range x.Args {
		args = append(args, m.eval(a.X))
	}
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
		l, ok := args[1].(*list)
		if !ok {
			giveUp()
		}
		var parts []string
		for _, e := range l.elems {
			parts = append(parts, textOf(e))
		}
		return strings.Join(parts, textOf(args[0]))
	case "Uri.EscapeDataString":
		if args[0] == nil {
			throw()
		}
		return escape(ascii(textOf(args[0])))
	}
	if args[0] == nil {
		throw()
	}
	switch name {
	case "Regex.Replace":
		return regexp.MustCompile(plain(args[1])).ReplaceAllLiteralString(ascii(plain(args[0])), plain(args[2]))
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
		for _, p := range strings.Split(s, plain(args[0])) {
			l.elems = append(l.elems, p)
		}
		return l
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

// apply runs a lambda or a local function. Names are never used twice in a
// program, so that one table of locals serves all of them; what a recursive
// function changes of its own is put back.
func (m *machine) apply(v any, args ...any) any {
	f, ok := v.(*function)
	if !ok || len(args) != len(f.params) {
		giveUp()
	}
	old := make([]any, len(args))
	for i, p := range f.params {
		old[i] = m.locals[p.Name.Text]
		m.locals[p.Name.Text] = args[i]
	}
	var out any
	if f.body != nil {
		out = m.eval(f.body)
	} else {
		result := m.result
		if m.block(f.block.Stmts) != returned {
			giveUp()
		}
		out, m.result = m.result, result
	}
	for i, p := range f.params {
		m.locals[p.Name.Text] = old[i]
	}
	return out
}

// holds applies a predicate.
func (m *machine) holds(args []any, e any) bool {
	yes, ok := m.apply(args[0], e).(bool)
	if !ok {
		giveUp()
	}
	return yes
}

// onList calls a method of a list.
func (m *machine) onList(l *list, name string, args []any) any {
	kept := l.elems
	switch name {
	case "Add":
		l.elems = append(l.elems, args[0])
		return nil
	case "First", "Last", "FirstOrDefault", "LastOrDefault", "Where", "Any", "All", "Count":
		if len(args) == 1 {
			kept = nil
			for _, e := range l.elems {
				if m.holds(args, e) {
					kept = append(kept, e)
				}
			}
		}
	}
	switch name {
	case "First", "Last":
		if len(kept) == 0 {
			throw()
		}
		if name == "Last" {
			return kept[len(kept)-1]
		}
		return kept[0]
	case "FirstOrDefault", "LastOrDefault":
		if len(kept) == 0 {
			return nil
		}
		if name == "LastOrDefault" {
			return kept[len(kept)-1]
		}
		return kept[0]
	case "Where":
		return &list{kept}
	case "Any":
		return len(kept) > 0
	case "All":
		return len(kept) == len(l.elems)
	case "Count":
		return int32(len(kept))
	case "ToList", "ToArray":
		return &list{append([]any(nil), l.elems...)}
	case "Aggregate":
		if len(l.elems) == 0 {
			throw()
		}
		out := l.elems[0]
		for _, e := range l.elems[1:] {
			out = m.apply(args[0], out, e)
		}
		return out
	case "Contains":
		for _, e := range l.elems {
			if equal(e, args[0]) {
				return true
			}
		}
		return false
	case "Skip":
		return &list{l.elems[min(max(number(args, 0), 0), len(l.elems)):]}
	case "Take":
		return &list{l.elems[:min(max(number(args, 0), 0), len(l.elems))]}
	case "Select":
		out := &list{}
		for _, e := range l.elems {
			out.elems = append(out.elems, m.apply(args[0], e))
		}
		return out
	case "Concat":
		other, ok := args[0].(*list)
		if !ok {
			giveUp()
		}
		return &list{append(append([]any(nil), l.elems...), other.elems...)}
	}
	giveUp()
	return nil
}

// parseURI reads a plain absolute URL and gives up on every other text.
func parseURI(s string) *uri {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || scheme != "https" && scheme != "http" || strings.ContainsAny(rest, " \\@#%{}[]<>|^`\"") {
		giveUp()
	}
	u := &uri{scheme: scheme}
	i := strings.IndexAny(rest, "/?")
	if i < 0 {
		i = len(rest)
	}
	u.host, u.path = rest[:i], rest[i:]
	if !strings.HasPrefix(u.path, "/") {
		u.path = "/" + u.path
	}
	u.host, u.port, _ = strings.Cut(strings.ToLower(u.host), ":")
	if u.host == "" || strings.Trim(u.host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.Contains(u.path, "/.") || strings.HasSuffix(u.host, ".") {
		giveUp()
	}
	if u.port == (map[string]string{"https": "443", "http": "80"})[scheme] {
		u.port = ""
	}
	return u
}

func (u *uri) authority() string {
	if u.port == "" {
		return u.host
	}
	return u.host + ":" + u.port
}

func (u *uri) whole() string { return u.scheme + "://" + u.authority() + u.path }

func (u *uri) part(name string) any {
	path, query, has := strings.Cut(u.path, "?")
	switch name {
	case "Host":
		return u.host
	case "Scheme":
		return u.scheme
	case "Authority":
		return u.authority()
	case "AbsolutePath":
		return path
	case "PathAndQuery":
		return u.path
	case "AbsoluteUri":
		return u.whole()
	case "Query":
		if has && query != "" {
			return "?" + query
		}
		return ""
	}
	giveUp()
	return nil
}
