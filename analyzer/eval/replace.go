package eval

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// replace is Replace(old, new), ordinal. Pieces that cannot hold a part of old
// stay as they are.
func replace(m *machine, x *expr.Call, s value.Str, args []value.Str) (value.Value, bool) {
	by := args[1]
	if by.IsNull() {
		by = value.Str{}
	}
	if by.AsObject() != nil {
		return value.Value{}, false
	}
	if args[0].Is(value.TokenCause) {
		return m.replaceToken(x, s, &args[0].Parts[0], by)
	}
	old, ok := args[0].Text()
	if !ok {
		return m.replaceHost(x, s, args[0], by)
	}
	if old == "" {
		return value.Value{}, false
	}
	if out, ok := m.otherScheme(x, s, old, by); ok {
		return out, true
	}
	// Text that was put together is replaced as a whole.
	if t, ok := s.Literal(); ok && len(s.Parts) != 1 && strings.Contains(t, old) {
		if new, ok := by.Text(); ok {
			if len(t)+strings.Count(t, old)*(len(new)-len(old)) > value.MaxText {
				return m.tooLong(x), true
			}
			return value.Computed(strings.ReplaceAll(t, old, new), value.StringType, m.loc(x)), true
		}
	}
	out := value.Str{}
	for i, p := range s.Parts {
		switch p.Kind {
		case value.Literal:
			if !m.separate(s, i, old) {
				return m.replaceBefore(x, s, old, args)
			}
			t, from := p.View.Src, 0
			for {
				k := strings.Index(t[from:], old)
				if k < 0 {
					break
				}
				if k > 0 {
					out.Parts = append(out.Parts, p.Slice(from, from+k))
				}
				if out.Parts = append(out.Parts, by.Parts...); len(out.Parts) > value.MaxParts {
					return m.tooLong(x), true
				}
				from += k + len(old)
			}
			if from < len(t) {
				out.Parts = append(out.Parts, p.Slice(from, len(t)))
			}
		case value.GatewayHost, value.ServiceName:
			if isHostText(old) || reaches(s, i, old) {
				if p.Kind == value.ServiceName && p.View.Src != "" {
					return value.Value{}, false
				}
				p = value.Part{Why: "a hostname in which something is replaced", Type: value.StringType, At: p.At, Form: p.Form}
			}
			out.Parts = append(out.Parts, p)
		case value.Unknown:
			if !(p.IsWord() && !isWordText(old) || p.Shape == value.PathShape && (!strings.ContainsAny(old[:1], "/?") || beginsPath(by))) {
				p.Shape = value.AnyShape
			}
			out.Parts = append(out.Parts, p)
		default:
			return value.Value{}, false
		}
	}
	if len(out.Parts) == 0 {
		return value.Computed("", value.StringType, m.loc(x)), true
	}
	return value.Retyped(value.Value{Alts: []value.Str{out}}.ReadAt(m.loc(x), value.Operand, nil), value.StringType), true
}

// replaceBefore is replace of a URL in whose path the text may be found or not: before the
// path it is replaced, and the rest is some path.
func (m *machine) replaceBefore(x *expr.Call, s value.Str, old string, args []value.Str) (value.Value, bool) {
	u := value.SplitURL(s)
	path := u.Path()
	if !u.Split || !u.PathAt.Valid() || len(path.Parts) == 0 {
		return value.Value{}, false
	}
	head := s.To(u.PathAt)
	tail, whole := head.Tail(), head.KnownLen() >= 0
	for n := 1; n < len(old); n++ { // a text that is found over the edge
		over := strings.HasSuffix(tail, old[:n]) || !whole && strings.HasSuffix(old[:n], tail)
		if over && strings.ContainsRune("/?#", rune(old[n])) {
			return value.Value{}, false
		}
	}
	out, ok := replace(m, x, head, args)
	if !ok {
		return value.Value{}, false
	}
	rest := value.Part{Why: path.Reason().Why, Cause: path.Reason().Cause, Type: value.StringType, At: m.loc(x), Form: value.Operand}
	if !strings.ContainsAny(old[:1], "/?") || beginsPath(args[1]) {
		rest.Shape = value.PathShape
	}
	return value.Concat(out, value.OfPart(rest)), true
}

// replaceHost is replace of the caller's hostname, with what may stand beside it.
func (m *machine) replaceHost(x *expr.Call, s, old, by value.Str) (value.Value, bool) {
	isHost := func(p value.Part) bool { return p.Kind == value.GatewayHost }
	at := slices.IndexFunc(old.Parts, isHost)
	in := slices.IndexFunc(s.Parts, isHost)
	if at < 0 || in < 0 {
		return value.Value{}, false
	}
	before, ok := value.Str{Parts: old.Parts[:at]}.Literal()
	after, known := value.Str{Parts: old.Parts[at+1:]}.Literal()
	if !ok || !known || slices.ContainsFunc(s.Parts[in+1:], isHost) {
		return value.Value{}, false
	}
	head, tail := value.Str{Parts: s.Parts[:in]}, value.Str{Parts: s.Parts[in+1:]}
	if !strings.HasSuffix(head.Tail(), before) || !strings.HasPrefix(tail.Head(), after) {
		return value.Value{}, false
	}
	// The path keeps the slash that it begins with, unless that can be the one in old.
	slash := before != "" && strings.ContainsAny(before[:1], "/?")
	out := value.Str{}
	out.Append(withoutLast(head, len(before)))
	out.Append(value.Str{Parts: by.Parts})
	for _, p := range tail.From(tail.PosAt(len(after))).Parts {
		if p.Kind == value.Unknown && !(p.Shape == value.PathShape && (!slash || beginsPath(by))) && !p.IsWord() {
			p.Shape = value.AnyShape
		}
		out.Append(value.Str{Parts: []value.Part{p}})
	}
	return stringOf(value.Value{Alts: []value.Str{out}}).ReadAt(m.loc(x), value.Operand, nil), true
}

// replaceToken replaces a token in a text by what the policy itself puts in for it, as
// in "https://__HOST__/x".Replace("__HOST__", host). If a deployment replaces it before,
// it does so in both places alike.
func (m *machine) replaceToken(x *expr.Call, s value.Str, token *value.Part, by value.Str) (value.Value, bool) {
	out, found := value.Str{}, false
	for _, p := range s.Parts {
		switch same := p.Kind == value.Unknown && p.Cause == value.TokenCause && p.Why == token.Why; {
		case p.Kind == value.Null, p.Kind == value.Obj:
			return value.Value{}, false
		case same:
			found = true
			out.Parts = append(out.Parts, by.Parts...)
		default:
			out.Parts = append(out.Parts, p)
		}
		if len(out.Parts) > value.MaxParts {
			return m.tooLong(x), true
		}
	}
	if !found || len(out.Parts) == 0 {
		return value.Value{}, false
	}
	return value.Retyped(value.Value{Alts: []value.Str{out}}.ReadAt(m.loc(x), value.Operand, nil), value.StringType), true
}

// tooLong is a text that grows beyond what is kept, of which nothing is known.
func (m *machine) tooLong(x expr.Node) value.Value {
	return value.OfPart(value.Part{Why: value.TooLong, Cause: value.LongCause, Type: value.StringType, At: m.loc(x), Form: value.Operand})
}

// inPath reports whether a text that is found in a URL cannot reach into its host:
// it begins and ends with a delimiter, and nothing between two of them can be the
// name of a host.
func inPath(old string) bool {
	if len(old) < 2 || old[0] != '/' || value.IsHostRune(rune(old[len(old)-1])) {
		return false
	}
	return !strings.ContainsAny(old, ".:@[]") && !strings.Contains(strings.ToLower(old), "localhost")
}

// beginsPath reports whether a path in which a text is replaced by s still begins
// as one.
func beginsPath(s value.Str) bool {
	t, ok := s.Literal()
	return ok && (strings.HasPrefix(t, "/") || strings.HasPrefix(t, "?"))
}

// otherScheme is the replacement of "http://" and its like in a URL whose scheme is that
// of the caller: all else stays as it is.
func (m *machine) otherScheme(x *expr.Call, s value.Str, old string, by value.Str) (value.Value, bool) {
	from, ok := strings.CutSuffix(old, "://")
	to, known := by.Text()
	to, has := strings.CutSuffix(to, "://")
	u := value.SplitURL(s)
	if !ok || !known || !has || !isSchemeName(from) || !isSchemeName(to) || !u.Split || !u.Scheme().Is(value.SchemeCause) {
		return value.Value{}, false
	}
	return value.Value{Alts: []value.Str{s}}.ReadAt(m.loc(x), value.Operand, nil), true
}

func isSchemeName(s string) bool { return s == "http" || s == "https" || s == "ws" || s == "wss" }

// noHost reports whether the caller's hostname does not begin with a text, or with what
// comes before a delimiter in it, as far as the names of the gateway are known. Of a text
// that stands behind slashes alone, as a segment of a path does, that is taken for granted
// where no name is known.
func (m *machine) noHost(before, t string) bool {
	var hosts []string
	if m.env.Hosts != nil {
		hosts = m.env.Hosts()
	}
	if len(hosts) == 0 {
		return strings.Trim(before, "/") == ""
	}
	end := strings.IndexFunc(t, func(r rune) bool { return !value.IsHostRune(r) })
	return !slices.ContainsFunc(hosts, func(h string) bool {
		return end < 0 && hasFoldPrefix(h, t) || end < 0 && hasFoldPrefix(t, h) || end >= 0 && strings.EqualFold(h, t[:end])
	})
}

func hasFoldPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// separate reports whether no occurrence of old can begin or end in the literal
// piece i and reach over its edge.
func (m *machine) separate(s value.Str, i int, old string) bool {
	from, to := i, i+1 // of the literal pieces beside each other
	for from > 0 && s.Parts[from-1].Kind == value.Literal {
		from--
	}
	for to < len(s.Parts) && s.Parts[to].Kind == value.Literal {
		to++
	}
	t := s.Parts[i].View.Src
	if to-from > 1 {
		t, _ = value.Str{Parts: s.Parts[from:to]}.Literal()
		if crossesEdge(s.Parts[from:to], t, old) {
			return false
		}
	}
	before, after := from > 0, to < len(s.Parts)
	if inPath(old) {
		before, after = before && !s.Parts[from-1].IsHost(), after && !s.Parts[to].IsHost()
	}
	for n := 1; n < len(old); n++ {
		if after && strings.HasSuffix(t, old[:n]) && mayBorder(&s.Parts[to], old[n], true) && !(s.Parts[to].IsHost() && m.noHost(old[:n], old[n:])) ||
			before && strings.HasPrefix(t, old[n:]) && mayBorder(&s.Parts[from-1], old[n-1], false) {
			return false
		}
	}
	return !(before && after && len(t) < len(old) && strings.Contains(old, t))
}

// crossesEdge reports whether an occurrence of old in a text reaches over an edge of the
// pieces that it is made of.
func crossesEdge(parts []value.Part, t, old string) bool {
	edge := 0
	for i := range parts[:len(parts)-1] {
		edge += len(parts[i].View.Src)
		from, to := max(0, edge-len(old)+1), min(len(t), edge+len(old)-1)
		if strings.Contains(t[from:to], old) {
			return true
		}
	}
	return false
}

// reaches reports whether an occurrence of old can stand in a hostname, the piece
// i, and in what is not known beside it.
func reaches(s value.Str, i int, old string) bool {
	for n := 1; n < len(old); n++ {
		if i+1 < len(s.Parts) && isHostText(old[:n]) && mayHave(&s.Parts[i+1], old[n], true) ||
			i > 0 && isHostText(old[n:]) && mayHave(&s.Parts[i-1], old[n-1], false) {
			return true
		}
	}
	return false
}

func isHostText(t string) bool {
	return !strings.ContainsFunc(t, func(r rune) bool { return !value.IsHostRune(r) })
}

// mayBorder reports whether a piece that is no literal may begin, or end, with a byte.
func mayBorder(p *value.Part, c byte, begin bool) bool {
	if p.Kind == value.Unknown {
		return mayHave(p, c, begin)
	}
	return p.MayHold(c)
}

// mayHave reports whether a piece that is not known may begin, or end, with a byte.
func mayHave(p *value.Part, c byte, begin bool) bool {
	switch {
	case p.Kind != value.Unknown:
		return false
	case p.Shape == value.PathShape && begin:
		return c == '/' || c == '?'
	case p.Shape == value.DigitShape:
		return c >= '0' && c <= '9'
	case p.IsWord():
		return isWordRune(rune(c))
	}
	return true
}
