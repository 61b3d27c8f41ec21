package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// MoveHost moves the header after set-url and set-method.
func (b *Builder) MoveHost(c *call.Call, header *policy.Element) Offer {
	d := c.Doc
	if c.Request() == nil || !c.Request().Span().Covers(header.Span()) {
		return no("the request and the header are in different documents")
	}
	after := urlAndMethod(c)
	if d.Torn || after == nil {
		return no("the request has neither a set-url nor a set-method for the header to follow")
	}
	moved := d.Of(header.Span())
	st := styleAt(d, after)
	edits := []text.Edit{
		{Loc: d.Place(behind(d, after)), New: st.line(0) + moved},
		removed(d, header),
	}
	text.SortEdits(edits)
	return Offer{Fix: finding.Fix{Title: "Move the Host header after " + after.Tag, Safety: finding.Safe, Edits: edits}}
}
