package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// Rescope moves a Host header to the calls of loopback that it is meant for.
func (b *Builder) Rescope(h *call.HostHeader, calls []*call.Call) Offer {
	const reason = "set the Host header in the branch that calls loopback"
	from, value := b.DocAt(h.At), h.Element.Child("value")
	if from == nil || from.Torn || value == nil {
		return no(reason)
	}
	edits := []text.Edit{removed(from, h.Element)}
	for _, c := range calls {
		if !needs(c, h) {
			continue
		}
		if c.Sink.Host != call.PipelineHost || c.Element == nil || c.Doc.Torn || b.Replaced(c) || sharesCall(c) {
			return no(reason)
		}
		header, why := insertHost(c, from.Of(value.Content().At))
		if why != "" {
			return no(reason)
		}
		edits = append(edits, header...)
	}
	edits, why := distinct(edits)
	if why != "" {
		return no(reason)
	}
	return Offer{Fix: finding.Fix{Title: "Move the Host header to the loopback calls", SafetyReason: "the other backend may expect the name of this gateway", Edits: edits}}
}

// needs reports whether a call of loopback relies on a Host header.
func needs(c *call.Call, h *call.HostHeader) bool {
	for i := range c.Ways {
		if j := &c.Ways[i]; j.IsLoopback() && !j.Dead && j.Host.Element == h.Element {
			return true
		}
	}
	return false
}
