package fix

import (
	"hairpin/analyzer/call"
	"hairpin/analyzer/finding"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// MoveHost moves the header behind set-url and set-method.
func (b *Builder) MoveHost(c *call.Call, header *policy.Element) Offer {
	after := later(c.Element.Child("set-url"), c.Element.Child("set-method"))
	if c.Doc.Torn || after == nil {
		return no("the request has no set-url and set-method to stand behind")
	}
	f := c.Doc.File
	moved := header.Span().Of(f.Src)
	st := styleAt(f, after)
	edits := []text.Edit{
		{Loc: text.Loc{Path: f.Path, Span: behind(f, after)}, New: st.line(0) + moved},
		removed(f, header),
	}
	text.SortEdits(edits)
	return Offer{Fix: finding.Fix{Title: "Move the Host header behind " + after.Tag, Safety: finding.Safe, Edits: edits}}
}
