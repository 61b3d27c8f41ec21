package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// DefaultPort takes the port away, or makes http https, where it was written: such an
// address is wrong for everybody who uses it. Where that is not at the call, a
// person has to look.
func (b *Builder) DefaultPort(c *call.Call, j call.Way) Offer {
	if c.Doc != nil && c.Doc.Torn {
		return no(tornReason)
	}
	if j.Handshake {
		return no(handshakeReason)
	}
	var edits []text.Edit
	if port := j.Address.Port.Parts; len(port) > 0 {
		colon, ok := colonBefore(&j)
		if !ok {
			return no("the port is assembled from pieces")
		}
		at := port[0].Origin()
		edits = append(edits, text.Edit{Loc: text.Loc{Path: at.Path, Span: text.Span{Start: colon, End: at.Span.End}}})
	}
	if scheme, _ := j.Address.Scheme().Literal(); strings.EqualFold(strings.TrimSpace(scheme), "http") {
		parts := j.Address.Scheme().Parts
		if len(parts) != 1 || parts[0].Path == "" {
			return no("the scheme is computed")
		}
		edits = append(edits, text.Edit{Loc: parts[0].Origin(), New: "https"})
	}
	if len(edits) == 0 {
		return no("the address is not written as text")
	}
	fix := finding.Fix{Title: "Call https://127.0.0.1 on its default port", Safety: finding.Safe}
	for _, e := range edits {
		if d := b.DocAt(e.Loc); d != nil && d.Torn {
			return no(tornReason)
		}
		if e.Path != c.At.Path || !c.At.Span.Covers(e.Span) {
			fix.Safety, fix.SafetyReason = finding.NeedsReview, "the address is written elsewhere, where others may use it"
		}
	}
	text.SortEdits(edits)
	fix.Edits = edits
	return Offer{Fix: fix}
}

// colonBefore is where the colon in front of the port was written, if port and
// host come from one text.
func colonBefore(j *call.Way) (int, bool) {
	host, port := j.Address.Host.Parts, j.Address.Port.Parts
	if len(host) == 0 || len(port) != 1 || port[0].Kind != value.Literal || port[0].Path == "" {
		return 0, false
	}
	last := host[len(host)-1]
	if last.Kind != value.Literal || last.Path != port[0].Path {
		return 0, false
	}
	colon := last.Origin().Span.End
	return colon, colon+1 == port[0].Origin().Span.Start
}
