package analyzer

import "hairpin/analyzer/text"

// overrideFix makes the Host header override, or puts one where the call is.
func (b *Builder) overrideFix(c *Call, hits []Way) Offer {
	h := hits[0].Host
	if h.Element == nil || h.Action == HostDeleted || !namesGateway(&b.Estate().Gateway, h.Value) {
		return b.addHostFix(c, hits)
	}
	a := h.Element.Attr("exists-action")
	if a == nil || c.doc == nil || c.Element == nil || !beside(c, h) || sharesCall(c) {
		return b.addHostFix(c, hits)
	}
	if c.doc.torn {
		return no(tornReason)
	}
	e := text.Edit{Loc: text.Loc{Path: h.At.Path, Span: a.Value.At}, New: "override"}
	return Offer{Fix: Fix{Title: "Override the Host header", Safety: Safe, Edits: []text.Edit{e}}}
}
