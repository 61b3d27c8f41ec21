package eval

import (
	"encoding/base64"
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// callStatic calls a method of a type.
func (m *machine) callStatic(x *expr.Call, name string) value.Value {
	args := m.args(x.Args)
	for i, a := range args {
		if len(a.Alts) == 0 && x.Args[i].Mode != "out" {
			return value.Value{}
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
	if !effect.IsPureStatic(name) {
		m.loseArgs(args)
		m.disturb(x)
	}
	m.forgetOut(x)
	return m.because(x, value.AnyType, args...)
}

// static evaluates a static method on values; it gives false where it does not
// know what .NET does.
type static func(m *machine, x *expr.Call, args []value.Value) (value.Value, bool)

// staticTypes are the types of results that are no strings.
var staticTypes = map[string]value.Type{
	"string.IsNullOrEmpty": value.BoolType, "string.IsNullOrWhiteSpace": value.BoolType, "string.Equals": value.BoolType,
	"string.Format": value.StringType, "string.Join": value.StringType, "Uri.EscapeDataString": value.StringType,
	"Uri.UnescapeDataString": value.StringType, "WebUtility.UrlEncode": value.StringType, "WebUtility.UrlDecode": value.StringType,
	"WebUtility.HtmlEncode": value.StringType, "WebUtility.HtmlDecode": value.StringType, "Regex.Replace": value.StringType,
	"Convert.ToString": value.StringType, "Convert.ToBase64String": value.StringType, "int.Parse": value.NumberType,
	"Convert.ToInt32": value.NumberType, "Regex.IsMatch": value.BoolType, "int.TryParse": value.BoolType,
}

// staticMethods are the static members that are followed.
var staticMethods = map[string]static{
	// https://learn.microsoft.com/dotnet/api/system.string
	"string.Concat":             (*machine).concatCall,
	"string.Format":             (*machine).format,
	"string.Join":               (*machine).joinCall,
	"string.IsNullOrEmpty":      onEach(func(m *machine, x *expr.Call, s value.Str) value.Value { return m.boolean(x, emptyTruth(s)) }),
	"string.IsNullOrWhiteSpace": onEach(func(m *machine, x *expr.Call, s value.Str) value.Value { return m.boolean(x, blankTruth(s)) }),
	"string.Equals":             (*machine).equalsCall,
	"object.Equals":             (*machine).equalsCall,
	"string.Compare":            (*machine).compareCall,
	"string.Copy":               (*machine).copied,
	"string.Intern":             (*machine).copied,
	// https://learn.microsoft.com/dotnet/api/system.convert
	"Convert.ToString":         (*machine).convertToString,
	"Convert.ToInt32":          (*machine).parseInt,
	"Convert.ToBoolean":        (*machine).parseBool,
	"Convert.ToBase64String":   onContent(value.Bytes, func(s string) (string, bool) { return base64.StdEncoding.EncodeToString([]byte(s)), true }),
	"Convert.FromBase64String": (*machine).fromBase64,
	"Convert.ToChar": onEach(func(m *machine, x *expr.Call, s value.Str) value.Value {
		return toChar(value.Value{Alts: []value.Str{s}})
	}),
	// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
	"Enumerable.Repeat": (*machine).repeated,
	"Enumerable.Range":  (*machine).ranged,
	"Enumerable.Empty":  func(m *machine, x *expr.Call, _ []value.Value) (value.Value, bool) { return m.list(x, nil), true },
	// https://learn.microsoft.com/dotnet/api/system.array
	"Array.Find": onArray("Find"), "Array.FindLast": onArray("FindLast"), "Array.FindAll": onArray("FindAll"), "Array.Exists": onArray("Exists"),
	"Array.TrueForAll": onArray("TrueForAll"), "Array.ConvertAll": onArray("ConvertAll"), "Array.ForEach": onArray("ForEach"), "Array.Sort": onArray("Sort"),
	"Array.Reverse": (*machine).reverseArray, "Array.Empty": func(m *machine, x *expr.Call, _ []value.Value) (value.Value, bool) { return m.list(x, nil), true },
	// https://learn.microsoft.com/dotnet/api/system.tuple.create
	"Tuple.Create": func(m *machine, x *expr.Call, args []value.Value) (value.Value, bool) {
		return m.newTuple(x, args), true
	},
	"ValueTuple.Create": func(m *machine, x *expr.Call, args []value.Value) (value.Value, bool) {
		return m.newTuple(x, args), true
	},
	// https://learn.microsoft.com/dotnet/api/system.int32
	"int.Parse":     (*machine).parseInt,
	"int.TryParse":  (*machine).tryParse,
	"bool.Parse":    (*machine).parseBool,
	"bool.TryParse": (*machine).tryParse,
	// https://learn.microsoft.com/dotnet/api/system.uri
	"Uri.TryCreate":          (*machine).tryCreate,
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
	"HttpUtility.UrlDecode": onText(urlDecode),
	"WebUtility.HtmlDecode": onText(func(s string) (string, bool) { return html.UnescapeString(s), !strings.Contains(s, "&") }),
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	"Regex.Replace": (*machine).regexReplace,
	"Regex.IsMatch": (*machine).regexIsMatch,
	"Regex.Match":   (*machine).regexMatch,
	"Regex.Matches": (*machine).regexMatches,
	"Regex.Split":   (*machine).regexSplit,
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
func onEach(f func(*machine, *expr.Call, value.Str) value.Value) static {
	return func(m *machine, x *expr.Call, args []value.Value) (value.Value, bool) {
		if len(args) != 1 {
			return value.Value{}, false
		}
		return choices(args, func(s []value.Str) value.Value { return f(m, x, s[0]) })
	}
}

// onText makes a static method of a function of known text.
func onText(f func(string) (string, bool)) static {
	return onEach(func(m *machine, x *expr.Call, s value.Str) value.Value {
		if s.IsNull() {
			return value.OfPart(value.Part{Kind: value.Null, At: m.loc(x), Form: value.Operand})
		}
		if t, ok := s.Text(); ok {
			if out, ok := f(t); ok {
				return value.Computed(out, value.StringType, m.loc(x))
			}
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
	})
}

// onContent makes a static method of a function of the text in an object.
func onContent(kind value.ObjectKind, f func(string) (string, bool)) static {
	return onEach(func(m *machine, x *expr.Call, s value.Str) value.Value {
		if o := s.AsObject(); o != nil && o.Kind == kind {
			content := m.now(o).Content()
			if t, ok := content.Only(); ok {
				if out, ok := f(t); ok {
					return value.Computed(out, value.StringType, m.loc(x))
				}
			}
			return m.because(x, value.StringType, content)
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
	})
}

func (m *machine) copied(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	c := copier{m: m, asJSON: true}
	return c.value(args[0], 0).ReadAt(m.loc(x), value.Operand, nil), true
}

// emptyTruth is string.IsNullOrEmpty.
func emptyTruth(s value.Str) value.Truth {
	if s.IsNull() {
		return value.Truth{Yes: true}
	}
	if t, ok := s.Text(); ok {
		return value.Truth{Yes: t == "", No: t != ""}
	}
	for _, p := range s.Parts {
		if p.Known() && p.View.Src != "" || p.Kind == value.GatewayHost || p.Kind == value.ServiceName {
			return value.Truth{No: true}
		}
	}
	return value.Either
}

// blankTruth is string.IsNullOrWhiteSpace.
func blankTruth(s value.Str) value.Truth {
	if t, ok := s.Text(); ok {
		blank := strings.TrimSpace(t) == ""
		return value.Truth{Yes: blank, No: !blank}
	}
	for _, p := range s.Parts {
		if p.Known() && strings.TrimSpace(p.View.Src) != "" || p.Kind == value.GatewayHost || p.Kind == value.ServiceName {
			return value.Truth{No: true}
		}
	}
	if s.IsNull() {
		return value.Truth{Yes: true}
	}
	return value.Either
}

// equalsCall is string.Equals(a, b[, comparison]).
func (m *machine) equalsCall(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) < 2 || len(args) > 3 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		fold := false
		if len(s) == 3 {
			how, ok := s[2].Text()
			if !ok {
				return m.boolean(x, value.Either)
			}
			fold = strings.HasSuffix(how, "IgnoreCase")
		}
		if s[0].IsNull() || s[1].IsNull() {
			return m.boolean(x, equalStr(s[0], s[1]))
		}
		return m.boolean(x, equalsText(s[0], s[1], fold))
	})
}

// compareCall is string.Compare(a, b[, ignoreCase or comparison]): 0 of equal texts. What
// it is of others depends on the culture.
// https://learn.microsoft.com/dotnet/api/system.string.compare
func (m *machine) compareCall(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) < 2 || len(args) > 3 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		how, known := "", true
		if len(s) == 3 {
			how, known = s[2].Text()
		}
		fold := strings.EqualFold(how, "true") || strings.HasSuffix(how, "IgnoreCase")
		if t := equalsText(s[0], s[1], fold); known && t.Yes && !t.No {
			return m.integer(x, 0)
		}
		return m.because(x, value.NumberType, alone(s)...)
	})
}

// concatCall is string.Concat of up to any number of values, or of a list.
func (m *machine) concatCall(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) == 1 {
		if o := only(args[0]); o != nil && o.Kind == value.List {
			return m.joinList(x, stringOf(value.Of()), args[0])
		}
		if isUnclear(args[0]) && !isText(args[0]) {
			return value.Value{}, false
		}
	}
	out := value.Of()
	for _, a := range args {
		out = value.Plus(out, m.textOf(a))
	}
	return stringOf(out), true
}

// joinCall is string.Join(separator, values...).
func (m *machine) joinCall(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) < 2 {
		return value.Value{}, false
	}
	if len(args) == 2 {
		if o := only(args[1]); o != nil && o.Kind == value.List {
			return m.joinList(x, args[0], args[1])
		}
		if !isText(args[1]) {
			return value.Value{}, false
		}
	}
	out := m.textOf(args[1])
	for _, a := range args[2:] {
		out = value.Concat(out, args[0], m.textOf(a))
	}
	return stringOf(out), true
}

// joinList puts the elements of a list together.
func (m *machine) joinList(x *expr.Call, separator, list value.Value) (value.Value, bool) {
	o := m.now(only(list))
	out := value.Of()
	for i, e := range o.Elems {
		if i > 0 {
			out = value.Plus(out, separator)
		}
		out = value.Plus(out, m.textOf(e))
	}
	if o.IsOpen() {
		out = value.Plus(out, m.caused(x, o.Open.Cause, o.Open.Why))
	}
	return stringOf(out).ReadAt(m.loc(x), value.Operand, nil), true
}

func (m *machine) convertToString(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		if s[0].IsNull() {
			return value.Computed("", value.StringType, m.loc(x))
		}
		return value.Retyped(m.textOf(value.Value{Alts: []value.Str{s[0]}}), value.StringType).ReadAt(m.loc(x), value.Operand, nil)
	})
}

// parseInt is int.Parse and Convert.ToInt32: text that is no number throws.
func (m *machine) parseInt(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		if s[0].IsNull() || s[0].AsObject() != nil || len(s[0].Parts) == 1 && s[0].Parts[0].Type == value.CharType {
			return m.because(x, value.NumberType)
		}
		if t, ok := s[0].Text(); ok {
			if n, ok := plainInt(t); ok {
				return m.integer(x, n)
			}
		}
		return m.because(x, value.NumberType, value.Value{Alts: []value.Str{s[0]}})
	})
}

// plainInt reads an int as every culture writes it.
func plainInt(s string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	return n, err == nil && !strings.HasPrefix(strings.TrimSpace(s), "+")
}

func (m *machine) parseBool(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		if t, ok := s[0].Text(); ok && !s[0].IsNumeric() {
			switch strings.ToLower(strings.TrimSpace(t)) {
			case "true":
				return m.boolean(x, value.Truth{Yes: true})
			case "false":
				return m.boolean(x, value.Truth{No: true})
			}
		}
		return m.boolean(x, value.Either)
	})
}

// tryParse is int.TryParse(text, out n) and bool.TryParse.
func (m *machine) tryParse(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 2 {
		return value.Value{}, false
	}
	name, _ := m.typeName(x.Fun.(*expr.Member))
	isInt := name == "int.TryParse"
	t, ok := args[0].Only()
	n, isNumber := plainInt(t)
	if ok && isInt && isNumber && !allOf(args[0], value.NumberType) {
		m.write(x, m.integer(x, n))
		return m.boolean(x, value.Truth{Yes: true}), true
	}
	if ok && isInt && t != "" && strings.Trim(t, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./:") == "" {
		m.write(x, m.integer(x, 0))
		return m.boolean(x, value.Truth{No: true}), true
	}
	typ := value.BoolType
	if isInt {
		typ = value.NumberType
	}
	m.write(x, m.because(x, typ, args[0]))
	return m.boolean(x, value.Either), true
}

// write sets what the last argument, an out argument, names.
func (m *machine) write(x *expr.Call, v value.Value) {
	if len(x.Args) == 0 {
		return
	}
	name := ""
	switch target := x.Args[len(x.Args)-1].X.(type) {
	case *expr.Declare:
		name, v = target.Name.Text, coerce(v, target.Type, false)
	case *expr.Ident:
		name, v = target.Name, coerce(v, m.types[target.Name], false)
	default:
		return
	}
	if name == "_" {
		return
	}
	m.set(name, v)
	if m.written == nil {
		m.written = map[string]*expr.Call{}
	}
	m.written[name] = x
}

// tryCreate is Uri.TryCreate(text, kind, out uri) and TryCreate(base, relative, out uri).
// https://learn.microsoft.com/dotnet/api/system.uri.trycreate
func (m *machine) tryCreate(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 3 {
		return value.Value{}, false
	}
	content := m.textOf(args[0])
	if !isKind(args[1]) {
		content = m.combined(x, content, m.textOf(args[1]))
	}
	t := value.Truth{Yes: len(content.Alts) > 0}
	for _, s := range content.Alts {
		t.No = t.No || !isURL(s)
	}
	out := value.OfObject(&value.Object{Kind: value.URI, Elems: []value.Value{canonical(content)}}, m.here(x))
	if t.No {
		out = value.Join(out, m.void(x))
	}
	m.write(x, out)
	return m.boolean(x, t), true
}

// isURL reports whether a text is an absolute URL for certain.
func isURL(s value.Str) bool {
	u := value.SplitURL(s)
	host, known := u.Host.Literal()
	return u.Split && known && host != "" && len(u.Port.Parts) == 0 && !strings.ContainsFunc(host, func(r rune) bool { return !value.IsHostRune(r) })
}

func (m *machine) fromBase64(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	t, ok := args[0].Only()
	if !ok {
		return value.Value{}, false
	}
	b, err := base64.StdEncoding.DecodeString(t)
	if err != nil || !utf8.Valid(b) {
		return value.Value{}, false
	}
	return value.OfObject(&value.Object{Kind: value.Bytes, Elems: []value.Value{value.Computed(string(b), value.StringType, m.loc(x))}}, m.here(x)), true
}

func (m *machine) bytesOf(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 1 {
		return value.Value{}, false
	}
	return value.OfObject(&value.Object{Kind: value.Bytes, Elems: args}, m.here(x)), true
}

func (m *machine) stringOf(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) == 1 || len(args) == 3 {
		if o := only(args[0]); o != nil && o.Kind == value.Bytes {
			v := o.Content()
			if t, ok := v.Only(); len(args) == 3 { // GetString(bytes, 0, bytes.Length)
				from, _ := args[1].Number()
				if n, known := args[2].Number(); !ok || !known || from != 0 || n != int64(len(t)) {
					return value.Value{}, false
				}
			}
			name, _ := m.typeName(x.Fun.(*expr.Member))
			if t, ok := v.Only(); ok && name == "Encoding.ASCII.GetString" && !isASCII(t) {
				return value.Value{}, false
			}
			return v.ReadAt(m.loc(x), value.Operand, nil), true
		}
	}
	return value.Value{}, false
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
