package fix

import (
	"strings"

	"hairpin/analyzer/call"
	"hairpin/analyzer/document"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// hostText is the value of the Host header: the name that the URL had, as text
// of an element.
func (b *Builder) hostText(c *call.Call, j call.Way) string {
	parts := j.Address.Host.Parts
	if j.Kind == gateway.PrivateAddress {
		return defaultHost(&b.Estate().Gateway)
	}
	if j.Name.Gateway {
		return "@(context.Request.OriginalUrl.Host)"
	}
	if j.Name.Service {
		return `@(context.Deployment.ServiceName + "` + j.Name.Suffix + `")`
	}
	if code := sameExpression(c, j); code != "" && !(j.Name.Known && writtenAt(c.At, parts)) {
		return "@(" + code + ")"
	}
	if !j.Name.Known {
		return ""
	}
	var sb strings.Builder
	for i, part := range parts {
		switch {
		case part.Form == value.Reference && part.At.Path == c.At.Path && !sharedPlace(j, part):
			if i == 0 || parts[i-1].At != part.At {
				sb.WriteString(part.At.Span.Of(c.Doc.File.Src)) // keep the named value or the token
			}
		case part.Form == value.Reference && part.At.Path == c.At.Path:
			return "" // it may be another one elsewhere
		case part.Form == value.Reference:
			return j.Name.Name
		default:
			sb.WriteString(strings.ToLower(part.Text()))
		}
	}
	if text.NextPlaceholder(sb.String(), 0).Kind == text.NoPlaceholder {
		return j.Name.Name
	}
	return sb.String()
}

// writtenAt reports whether all pieces were written at a place.
func writtenAt(at text.Loc, parts []value.Part) bool {
	for i := range parts {
		o := parts[i].Origin()
		if o.Path != at.Path || !at.Span.Covers(o.Span) {
			return false
		}
	}
	return true
}

// sameExpression is the C# of the operand or hole that brings the host of a URL
// and nothing else, if it means the same elsewhere; "" if there is none.
func sameExpression(c *call.Call, j call.Way) string {
	parts := j.Address.Authority.Parts
	if c.Doc == nil || len(parts) == 0 || len(j.Address.Port.Parts) > 0 || !c.At.Span.Covers(parts[0].At.Span) || c.At.Path != parts[0].At.Path {
		return ""
	}
	for _, part := range parts {
		if part.Form != value.Operand && part.Form != value.Hole || part.At != parts[0].At || sharedPlace(j, part) {
			return ""
		}
	}
	x := codeOver(c.Doc, parts[0].At.Span)
	if x == nil || !portable(x) || c.Sink.Host == call.PipelineHost && readsBackend(x) {
		return ""
	}
	code := codeText(c.Doc, x)
	switch x := x.(type) {
	case *expr.Index:
		return "(string)" + code
	case *expr.Call:
		if m, ok := x.Fun.(*expr.Member); ok && expr.IsPath(m.X, document.VariablesPath) && (len(m.TypeArgs) != 1 || m.TypeArgs[0].Name != "string") {
			return "(string)" + code
		}
		return code
	case *expr.Cast, *expr.Member:
		return code
	}
	return ""
}

// codeOver is the expression that is written at a place; of the hole of an
// interpolated string, what stands in its braces.
func codeOver(d *document.Document, at text.Span) expr.Expr {
	var out expr.Expr
	for i := range d.Code {
		if d.Code[i].Bad || !d.Code[i].Block.At.At.Covers(at) {
			continue
		}
		expr.Walk(d.Code[i].Block, func(n expr.Node) bool {
			if x, ok := n.(expr.Expr); ok && x.Span() == at {
				out = x
			}
			if s, ok := n.(*expr.Interpolated); ok {
				for _, part := range s.Parts {
					if part.X != nil && part.At == at && part.Align == nil && part.Format == "" {
						out = part.X
					}
				}
			}
			return out == nil && n.Span().Covers(at)
		})
	}
	return out
}

// portable reports whether an expression means the same in another one: it reads
// no local. Types begin with a capital letter, and so does nothing else.
func portable(x expr.Expr) bool {
	ok := true
	expr.Walk(x, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Ident:
			first := n.Name[0]
			ok = ok && (n.Name == "context" || n.Name == "string" || first >= 'A' && first <= 'Z')
		case *expr.Lambda, *expr.Bad, *expr.Declare, *expr.Assign:
			ok = false
		}
		return ok
	})
	return ok
}

// readsBackend reports whether an expression reads context.Request.Url, which is
// another one behind a set-backend-service.
func readsBackend(x expr.Expr) bool {
	found := false
	expr.Walk(x, func(n expr.Node) bool {
		m, ok := n.(*expr.Member)
		found = found || ok && m.Sel.Text == "Url"
		return !found
	})
	return found
}

// computedHost is a Host value that is the host of whatever the URL is: the same
// expression, read as a URL. Another backend gets its port too, as it would
// without a policy. "" if the URL is no single expression.
func (b *Builder) computedHost(c *call.Call, hits []call.Way) string {
	if c.Doc == nil {
		return ""
	}
	member := ").Host)"
	if len(hits) < alive(c) {
		member = ").Authority)"
	}
	if u, ok := sinkCode(c); ok {
		if !u.whole || !portable(u.returns[0]) || c.Sink.Host == call.PipelineHost && readsBackend(u.returns[0]) {
			return ""
		}
		code := codeText(c.Doc, u.returns[0])
		if isObject(u.returns[0]) {
			code = "(string)" + code
		}
		return "@(new Uri(" + code + member
	}
	v, _, _ := call.Address(c.Sink, c.Element)
	code, reason := b.textCode(c, v)
	if reason != "" {
		return ""
	}
	return "@(" + encodeCode(c.Doc, "new Uri("+code+member[:len(member)-1], false) + ")"
}

// ofValue reports whether a host comes from a named value or a token, which may
// be another one elsewhere.
func ofValue(hits []call.Way) bool {
	for i := range hits {
		for _, part := range hits[i].Address.Authority.Parts {
			if part.Form == value.Reference {
				return true
			}
			for s := part.Trail; s != nil; s = s.Next {
				if s.At.Path != part.At.Path {
					return true
				}
			}
		}
	}
	return false
}

// sharedPlace reports whether a piece outside of the host stands where the part
// does, so that the place cannot be changed for the host alone.
func sharedPlace(j call.Way, part value.Part) bool {
	n := 0
	for _, q := range j.URL.Parts {
		if q.At == part.At {
			n++
		}
	}
	host := 0
	for _, q := range j.Address.Authority.Parts {
		if q.At == part.At {
			host++
		}
	}
	return n > host || wholeReference(j, part)
}

// wholeReference reports whether the part is cut out of a longer text that one
// reference brings, so that other text of it stands elsewhere in the URL.
func wholeReference(j call.Way, part value.Part) bool {
	for _, q := range j.URL.Parts {
		if q.At == part.At && q.Kind == value.Literal && part.Kind == value.Literal && !q.Direct() && len(q.Text()) > len(part.Text()) {
			return true
		}
	}
	return false
}

// hostHeaderEdits puts the Host header where it reaches the call.
func (b *Builder) hostHeaderEdits(c *call.Call, j call.Way, host string) ([]text.Edit, string) {
	h := j.Host
	if h.Action == call.HostSet && call.NamesGateway(&b.Estate().Gateway, h.Value) && !b.followsBase(c, h) {
		return nil, ""
	}
	if c.Sink.Host == call.PipelineHost && b.Replaced(c) {
		return nil, "a later set-backend-service takes the request elsewhere on some paths, and the Host header would go with it"
	}
	if h.Element != nil && beside(c, h) {
		return b.correctHost(c, h, host)
	}
	if h.Element != nil && !b.runsBefore(h, c) {
		return nil, "a Host header is set elsewhere, which this call would share"
	}
	if h.Element == nil && h.Action == call.HostUnknown && c.Sink.Host == call.PipelineHost {
		return nil, "the Host header may be set already by " + h.Why
	}
	return insertHost(c, host)
}

// insertHost puts a new Host header beside the call.
func insertHost(c *call.Call, host string) ([]text.Edit, string) {
	f := c.Doc.File
	after := c.Element
	switch c.Sink.Host {
	case call.ChildHost:
		after = later(c.Element.Child("set-url"), c.Element.Child("set-method"))
	case call.HeaderChild:
		return nil, "it is not documented how <" + c.Sink.Element + "> writes its headers"
	}
	if after == nil {
		return nil, "there is no place for a Host header"
	}
	st := styleAt(f, after)
	return []text.Edit{{Loc: text.Loc{Path: f.Path, Span: behind(f, after)}, New: st.line(0) + st.setHost(host)}}, ""
}

// beside reports whether a Host header belongs to a call alone: it stands in the
// request, or in the same branch of the policy.
func beside(c *call.Call, h *call.HostHeader) bool {
	return h.At.Path == c.At.Path && (c.Element.Span().Covers(h.Element.Span()) || h.Element.Parent == c.Element.Parent)
}

// runsBefore reports whether a Host header is set before a call is reached, so
// that one beside the call outranks it: earlier in the same document, or in an
// outer policy whose statements come in through a <base /> in front of the call.
func (b *Builder) runsBefore(h *call.HostHeader, c *call.Call) bool {
	if c.Sink.Host != call.PipelineHost {
		return false
	}
	if h.At.Path == c.At.Path {
		return h.Element.Span().End <= c.Element.Open.Start
	}
	base := inboundBase(c.Doc)
	return base != nil && base.Open.Start < c.Element.Open.Start && b.isOuter(h.At.Path, c.At.Path)
}

// isOuter reports whether a policy is one that another inherits from.
func (b *Builder) isOuter(outer, inner string) bool {
	o, i := b.Estate().Place(outer), b.Estate().Place(inner)
	if i.Workspace != nil && outer == i.Workspace.Policy || outer == b.Estate().Service.Policy {
		return true
	}
	return o.API != nil && o.API == i.API && outer == o.API.Policy && i.Operation != nil
}

// later is the element that stands further behind; one may be nil. A Host header
// stands behind both set-url and set-method, whichever order they have.
func later(a, b *policy.Element) *policy.Element {
	if a == nil || b != nil && b.Open.Start > a.Open.Start {
		return b
	}
	return a
}

// correctHost changes the set-header that is there.
func (b *Builder) correctHost(c *call.Call, h *call.HostHeader, host string) ([]text.Edit, string) {
	if !beside(c, h) {
		return nil, "a Host header is set elsewhere, which this call would share"
	}
	v := h.Element.Child("value")
	if v == nil || v.SelfClosing {
		if c.Sink.Host == call.HeaderChild {
			return nil, "the Host header that is there has no value"
		}
		if b.namedBefore(h.Element) {
			return []text.Edit{removed(c.Doc.File, h.Element)}, ""
		}
		return []text.Edit{{Loc: text.Loc{Path: h.At.Path, Span: h.Element.Span()}, New: styleAt(c.Doc.File, h.Element).setHost(host)}}, ""
	}
	edits := []text.Edit{{Loc: text.Loc{Path: h.At.Path, Span: v.Content().At}, New: host}}
	if a := h.Element.Attr("exists-action"); a != nil && !literally(a, "override") {
		edits = append(edits, text.Edit{Loc: text.Loc{Path: h.At.Path, Span: a.Value.At}, New: "override"})
	}
	for other := range h.Element.Elements() {
		if other.Tag == "value" && other != v {
			edits = append(edits, removed(c.Doc.File, other))
		}
	}
	return edits, ""
}

// namedBefore reports whether an earlier set-header beside one names this gateway.
func (b *Builder) namedBefore(e *policy.Element) bool {
	good := false
	for s := range e.Parent.Elements() {
		if s == e {
			return good
		}
		if name, value := s.Attr("name"), s.Child("value"); s.Tag == e.Tag && name != nil && value != nil {
			key, _ := name.Value.Literal()
			host, known := value.Content().Literal()
			if strings.EqualFold(strings.TrimSpace(key), "host") {
				good = known && b.Estate().Gateway.Match(host).Kind == gateway.GatewayHost
			}
		}
	}
	return false
}

// literally reports whether an attribute is written as a text.
func literally(a *policy.Attr, want string) bool {
	s, ok := a.Value.Literal()
	return ok && strings.TrimSpace(s) == want
}

// shown is a Host value as a title names it.
func shown(host string) string {
	if strings.HasPrefix(host, "@(new Uri(") {
		return "the host that the URL had"
	}
	if s, ok := strings.CutPrefix(host, "@("); ok {
		return strings.TrimSuffix(s, ")")
	}
	return host
}
