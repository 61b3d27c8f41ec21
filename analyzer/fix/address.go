package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// addressEdits replaces the authority of a URL, where it is written at the
// sink, by the loopback address. The second result is the reason why it cannot
// be replaced.
func addressEdits(c *call.Call, j call.Way) ([]text.Edit, string) {
	parts := j.Address.Authority.Parts
	for _, part := range parts {
		switch {
		case part.At.Path != c.At.Path || !c.At.Span.Covers(part.At.Span):
			return nil, "the hostname is not written at the call"
		case sharedPlace(j, part):
			return nil, "the whole URL comes from one value; change it where it is written"
		}
	}
	if len(parts) == 0 {
		return nil, "the hostname is not written at the call"
	}
	if e, ok := splice(c, j); ok {
		return []text.Edit{e}, ""
	}
	var out []text.Edit
	for i, part := range parts {
		if i > 0 && part.At == parts[i-1].At {
			continue
		}
		out = append(out, text.Edit{Loc: part.At, New: written(c, part, len(out) == 0)})
	}
	return merged(out), ""
}

// splice replaces an authority that is put together with + by one piece of
// text: "https://" + host + "/x" becomes "https://127.0.0.1/x". It fails where
// the pieces do not stand side by side in one concatenation.
func splice(c *call.Call, j call.Way) (text.Edit, bool) {
	parts := j.Address.Authority.Parts
	first, last := parts[0], parts[len(parts)-1]
	g := gaps{doc: c.Doc, quote: quoteAt(c, first.At.Span.Start)}
	if g.quote == "" {
		return text.Edit{}, false
	}
	for i, part := range parts {
		if !inString(part) && part.Form != value.Operand {
			return text.Edit{}, false
		}
		if i > 0 && part.At != parts[i-1].At && !g.joined(parts[i-1], part) {
			return text.Edit{}, false
		}
	}
	e := text.Edit{Loc: text.Loc{Path: c.At.Path, Span: text.Span{Start: first.At.Span.Start, End: last.At.Span.End}}}
	before, after := neighbours(j.URL.Parts, first, last)
	left, right := g.quote, g.quote
	if inString(first) {
		left = ""
	} else if before != nil && inString(*before) && g.joined(*before, first) {
		left, e.Span.Start = "", before.At.Span.End
	}
	if inString(last) {
		right = ""
	} else if after != nil && inString(*after) && g.joined(last, *after) {
		right, e.Span.End = "", after.At.Span.Start
	}
	e.New = left + loopback + right
	return e, true
}

// inString reports whether a piece stands inside the quotes of a literal.
func inString(p value.Part) bool { return p.Form == value.CSharpText }

// neighbours are the pieces directly before and after the authority.
func neighbours(parts []value.Part, first, last value.Part) (before, after *value.Part) {
	for i := range parts {
		p := &parts[i]
		if p.At.Span.End <= first.At.Span.Start {
			before = p
		}
		// The text that the authority was cut out of begins before it or ends after it.
		if p.At.Span.Start >= last.At.Span.End && after == nil {
			after = p
		}
	}
	return before, after
}

// gaps looks at what stands between two pieces of a concatenation.
type gaps struct {
	doc   *document.Document
	quote string
}

// joined reports whether two pieces stand side by side: one literal, or two
// operands with nothing but a + and blanks between them.
func (g gaps) joined(a, b value.Part) bool {
	if a.At.Span.End > b.At.Span.Start {
		return false
	}
	gap := g.doc.Of(text.Span{Start: a.At.Span.End, End: b.At.Span.Start})
	if inString(a) && inString(b) && gap == "" {
		return true
	}
	var ok bool
	if inString(a) {
		if gap, ok = strings.CutPrefix(gap, g.quote); !ok {
			return false
		}
	}
	if inString(b) {
		if gap, ok = strings.CutSuffix(gap, g.quote); !ok {
			return false
		}
	}
	return (inString(a) || a.Form == value.Operand) && (inString(b) || b.Form == value.Operand) && strings.TrimSpace(gap) == "+"
}

// written is the loopback address, or nothing, in the form of a piece.
func written(c *call.Call, part value.Part, first bool) string {
	s := ""
	if first {
		s = loopback
	}
	if part.Form != value.Operand {
		return s
	}
	q := quoteAt(c, part.At.Span.Start)
	return q + s + q
}

// quoteAt is how the expression around an offset writes a quote; "" outside of
// expressions.
func quoteAt(c *call.Call, off int) string {
	v, _, ok := call.Address(c.Sink, c.Element)
	if ok {
		for _, p := range v.Parts {
			if p.Kind != policy.Expression || !p.At.Contains(off) {
				continue
			}
			if p.Encoded {
				return "&quot;"
			}
			return `"`
		}
	}
	return ""
}

// loopback is the address that never leaves the machine. The gateway answers on
// it under its own Hostnames:
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const loopback = "127.0.0.1"

// changesOthers reports whether edits of an address change what does not lead to
// this gateway, too.
func changesOthers(c *call.Call, edits []text.Edit) bool {
	return slices.ContainsFunc(c.Ways, func(j call.Way) bool {
		return !j.Dead && !j.IsSelf() && slices.ContainsFunc(j.URL.Parts, func(part value.Part) bool {
			return slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Path == part.At.Path && e.Span.Covers(part.At.Span) })
		})
	})
}

// everyAddress replaces the address in every alternative of a URL.
func everyAddress(c *call.Call, hits []call.Way) ([]text.Edit, string) {
	var out []text.Edit
	for i := range hits {
		edits, reason := addressEdits(c, hits[i])
		if reason != "" {
			return nil, reason
		}
		out = append(out, edits...)
	}
	return distinct(out)
}

// loopbackURL is the URL with its authority replaced; scheme and path stay. It is
// "" if these are not known as text.
func loopbackURL(u *value.URL) string {
	scheme, ok := u.Scheme().Literal()
	path, known := u.Path().Literal()
	if known = known || len(u.Path().Parts) == 0; !ok || !known {
		return ""
	}
	return strings.TrimSpace(scheme) + "://" + loopback + strings.TrimRight(path, " ")
}
