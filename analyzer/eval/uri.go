package eval

import (
	"strings"

	"hairpin/analyzer/expr"
)

// canonical is the text of a Uri: .NET writes scheme and host in lower case,
// leaves a default port out, and gives an empty path a slash. What would need
// more than that is unknown.
// https://learn.microsoft.com/dotnet/api/system.uri.tostring
func canonical(v Value) Value {
	out := Value{Cut: v.Cut}
	for _, s := range v.Alts {
		out.Alts = append(out.Alts, canonicalStr(s))
	}
	return out
}

func canonicalStr(s Str) Str {
	u := SplitURL(s)
	if !u.Split {
		return s
	}
	scheme, ok := u.Scheme().Literal()
	if ok && strings.TrimSpace(scheme) != scheme {
		return canonicalStr(s.From(pos{0, len(scheme) - len(strings.TrimLeft(scheme, blanks))}))
	}
	port, known := u.Port.Literal()
	scheme = strings.ToLower(scheme)
	if known && (scheme == "https" && port == "443" || scheme == "http" && port == "80") && len(u.UserInfo.Parts) == 0 {
		out := Str{When: s.When}
		out.append(Str{Parts: u.Scheme().Parts})
		out.append(computed("://", s))
		out.append(Str{Parts: u.Host.Parts})
		out.append(Str{Parts: u.Path().Parts})
		return canonicalStr(out)
	}
	if out, changed := loweredHead(s, &u); changed {
		return canonicalStr(out)
	}
	path := u.Path()
	if len(path.Parts) == 0 {
		out := Str{When: s.When}
		out.append(Str{Parts: s.Parts})
		out.append(computed("/", s))
		return out
	}
	if t, ok := path.Literal(); !ok || isCanonicalPath(t) {
		return s
	}
	out := s.To(u.path)
	p := path.Parts[0]
	out.Parts = append(out.Parts[:len(out.Parts):len(out.Parts)], Part{Why: "a path that is written in another form", Type: StringType, Shape: PathShape, At: p.At, Form: p.Form})
	return out
}

// loweredHead is a URL with scheme and authority in lower case, and whether that
// changes anything.
func loweredHead(s Str, u *URL) (Str, bool) {
	out := Str{When: s.When}
	changed := false
	head := s.To(u.path)
	for _, p := range head.Parts {
		if t, ok := lower(p.View.Src); p.Kind == Literal && ok && t != p.View.Src {
			p = Part{Kind: Literal, Type: StringType, View: textView(t), At: p.At, Form: Operand, Trail: p.Trail}
			changed = true
		}
		out.Parts = append(out.Parts, p)
	}
	out.Parts = append(out.Parts, u.Path().Parts...)
	return out, changed
}

// computed is text that stands where s does.
func computed(t string, s Str) Str {
	p := Part{Kind: Literal, Type: StringType, View: textView(t), Form: Operand}
	if len(s.Parts) > 0 {
		p.At = s.Parts[0].At
	}
	return Str{Parts: []Part{p}}
}

// isCanonicalPath reports whether .NET leaves a path and what follows it as they
// are.
func isCanonicalPath(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`"<>\^`+"`{|}%", c) >= 0 {
			return false
		}
	}
	return strings.HasPrefix(s, "/") && !strings.Contains(s, "/.")
}

// combined is new Uri(base, relative), where the relative part is a path from
// the root or a whole URL.
func (m *machine) combined(x expr.Node, base, relative Value) Value {
	out, ok := choices([]Value{base, relative}, func(s []Str) Value {
		u := SplitURL(s[0])
		head := s[1].head()
		switch {
		case SplitURL(s[1]).Split:
			return Value{Alts: []Str{{Parts: s[1].Parts}}}
		case u.Split && strings.HasPrefix(head, "/") && !strings.HasPrefix(head, "//"):
			out := Str{}
			out.append(Str{Parts: s[0].To(u.path).Parts})
			out.append(Str{Parts: s[1].Parts})
			return Value{Alts: []Str{out}}
		case u.Split && s[1].knownLen() >= 0 && !strings.Contains(head, ":") && !strings.HasPrefix(head, "//") && !strings.HasPrefix(head, `\`):
			out := Str{}
			out.append(Str{Parts: s[0].To(u.path).Parts})
			out.Parts = append(out.Parts, Part{Why: "a path relative to another one", Type: StringType, Shape: PathShape, At: m.loc(x), Form: Operand})
			return Value{Alts: []Str{out}}
		}
		return m.because(x, StringType, Value{Alts: []Str{s[0]}}, Value{Alts: []Str{s[1]}})
	})
	if !ok {
		return m.because(x, StringType, base, relative)
	}
	return out
}

// uriMember is a property of a Uri, or of an IUrl of the context.
func (m *machine) uriMember(x *expr.Member, o *Object, name string) Value {
	if o.Name != "" {
		return m.contextMember(x, o.Name, name)
	}
	out, ok := choices([]Value{o.content()}, func(s []Str) Value { return m.uriPart(x, s[0], name) })
	if !ok {
		return m.because(x, StringType, o.content())
	}
	return out.ReadAt(m.loc(x), Operand, nil)
}

// uriPart is a component of an absolute URL.
// https://learn.microsoft.com/dotnet/api/system.uri
func (m *machine) uriPart(x *expr.Member, s Str, name string) Value {
	u := SplitURL(s)
	whole := Value{Alts: []Str{s}}
	if name == "OriginalString" { // the text is canonical, and that is not
		if u.Split && len(u.Host.Parts) > 0 {
			out := s.To(u.path)
			out.Parts = append(out.Parts[:len(out.Parts):len(out.Parts)], Part{Why: "the path of a URL", Type: StringType, Shape: PathShape, At: m.loc(x), Form: Operand})
			return Value{Alts: []Str{{Parts: out.Parts}}}
		}
		return m.because(x, StringType, whole)
	}
	if !u.Split {
		return m.because(x, AnyType, whole)
	}
	text := func(s Str) Value {
		if len(s.Parts) == 0 {
			return Computed("", StringType, m.loc(x))
		}
		return retyped(Value{Alts: []Str{{Parts: s.Parts}}}, StringType)
	}
	lowered := func(s Str) Value {
		if v, ok := mapped(lower)(m, &expr.Call{Fun: x}, s, nil); ok && len(s.Parts) > 0 {
			return v
		}
		return m.because(x, StringType, text(s))
	}
	switch name {
	case "Scheme":
		return lowered(u.Scheme())
	case "Host", "DnsSafeHost", "IdnHost":
		if t, ok := u.Host.Literal(); ok && strings.Contains(t, ":") {
			return m.because(x, StringType)
		}
		return lowered(u.Host)
	case "Authority":
		if len(u.UserInfo.Parts) > 0 {
			return m.because(x, StringType, whole)
		}
		return lowered(u.Authority)
	case "Port":
		port := u.PortOf()
		scheme, ok := u.Scheme().Literal()
		switch {
		case port > 0:
			return m.integer(x, int64(port))
		case port == 0 && ok && strings.EqualFold(scheme, "https"):
			return m.integer(x, 443)
		case port == 0 && ok && strings.EqualFold(scheme, "http"):
			return m.integer(x, 80)
		}
		return m.because(x, NumberType, whole)
	case "AbsoluteUri":
		return text(s)
	case "PathAndQuery", "AbsolutePath", "LocalPath", "Query":
		t, ok := u.Path().Literal()
		if !ok {
			if name == "PathAndQuery" && !strings.Contains(u.Path().tail(), "#") && u.Path().head() != "" {
				return m.because(x, StringType, text(u.Path()))
			}
			return m.because(x, StringType, text(u.Path()))
		}
		t, _, _ = strings.Cut(t, "#")
		path, query, has := strings.Cut(t, "?")
		switch {
		case name == "PathAndQuery":
			return Computed(t, StringType, m.loc(x))
		case name != "Query":
			return Computed(path, StringType, m.loc(x))
		case has && query != "":
			return Computed("?"+query, StringType, m.loc(x))
		case !has:
			return Computed("", StringType, m.loc(x))
		}
	case "IsAbsoluteUri":
		return m.boolean(x, either)
	}
	return m.because(x, AnyType, whole)
}

func uriText(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	if len(args) > 0 {
		return Value{}, false
	}
	return now.content().ReadAt(m.loc(x), Operand, nil), true
}

// leftPart is GetLeftPart(UriPartial).
func leftPart(m *machine, x *expr.Call, _, now *Object, args []Value) (Value, bool) {
	what, ok := args[0].Only()
	if !ok || what != "Authority" && what != "Scheme" || now.Name != "" {
		return Value{}, false
	}
	return choices([]Value{now.content()}, func(s []Str) Value {
		u := SplitURL(s[0])
		if !u.Split || len(u.UserInfo.Parts) > 0 {
			return m.because(x, StringType, Value{Alts: []Str{s[0]}})
		}
		end := u.path
		if what == "Scheme" {
			end = u.start
		}
		return Value{Alts: []Str{{Parts: s[0].To(end).Parts}}}.ReadAt(m.loc(x), Operand, nil)
	})
}
