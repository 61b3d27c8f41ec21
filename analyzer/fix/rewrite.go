package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// rewrite replaces the host in the finished URL, at the call: right wherever
// the URL comes from, and whoever else reads it.
func (b *Builder) rewrite(c *call.Call, hits []call.Way) Offer {
	host := b.hostText(c, hits[0])
	if same := b.computedHost(c, hits); host == "" || len(hits) < alive(c) || same != "" && ofValue(hits) {
		host = same
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, hits[0]) {
			host = b.computedHost(c, hits)
		}
	}
	if host == "" {
		return no(b.whyNoHost(c, hits))
	}
	var from []string
	for i := range hits {
		old, reason := authorityCode(hits[i])
		if reason != "" {
			return no(reason)
		}
		if !slices.Contains(from, old) {
			from = append(from, old)
		}
	}
	for i := range c.Ways {
		j := &c.Ways[i]
		longer := func(code string) bool {
			return strings.Contains(strings.ToLower(j.URL.Known()), strings.ToLower(strings.Trim(code, `"`)))
		}
		if !j.Dead && !j.IsSelf() && slices.ContainsFunc(from, longer) {
			return no("another hostname on other paths begins like this one")
		}
	}
	edits, reason := b.replaceEdits(c, from)
	if reason != "" {
		return no(reason)
	}
	fr := b.withHost(c, hits, edits, host)
	if fr.Reason == "" && fr.Fix.Safety == finding.Safe {
		for i := range hits {
			if open := openEnd(c, hits[i]); open != "" {
				fr.Fix.Safety, fr.Fix.SafetyReason = finding.NeedsReview, "the hostname could occur again in "+open
			}
		}
	}
	return fr
}

// authorityCode is the C# of "//" and the authority of a URL, which has to stand
// in the URL once.
func authorityCode(j call.Way) (string, string) {
	if len(j.Address.UserInfo.Parts) > 0 {
		return "", "the URL contains user information"
	}
	if j.Name.Gateway && len(j.Address.Authority.Parts) == 1 {
		return `"//" + ` + callersHost, ""
	}
	authority, known := j.Address.Authority.Literal()
	if !known || strings.ContainsAny(authority, "\"\\{}") {
		return "", "the hostname is not known as text"
	}
	if strings.Count(strings.ToLower(j.URL.Known()), "//"+strings.ToLower(authority)) != 1 {
		return "", "the URL contains the hostname more than once"
	}
	return `"//` + authority + `"`, ""
}

// openEnd says which unknown piece after the authority, of those in which something is
// replaced, could be any text.
func openEnd(c *call.Call, j call.Way) string {
	path := j.Address.Path()
	u, code := sinkCode(c)
	for _, part := range path.Parts {
		if code && !slices.ContainsFunc(u.returns, func(x expr.Expr) bool { return isWithin(part, x, c) }) {
			continue
		}
		if part.Kind == value.Unknown && (part.Shape == value.AnyShape || part.Shape == value.PathShape) {
			return part.Reason()
		}
	}
	return ""
}

// replaceEdits puts .Replace after what makes the URL.
func (b *Builder) replaceEdits(c *call.Call, from []string) ([]text.Edit, string) {
	v, at, ok := call.Address(c.Sink, c.Element)
	if !ok {
		return nil, "the URL is not written at the call"
	}
	calls := ""
	for _, old := range from {
		calls += ".Replace(" + old + `, "//` + loopback + `")`
	}
	if u, ok := sinkCode(c); ok {
		var out []text.Edit
		for _, x := range u.returns {
			if isOther(x, from) {
				continue
			}
			open, shut, ok := asText(x)
			if !ok && !isTextLocal(x, u.block) {
				open, shut = "string.Concat(", ")" // whatever its type is
			}
			span := x.Span()
			out = append(out, text.Edit{Loc: text.Loc{Path: c.At.Path, Span: text.Span{Start: span.Start, End: span.Start}}, New: open})
			out = append(out, text.Edit{Loc: text.Loc{Path: c.At.Path, Span: text.Span{Start: span.End, End: span.End}}, New: shut + strings.ReplaceAll(calls, `"`, u.quote)})
		}
		return slices.DeleteFunc(out, func(e text.Edit) bool { return e.New == "" }), ""
	}
	code, reason := b.textCode(c, v)
	if reason != "" {
		return nil, reason
	}
	code += calls
	if inCData(c.Doc, at.Start) {
		return []text.Edit{{Loc: text.Loc{Path: c.At.Path, Span: at}, New: "@(" + code + ")"}}, ""
	}
	return []text.Edit{{Loc: text.Loc{Path: c.At.Path, Span: at}, New: "@(" + encodeCode(c.Doc, code, strings.HasPrefix(c.Sink.URL, "@")) + ")"}}, ""
}

// isOther reports whether an expression is text in which none of some authorities
// stands, so that there is nothing to replace in it. A placeholder may bring one.
func isOther(x expr.Expr, from []string) bool {
	if _, ok := x.(*expr.Literal); ok {
		return true // null
	}
	s, ok := x.(*expr.String)
	return ok && !strings.Contains(s.Raw.Src, `\`) && text.NextIn(s.Raw.Src, 0, text.InHost).Kind == text.NoPlaceholder && !slices.ContainsFunc(from, func(code string) bool {
		authority, literal := strings.CutSuffix(strings.TrimPrefix(code, `"`), `"`)
		return !literal || strings.Contains(strings.ToLower(s.Raw.Src), strings.ToLower(authority))
	})
}
