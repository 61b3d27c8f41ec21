package eval

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// canonical is the text of a Uri: .NET writes scheme and host in lower case,
// leaves a default port out, and gives an empty path a slash. What would need
// more than that is unknown.
// https://learn.microsoft.com/dotnet/api/system.uri.tostring
func canonical(v value.Value) value.Value {
	out := value.Value{Cut: v.Cut}
	for _, s := range v.Alts {
		out.Alts = append(out.Alts, canonicalStr(s))
	}
	return out
}

func canonicalStr(s value.Str) value.Str {
	u := value.SplitURL(s)
	if !u.Split {
		return s
	}
	scheme, ok := u.Scheme().Literal()
	if ok && strings.TrimSpace(scheme) != scheme {
		return canonicalStr(s.From(value.Pos{Part: 0, Off: len(scheme) - len(strings.TrimLeft(scheme, blanks))}))
	}
	port, known := u.Port.Literal()
	scheme = strings.ToLower(scheme)
	empty := known && port == "" && strings.HasSuffix(u.Authority.Tail(), ":")
	if known && (scheme == "https" && port == "443" || scheme == "http" && port == "80" || empty) && len(u.UserInfo.Parts) == 0 {
		out := value.Str{When: s.When}
		out.Append(value.Str{Parts: u.Scheme().Parts})
		out.Append(computed("://", s))
		out.Append(value.Str{Parts: u.Host.Parts})
		out.Append(value.Str{Parts: u.Path().Parts})
		return canonicalStr(out)
	}
	if out, changed := loweredHead(s, &u); changed {
		return canonicalStr(out)
	}
	path := u.Path()
	if len(path.Parts) == 0 {
		out := value.Str{When: s.When}
		out.Append(value.Str{Parts: s.Parts})
		if p := mayHoldPath(&u); p != nil {
			out.Parts = append(out.Parts, value.Part{Why: "a path that may be there already", Type: value.StringType, Shape: value.PathShape, At: p.At, Form: p.Form})
			return out
		}
		out.Append(computed("/", s))
		return out
	}
	if t, ok := path.Literal(); !ok || isCanonicalPath(t) {
		return s
	}
	out := s.To(u.PathAt)
	p := path.Parts[0]
	out.Parts = append(out.Parts[:len(out.Parts):len(out.Parts)], value.Part{Why: "a path that is written in another form", Type: value.StringType, Shape: value.PathShape, At: p.At, Form: p.Form})
	return out
}

// mayHoldPath is a piece of what was taken for the authority that is not known and
// in which the path may begin, nil if there is none.
func mayHoldPath(u *value.URL) *value.Part {
	for i := range u.Authority.Parts {
		if p := &u.Authority.Parts[i]; p.Kind == value.Unknown && !p.IsWord() {
			return p
		}
	}
	return nil
}

// loweredHead is a URL with scheme and authority in lower case, and whether that
// changes anything.
func loweredHead(s value.Str, u *value.URL) (value.Str, bool) {
	out := value.Str{When: s.When}
	changed := false
	head := s.To(u.PathAt)
	for _, p := range head.Parts {
		if t, ok := lower(p.View.Src); p.Kind == value.Literal && ok && t != p.View.Src {
			p = value.Part{Kind: value.Literal, Type: value.StringType, View: textView(t), At: p.At, Form: value.Operand, Trail: p.Trail}
			changed = true
		}
		out.Parts = append(out.Parts, p)
	}
	out.Parts = append(out.Parts, u.Path().Parts...)
	return out, changed
}

// computed is text that stands where s does.
func computed(t string, s value.Str) value.Str {
	p := value.Part{Kind: value.Literal, Type: value.StringType, View: textView(t), Form: value.Operand}
	if len(s.Parts) > 0 {
		p.At = s.Parts[0].At
	}
	return value.Str{Parts: []value.Part{p}}
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
func (m *machine) combined(x expr.Node, base, relative value.Value) value.Value {
	out, ok := choices([]value.Value{base, relative}, func(s []value.Str) value.Value {
		u := value.SplitURL(s[0])
		head := s[1].Head()
		switch {
		case value.SplitURL(s[1]).Split:
			return value.Value{Alts: []value.Str{{Parts: s[1].Parts}}}
		case u.Split && strings.HasPrefix(head, "//"): // of the base only the scheme is kept
			out := value.Str{}
			out.Append(value.Str{Parts: u.Scheme().Parts})
			out.Append(computed(":", s[0]))
			out.Append(value.Str{Parts: s[1].Parts})
			return value.Value{Alts: []value.Str{out}}
		case u.Split && strings.HasPrefix(head, "/"):
			out := value.Str{}
			out.Append(value.Str{Parts: s[0].To(u.PathAt).Parts})
			out.Append(value.Str{Parts: s[1].Parts})
			return value.Value{Alts: []value.Str{out}}
		case u.Split && s[1].KnownLen() >= 0 && !strings.Contains(head, ":") && !strings.HasPrefix(head, "//") && !strings.HasPrefix(head, `\`):
			out := value.Str{}
			out.Append(value.Str{Parts: s[0].To(u.PathAt).Parts})
			out.Parts = append(out.Parts, value.Part{Why: "a path relative to another one", Type: value.StringType, Shape: value.PathShape, At: m.loc(x), Form: value.Operand})
			return value.Value{Alts: []value.Str{out}}
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s[0]}}, value.Value{Alts: []value.Str{s[1]}})
	})
	if !ok {
		return m.because(x, value.StringType, base, relative)
	}
	return out
}

// uriMember is a property of a Uri, or of an IUrl of the context.
func (m *machine) uriMember(x *expr.Member, o *value.Object, name string) value.Value {
	if o.Name != "" {
		return m.contextMember(x, o.Name, name)
	}
	out, ok := choices([]value.Value{o.Content()}, func(s []value.Str) value.Value { return m.uriPart(x, s[0], name) })
	if !ok {
		return m.because(x, value.StringType, o.Content())
	}
	return out.ReadAt(m.loc(x), value.Operand, nil)
}

// uriPart is a component of an absolute URL.
// https://learn.microsoft.com/dotnet/api/system.uri
func (m *machine) uriPart(x *expr.Member, s value.Str, name string) value.Value {
	u := value.SplitURL(s)
	whole := value.Value{Alts: []value.Str{s}}
	if name == "OriginalString" { // the text is canonical, and that is not
		if u.Split && len(u.Host.Parts) > 0 {
			out := s.To(u.PathAt)
			out.Parts = append(out.Parts[:len(out.Parts):len(out.Parts)], value.Part{Why: "the path of a URL", Type: value.StringType, Shape: value.PathShape, At: m.loc(x), Form: value.Operand})
			return value.Value{Alts: []value.Str{{Parts: out.Parts}}}
		}
		return m.because(x, value.StringType, whole)
	}
	if !u.Split {
		return m.because(x, value.AnyType, whole)
	}
	text := func(s value.Str) value.Value {
		if len(s.Parts) == 0 {
			return value.Computed("", value.StringType, m.loc(x))
		}
		return value.Retyped(value.Value{Alts: []value.Str{{Parts: s.Parts}}}, value.StringType)
	}
	lowered := func(s value.Str) value.Value {
		if v, ok := mapped(lower)(m, &expr.Call{Fun: x}, s, nil); ok && len(s.Parts) > 0 {
			return v
		}
		return m.because(x, value.StringType, text(s))
	}
	switch name {
	case "Scheme":
		return lowered(u.Scheme())
	case "Host", "DnsSafeHost", "IdnHost":
		if t, ok := u.Host.Literal(); ok && strings.Contains(t, ":") {
			return m.because(x, value.StringType)
		}
		return lowered(u.Host)
	case "Authority":
		if len(u.UserInfo.Parts) > 0 {
			return m.because(x, value.StringType, whole)
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
		return m.because(x, value.NumberType, whole)
	case "AbsoluteUri":
		return text(s)
	case "PathAndQuery", "AbsolutePath", "LocalPath", "Query":
		if p := mayHoldPath(&u); p != nil {
			return value.OfPart(value.Part{Why: p.Why, Of: p.Of, Type: value.StringType, Shape: value.PathShape, At: m.loc(x), Form: value.Operand})
		}
		t, ok := u.Path().Literal()
		if !ok {
			return m.because(x, value.StringType, text(u.Path()))
		}
		t, _, _ = strings.Cut(t, "#")
		path, query, has := strings.Cut(t, "?")
		switch {
		case name == "PathAndQuery":
			return value.Computed(t, value.StringType, m.loc(x))
		case name != "Query":
			return value.Computed(path, value.StringType, m.loc(x))
		case has && query != "":
			return value.Computed("?"+query, value.StringType, m.loc(x))
		case !has:
			return value.Computed("", value.StringType, m.loc(x))
		}
	case "IsAbsoluteUri":
		return m.boolean(x, value.Either)
	}
	return m.because(x, value.AnyType, whole)
}

func uriText(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	if len(args) > 0 {
		return value.Value{}, false
	}
	return now.Content().ReadAt(m.loc(x), value.Operand, nil), true
}

// leftPart is GetLeftPart(UriPartial).
func leftPart(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	what, ok := args[0].Only()
	if !ok || what != "Authority" && what != "Scheme" || now.Name != "" {
		return value.Value{}, false
	}
	return choices([]value.Value{now.Content()}, func(s []value.Str) value.Value {
		u := value.SplitURL(s[0])
		if !u.Split || len(u.UserInfo.Parts) > 0 {
			return m.because(x, value.StringType, value.Value{Alts: []value.Str{s[0]}})
		}
		end := u.PathAt
		if what == "Scheme" {
			end = u.Start
		}
		return value.Value{Alts: []value.Str{{Parts: s[0].To(end).Parts}}}.ReadAt(m.loc(x), value.Operand, nil)
	})
}
