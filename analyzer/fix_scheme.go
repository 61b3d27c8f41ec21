package analyzer

import (
	"hairpin/analyzer/text"
	"strings"
)

// oneSchemeFix takes the first scheme away, where it is written at the call.
func (b *Builder) oneSchemeFix(c *Call, j Way) Offer {
	if c.Element == nil || c.doc.torn {
		return no("the URL does not stand in a policy")
	}
	if !j.Name.Known {
		return no("what follows is the caller's own URL, which leads back to this gateway")
	}
	first := j.URL.Parts[0]
	head := first.Text()
	n := strings.Index(head, "://") + len("://")
	if !first.Direct() || n < len("://") || first.At.Path != c.At.Path {
		return no("the scheme is not written at the call")
	}
	e := text.Edit{Loc: first.Slice(0, n).At}
	return Offer{Fix: Fix{Title: "Keep one scheme", Safety: Safe, Edits: []text.Edit{e}}}
}
