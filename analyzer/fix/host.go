package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// hostHeaderEdits puts the Host header where it reaches the call.
func (b *Builder) hostHeaderEdits(c *call.Call, j call.Way, host string) ([]text.Edit, string) {
	h := j.Host
	if h.Action == call.HostSet && call.NamesGateway(b.gatewayOf(&j), h.Value) && !b.followsBase(c, h) {
		return nil, ""
	}
	if c.Sink.Host == call.PipelineHost && b.Replaced(c) {
		return nil, "a later set-backend-service takes the request elsewhere on some paths, and the Host header would go with it"
	}
	if h.Element != nil && beside(c, h) {
		return b.correctHost(c, h, host)
	}
	if h.Element != nil && !b.runsBefore(h, c) {
		return nil, "a Host header that is set elsewhere would also apply to this call"
	}
	if h.Element == nil && h.Action == call.HostUnknown && c.Sink.Host == call.PipelineHost {
		return nil, "the Host header may already be set by " + h.Why
	}
	return insertHost(c, host)
}

// insertHost puts a new Host header beside the call.
func insertHost(c *call.Call, host string) ([]text.Edit, string) {
	after := c.Element
	switch {
	case c.Sink.Host == call.HeaderChild:
		return nil, "it is not documented how <" + c.Sink.Element + "> writes its headers"
	case c.Request() != nil:
		after = urlAndMethod(c)
	}
	if after == nil {
		return nil, "there is no place for a Host header"
	}
	st := styleAt(c.Doc, after)
	return []text.Edit{{Loc: c.Doc.Place(behind(c.Doc, after)), New: st.line(0) + st.setHost(host)}}, ""
}

// beside reports whether a Host header belongs to a call alone: it stands in the
// request, or in the same branch of the policy.
func beside(c *call.Call, h *call.HostHeader) bool {
	return h.At.Path == c.At.Path && c.Doc.Covers(h.At.Span) && (c.Element.Span().Covers(h.Element.Span()) || h.Element.Parent == c.Element.Parent)
}

// runsBefore reports whether a Host header is set before a call is reached, so
// that one beside the call outranks it: earlier in the same document, or in an
// outer policy whose statements come in through a <base /> in front of the call.
func (b *Builder) runsBefore(h *call.HostHeader, c *call.Call) bool {
	if c.Sink.Host != call.PipelineHost {
		return false
	}
	if h.At.Path == c.At.Path && c.Doc.Covers(h.At.Span) {
		return h.Element.Span().End <= c.Element.Open.Start
	}
	base := inboundBase(c.Doc)
	return base != nil && base.Open.Start < c.Element.Open.Start && b.isOuter(b.DocAt(h.At), c.Doc)
}

// correctHost changes the set-header that is there.
func (b *Builder) correctHost(c *call.Call, h *call.HostHeader, host string) ([]text.Edit, string) {
	if !beside(c, h) {
		return nil, "a Host header that is set elsewhere would also apply to this call"
	}
	v := h.Element.Child("value")
	if v == nil || v.SelfClosing {
		if c.Sink.Host == call.HeaderChild {
			return nil, "the existing Host header has no value"
		}
		if b.namedBefore(c, h.Element) {
			return []text.Edit{removed(c.Doc, h.Element)}, ""
		}
		return []text.Edit{{Loc: text.Loc{Path: h.At.Path, Span: h.Element.Span()}, New: styleAt(c.Doc, h.Element).setHost(host)}}, ""
	}
	edits := []text.Edit{{Loc: text.Loc{Path: h.At.Path, Span: v.Content().At}, New: host}}
	if a := h.Element.Attr("exists-action"); a != nil && !literally(a, "override") {
		edits = append(edits, text.Edit{Loc: text.Loc{Path: h.At.Path, Span: a.Value.At}, New: "override"})
	}
	for other := range h.Element.Elements() {
		if other.Tag == "value" && other != v {
			edits = append(edits, removed(c.Doc, other))
		}
	}
	return edits, ""
}

// namedBefore reports whether an earlier set-header beside one names this gateway.
func (b *Builder) namedBefore(c *call.Call, e *policy.Element) bool {
	good := false
	for s := range e.Parent.Elements() {
		if s == e {
			return good
		}
		if name, value := s.Attr("name"), s.Child("value"); s.Tag == e.Tag && name != nil && value != nil {
			key, _ := name.Value.Literal()
			host, known := value.Content().Literal()
			if strings.EqualFold(strings.TrimSpace(key), "host") {
				good = known && b.gatewayOf(&c.Ways[0]).Match(host).Kind == gateway.GatewayHost
			}
		}
	}
	return false
}
