package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// origin replaces the host where it was written, in the variables that bring
// the URL to this call and to no other place.
func (b *Builder) origin(c *call.Call, hits []call.Way) Offer {
	if len(hits) < alive(c) {
		return no("the URL leads to this gateway on some paths only")
	}
	var edits []text.Edit
	host := b.hostText(c, hits[0])
	for i := range hits {
		j := &hits[i]
		if host == "" || b.hostText(c, *j) != host {
			return no(b.whyNoHost(c, hits))
		}
		for _, part := range j.Address.Authority.Parts {
			if reason := b.carried(c, part); reason != "" {
				return no(reason)
			}
		}
		list, reason := b.originEdits(j)
		if reason != "" {
			return no(reason)
		}
		for _, e := range list {
			if chosen(b.DocAt(e.Loc), e.Span) {
				return no("the value is chosen where it is written")
			}
		}
		edits = append(edits, list...)
	}
	edits, reason := distinct(edits)
	if reason != "" {
		return no(reason)
	}
	return b.withHost(c, hits, edits, host)
}

// carried is the reason why a piece does not come through variables that only
// this call reads; "" if it does.
func (b *Builder) carried(c *call.Call, part value.Part) string {
	if part.Trail == nil {
		return "the hostname is not written in a variable"
	}
	for s := part.Trail; s != nil; s = s.Next {
		name := b.variableSetAt(s.At)
		switch {
		case name == "":
			return "the hostname comes from a shared value"
		case s.At.Path != c.At.Path && !b.Estate().Artifacts:
			return "it is not known who else reads the variable \"" + name + "\""
		case len(b.readersOf(name, s.At.Path)) != 1:
			return "other places read the variable \"" + name + "\""
		}
	}
	return ""
}

// originEdits replaces the authority of a URL where its bytes were written in a
// policy or an artifact.
func (b *Builder) originEdits(j *call.Way) ([]text.Edit, string) {
	if j.Name.Gateway {
		return b.callersHostEdits(j)
	}
	var out []text.Edit
	for _, part := range j.Address.Authority.Parts {
		if part.Kind != value.Literal || part.Path == "" {
			return nil, "the hostname is computed"
		}
		e := text.Edit{Loc: part.Origin()}
		if len(out) == 0 {
			e.New = loopback
		}
		if d := b.DocAt(e.Loc); d != nil && d.Torn {
			return nil, tornReason
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, "the hostname is computed"
	}
	return merged(out), ""
}

// callersHost is the host that the caller used, as expressions call it.
const callersHost = "context.Request.OriginalUrl.Host"

// callersHostEdits replaces context.Request.OriginalUrl.Host in the variable
// that a URL was put together in.
func (b *Builder) callersHostEdits(j *call.Way) ([]text.Edit, string) {
	const reason = "the hostname is computed"
	parts := j.Address.Authority.Parts
	if len(parts) != 1 || parts[0].Trail == nil {
		return nil, reason
	}
	last := parts[0].Trail
	for last.Next != nil {
		last = last.Next
	}
	d := b.DocAt(last.At)
	where := policy.NodeAt(d.Root, last.At.Span.Start)
	if where.Attr == nil || len(where.Attr.Value.Parts) != 1 {
		return nil, reason
	}
	code := d.CodeAt(where.Attr.Value.Parts[0].At.Start)
	if code == nil || code.Bad {
		return nil, reason
	}
	quote := `"`
	if where.Attr.Value.Parts[0].Encoded {
		quote = "&quot;"
	}
	var out, joined []text.Edit
	expr.Walk(code.Block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Interpolated:
			for _, hole := range n.Parts {
				if expr.IsPath(hole.X, callersHost) {
					out = append(out, text.Edit{Loc: d.Place(hole.At), New: loopback})
				}
			}
		case *expr.Binary:
			for _, x := range []expr.Expr{n.X, n.Y} {
				if expr.IsPath(x, callersHost) && n.Op == "+" {
					out = append(out, text.Edit{Loc: d.Place(x.Span()), New: quote + loopback + quote})
				}
			}
			if between, ok := betweenTexts(d, n, len(quote)); ok && n.Op == "+" {
				joined = append(joined, text.Edit{Loc: d.Place(between), New: loopback})
			}
		}
		return true
	})
	if len(out) == 1 && len(joined) == 1 && joined[0].Span.Covers(out[0].Span) {
		return joined, ""
	}
	if len(out) != 1 {
		return nil, reason
	}
	return out, ""
}

// betweenTexts is the place from the closing quote of one text to the opening
// quote of the next in "a" + context.Request.OriginalUrl.Host + "b".
func betweenTexts(d *document.Document, n *expr.Binary, quote int) (text.Span, bool) {
	right, ok := n.Y.(*expr.String)
	left, isSum := n.X.(*expr.Binary)
	if !ok || !isSum || left.Op != "+" || !expr.IsPath(left.Y, callersHost) || right.Verbatim {
		return text.Span{}, false
	}
	before, ok := left.X.(*expr.String)
	if !ok || before.Verbatim {
		return text.Span{}, false
	}
	return d.Span(d.Offset(before.At.At.End)-quote, d.Offset(right.At.At.Start)+quote), true
}
