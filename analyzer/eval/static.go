package eval

import (
	"encoding/base64"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"hairpin/analyzer/expr"
)

// callStatic calls a method of a type.
func (m *machine) callStatic(x *expr.Call, name string) Value {
	args := m.args(x.Args)
	for i, a := range args {
		if len(a.Alts) == 0 && x.Args[i].Mode != "out" {
			return Value{}
		}
	}
	if f, ok := m.lib.statics[name]; ok {
		if out, ok := f(m, x, args); ok {
			m.forgetOut(x)
			return out
		}
		m.forgetOut(x)
		return m.because(x, staticTypes[name], args...)
	}
	m.loseArgs(args)
	m.forgetOut(x)
	return m.because(x, AnyType, args...)
}

// static evaluates a static method on values; it gives false where it does not
// know what .NET does.
type static func(m *machine, x *expr.Call, args []Value) (Value, bool)

// staticTypes are the types of results that are no strings.
var staticTypes = map[string]Type{
	"string.IsNullOrEmpty": BoolType, "string.IsNullOrWhiteSpace": BoolType, "string.Equals": BoolType,
	"string.Format": StringType, "string.Join": StringType, "Uri.EscapeDataString": StringType,
	"Uri.UnescapeDataString": StringType, "WebUtility.UrlEncode": StringType, "WebUtility.UrlDecode": StringType,
	"WebUtility.HtmlEncode": StringType, "WebUtility.HtmlDecode": StringType, "Regex.Replace": StringType,
	"Convert.ToString": StringType, "Convert.ToBase64String": StringType, "int.Parse": NumberType,
	"Convert.ToInt32": NumberType, "Regex.IsMatch": BoolType, "int.TryParse": BoolType,
}

// staticMethods are the static members that are followed.
var staticMethods = map[string]static{
	// https://learn.microsoft.com/dotnet/api/system.string
	"string.Concat":             (*machine).concatCall,
	"string.Format":             (*machine).format,
	"string.Join":               (*machine).joinCall,
	"string.IsNullOrEmpty":      onEach(func(m *machine, x *expr.Call, s Str) Value { return m.boolean(x, emptyTruth(s)) }),
	"string.IsNullOrWhiteSpace": onEach(func(m *machine, x *expr.Call, s Str) Value { return m.boolean(x, blankTruth(s)) }),
	"string.Equals":             (*machine).equalsCall,
	"object.Equals":             (*machine).equalsCall,
	"string.Copy":               (*machine).copied,
	// https://learn.microsoft.com/dotnet/api/system.convert
	"Convert.ToString":         (*machine).convertToString,
	"Convert.ToInt32":          (*machine).parseInt,
	"Convert.ToBoolean":        (*machine).parseBool,
	"Convert.ToBase64String":   onContent(Bytes, func(s string) (string, bool) { return base64.StdEncoding.EncodeToString([]byte(s)), true }),
	"Convert.FromBase64String": (*machine).fromBase64,
	// https://learn.microsoft.com/dotnet/api/system.int32
	"int.Parse":     (*machine).parseInt,
	"int.TryParse":  (*machine).tryParse,
	"bool.Parse":    (*machine).parseBool,
	"bool.TryParse": (*machine).tryParse,
	// https://learn.microsoft.com/dotnet/api/system.uri
	"Uri.EscapeDataString":   onText(escapeData),
	"Uri.UnescapeDataString": onText(unescapeData),
	// https://learn.microsoft.com/dotnet/api/system.text.encoding
	"Encoding.UTF8.GetBytes":   (*machine).bytesOf,
	"Encoding.UTF8.GetString":  (*machine).stringOf,
	"Encoding.ASCII.GetString": (*machine).stringOf,
	// https://learn.microsoft.com/dotnet/api/system.net.webutility
	"WebUtility.UrlEncode":  onText(urlEncode),
	"WebUtility.UrlDecode":  onText(urlDecode),
	"WebUtility.HtmlEncode": onText(htmlEncode),
	"WebUtility.HtmlDecode": onText(func(s string) (string, bool) { return html.UnescapeString(s), !strings.Contains(s, "&") }),
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	"Regex.Replace": (*machine).regexReplace,
	"Regex.IsMatch": (*machine).regexIsMatch,
	"Regex.Escape":  onText(func(s string) (string, bool) { return s, !strings.ContainsAny(s, "\\*+?|{[()^$.# \t\r\n\f") }),
	// https://www.newtonsoft.com/json/help/html/M_Newtonsoft_Json_Linq_JObject_Parse.htm
	"JObject.Parse":                 (*machine).parseJSON,
	"JArray.Parse":                  (*machine).parseJSON,
	"JToken.Parse":                  (*machine).parseJSON,
	"JObject.FromObject":            (*machine).copied,
	"JArray.FromObject":             (*machine).copied,
	"JToken.FromObject":             (*machine).copied,
	"JsonConvert.DeserializeObject": (*machine).parseJSON,
}

// onEach makes a static method of a function of one alternative.
func onEach(f func(*machine, *expr.Call, Str) Value) static {
	return func(m *machine, x *expr.Call, args []Value) (Value, bool) {
		if len(args) != 1 {
			return Value{}, false
		}
		return choices(args, func(s []Str) Value { return f(m, x, s[0]) })
	}
}

// onText makes a static method of a function of known text.
func onText(f func(string) (string, bool)) static {
	return onEach(func(m *machine, x *expr.Call, s Str) Value {
		if s.IsNull() {
			return of(Part{Kind: Null, At: m.loc(x), Form: Operand})
		}
		if t, ok := s.text(); ok {
			if out, ok := f(t); ok {
				return Computed(out, StringType, m.loc(x))
			}
		}
		return m.because(x, StringType, Value{Alts: []Str{s}})
	})
}

// onContent makes a static method of a function of the text in an object.
func onContent(kind ObjectKind, f func(string) (string, bool)) static {
	return onEach(func(m *machine, x *expr.Call, s Str) Value {
		if o := s.asObject(); o != nil && o.Kind == kind {
			content := m.now(o).content()
			if t, ok := content.Only(); ok {
				if out, ok := f(t); ok {
					return Computed(out, StringType, m.loc(x))
				}
			}
			return m.because(x, StringType, content)
		}
		return m.because(x, StringType, Value{Alts: []Str{s}})
	})
}

func (m *machine) copied(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return m.frozen(args[0], 0).ReadAt(m.loc(x), Operand, nil), true
}

// emptyTruth is string.IsNullOrEmpty.
func emptyTruth(s Str) Truth {
	if s.IsNull() {
		return Truth{Yes: true}
	}
	if t, ok := s.text(); ok {
		return Truth{Yes: t == "", No: t != ""}
	}
	for _, p := range s.Parts {
		if p.known() && p.View.Src != "" || p.Kind == GatewayHost || p.Kind == ServiceName {
			return Truth{No: true}
		}
	}
	return either
}

// blankTruth is string.IsNullOrWhiteSpace.
func blankTruth(s Str) Truth {
	if t, ok := s.text(); ok {
		blank := strings.TrimSpace(t) == ""
		return Truth{Yes: blank, No: !blank}
	}
	for _, p := range s.Parts {
		if p.known() && strings.TrimSpace(p.View.Src) != "" || p.Kind == GatewayHost || p.Kind == ServiceName {
			return Truth{No: true}
		}
	}
	if s.IsNull() {
		return Truth{Yes: true}
	}
	return either
}

// equalsCall is string.Equals(a, b[, comparison]).
func (m *machine) equalsCall(x *expr.Call, args []Value) (Value, bool) {
	if len(args) < 2 || len(args) > 3 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value {
		fold := false
		if len(s) == 3 {
			how, ok := s[2].text()
			if !ok {
				return m.boolean(x, either)
			}
			fold = strings.HasSuffix(how, "IgnoreCase")
		}
		if s[0].IsNull() || s[1].IsNull() {
			return m.boolean(x, equalStr(s[0], s[1]))
		}
		return m.boolean(x, equalsText(s[0], s[1], fold))
	})
}

// concatCall is string.Concat of up to any number of values, or of a list.
func (m *machine) concatCall(x *expr.Call, args []Value) (Value, bool) {
	if len(args) == 1 {
		if o := only(args[0]); o != nil && o.Kind == List {
			return m.joinList(x, typed(Of(), StringType), args[0])
		}
		if isUnclear(args[0]) && !isText(args[0]) {
			return Value{}, false
		}
	}
	out := Of()
	for _, a := range args {
		out = concat(out, m.textOf(a))
	}
	return typed(out, StringType), true
}

// joinCall is string.Join(separator, values...).
func (m *machine) joinCall(x *expr.Call, args []Value) (Value, bool) {
	if len(args) < 2 {
		return Value{}, false
	}
	if len(args) == 2 {
		if o := only(args[1]); o != nil && o.Kind == List {
			return m.joinList(x, args[0], args[1])
		}
		if !isText(args[1]) {
			return Value{}, false
		}
	}
	out := m.textOf(args[1])
	for _, a := range args[2:] {
		out = Concat(out, args[0], m.textOf(a))
	}
	return typed(out, StringType), true
}

// joinList puts the elements of a list together.
func (m *machine) joinList(x *expr.Call, separator, list Value) (Value, bool) {
	o := m.now(only(list))
	out := Of()
	for i, e := range o.Elems {
		if i > 0 {
			out = concat(out, separator)
		}
		out = concat(out, m.textOf(e))
	}
	if o.isOpen() {
		out = concat(out, m.caused(x, o.Open.Cause, o.Open.Why))
	}
	return typed(out, StringType).ReadAt(m.loc(x), Operand, nil), true
}

func (m *machine) convertToString(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value {
		if s[0].IsNull() {
			return Computed("", StringType, m.loc(x))
		}
		return retyped(m.textOf(Value{Alts: []Str{s[0]}}), StringType).ReadAt(m.loc(x), Operand, nil)
	})
}

// parseInt is int.Parse and Convert.ToInt32: text that is no number throws.
func (m *machine) parseInt(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value {
		if s[0].IsNull() || s[0].asObject() != nil || len(s[0].Parts) == 1 && s[0].Parts[0].Type == CharType {
			return m.because(x, NumberType)
		}
		if t, ok := s[0].text(); ok {
			if n, ok := plainInt(t); ok {
				return m.integer(x, n)
			}
		}
		return m.because(x, NumberType, Value{Alts: []Str{s[0]}})
	})
}

// plainInt reads an int as every culture writes it.
func plainInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return n, err == nil && !strings.HasPrefix(strings.TrimSpace(s), "+")
}

func (m *machine) parseBool(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value {
		if t, ok := s[0].text(); ok && !s[0].isNumeric() {
			switch strings.ToLower(strings.TrimSpace(t)) {
			case "true":
				return m.boolean(x, Truth{Yes: true})
			case "false":
				return m.boolean(x, Truth{No: true})
			}
		}
		return m.boolean(x, either)
	})
}

// tryParse is int.TryParse(text, out n) and bool.TryParse.
func (m *machine) tryParse(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 2 {
		return Value{}, false
	}
	name, _ := m.typeName(x.Fun.(*expr.Member))
	isInt := name == "int.TryParse"
	t, ok := args[0].Only()
	n, isNumber := plainInt(t)
	if ok && isInt && isNumber && !allOf(args[0], NumberType) {
		m.write(x, 1, m.integer(x, n))
		return m.boolean(x, Truth{Yes: true}), true
	}
	if ok && isInt && t != "" && strings.Trim(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./:") == "" {
		m.write(x, 1, m.integer(x, 0))
		return m.boolean(x, Truth{No: true}), true
	}
	typ := BoolType
	if isInt {
		typ = NumberType
	}
	m.write(x, 1, m.because(x, typ, args[0]))
	return m.boolean(x, either), true
}

// write sets what an out argument names.
func (m *machine) write(x *expr.Call, i int, v Value) {
	if i >= len(x.Args) {
		return
	}
	name := ""
	switch target := x.Args[i].X.(type) {
	case *expr.Declare:
		name = target.Name.Text
	case *expr.Ident:
		name = target.Name
	default:
		return
	}
	m.set(name, v)
	if m.written == nil {
		m.written = map[string]*expr.Call{}
	}
	m.written[name] = x
}

func (m *machine) fromBase64(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	t, ok := args[0].Only()
	if !ok {
		return Value{}, false
	}
	b, err := base64.StdEncoding.DecodeString(t)
	if err != nil || !utf8.Valid(b) {
		return Value{}, false
	}
	return object(&Object{Kind: Bytes, Elems: []Value{Computed(string(b), StringType, m.loc(x))}}, m.here(x)), true
}

func (m *machine) bytesOf(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 1 {
		return Value{}, false
	}
	return object(&Object{Kind: Bytes, Elems: args}, m.here(x)), true
}

func (m *machine) stringOf(x *expr.Call, args []Value) (Value, bool) {
	if len(args) == 1 {
		if o := only(args[0]); o != nil && o.Kind == Bytes {
			v := o.content()
			name, _ := m.typeName(x.Fun.(*expr.Member))
			if t, ok := v.Only(); ok && name == "Encoding.ASCII.GetString" && !isASCII(t) {
				return Value{}, false
			}
			return v.ReadAt(m.loc(x), Operand, nil), true
		}
	}
	return Value{}, false
}

// escapeData is Uri.EscapeDataString. What stands for itself differs between
// versions of .NET in !*'() only.
func escapeData(s string) (string, bool) {
	if strings.ContainsAny(s, "!*'()") || !utf8.ValidString(s) {
		return "", false
	}
	return percent(s, "-_.~", false), true
}

// percent escapes everything but letters, digits and some marks.
func percent(s, marks string, plus bool) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(marks, c) >= 0:
			b.WriteByte(c)
		case c == ' ' && plus:
			b.WriteByte('+')
		default:
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		}
	}
	return b.String()
}

func unescapeData(s string) (string, bool) {
	out, err := url.PathUnescape(s)
	return out, err == nil && utf8.ValidString(out)
}

func urlEncode(s string) (string, bool) { return percent(s, "-_.!*()", true), utf8.ValidString(s) }

func urlDecode(s string) (string, bool) {
	out, err := url.QueryUnescape(s)
	return out, err == nil && utf8.ValidString(out)
}

func htmlEncode(s string) (string, bool) {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;").Replace(s), isASCII(s)
}

// samePattern reports whether Go's regular expressions and .NET's agree on a
// pattern: one of plain constructs. Both take the leftmost match of the first
// alternative.
func samePattern(p string) (*regexp.Regexp, bool) {
	if strings.Contains(p, "(?") || strings.ContainsAny(p, "$#") || strings.Contains(p, `\`) && !plainEscapes(p) {
		if strings.Count(p, "$") != 1 || !strings.HasSuffix(p, "$") || strings.Contains(p, "(?") || !plainEscapes(p) {
			return nil, false
		}
	}
	re, err := regexp.Compile(p)
	return re, err == nil
}

// plainEscapes reports whether every backslash escapes a mark.
func plainEscapes(p string) bool {
	for i := 0; i < len(p); i++ {
		if p[i] != '\\' {
			continue
		}
		if i++; i >= len(p) || !strings.ContainsRune(`./\-+*?()[]{}|^$`, rune(p[i])) {
			return false
		}
	}
	return true
}

// regexReplace is Regex.Replace(text, pattern, replacement).
func (m *machine) regexReplace(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 3 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value { return m.replaced(x, s[0], s[1], s[2]) })
}

func (m *machine) replaced(x *expr.Call, s, pattern, by Str) Value {
	t, tok := s.text()
	p, pok := pattern.text()
	r, rok := by.text()
	if tok && pok && rok && isPlain(t) && !strings.Contains(r, "$") {
		if re, ok := samePattern(p); ok {
			return Computed(re.ReplaceAllLiteralString(t, r), StringType, m.loc(x))
		}
	}
	return m.because(x, StringType, Value{Alts: []Str{s}})
}

func (m *machine) regexIsMatch(x *expr.Call, args []Value) (Value, bool) {
	if len(args) != 2 {
		return Value{}, false
	}
	return choices(args, func(s []Str) Value {
		t, tok := s[0].text()
		p, pok := s[1].text()
		if tok && pok && isPlain(t) {
			if re, ok := samePattern(p); ok {
				yes := re.MatchString(t)
				return m.boolean(x, Truth{Yes: yes, No: !yes})
			}
		}
		return m.boolean(x, either)
	})
}
