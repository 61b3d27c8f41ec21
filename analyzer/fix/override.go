package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// Override makes the Host header override, or puts one where the call is.
func (b *Builder) Override(c *call.Call, hits []call.Way) Offer {
	h := hits[0].Host
	if h.Element == nil || h.Action == call.HostDeleted || !call.NamesGateway(b.gatewayOf(&hits[0]), h.Value) {
		return b.AddHost(c, hits)
	}
	a := h.Element.Attr("exists-action")
	if a == nil || c.Doc == nil || c.Element == nil || !beside(c, h) || sharesCall(c) {
		return b.AddHost(c, hits)
	}
	if c.Doc.Torn {
		return no(tornReason)
	}
	e := text.Edit{Loc: text.Loc{Path: h.At.Path, Span: a.Value.At}, New: "override"}
	return Offer{Fix: finding.Fix{Title: "Override the Host header", Safety: finding.Safe, Edits: []text.Edit{e}}}
}
