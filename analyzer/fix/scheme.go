package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// OneScheme takes the first scheme away, where it is written at the call.
func (b *Builder) OneScheme(c *call.Call, j call.Way) Offer {
	if c.Element == nil || c.Doc.Torn {
		return no("the URL is not in a policy")
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
	return Offer{Fix: finding.Fix{Title: "Remove one of the two schemes", Safety: finding.Safe, Edits: []text.Edit{e}}}
}
