package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// withHost completes the edits of an address by the Host header beside the call.
func (b *Builder) withHost(c *call.Call, hits []call.Way, edits []text.Edit, host string) Offer {
	least := b.leastHost(hits)
	header, reason := b.hostHeaderEdits(c, least, host)
	if reason != "" {
		return no(reason)
	}
	title, changed := "Call loopback and set Host to "+shown(host), ""
	if len(header) == 0 {
		title = "Call loopback with the existing Host header"
	} else if was, why := b.changedHost(c, &least, host); was != "" {
		title, changed = "Call loopback and change Host from "+shown(was)+" to "+shown(host), why
	}
	fix := finding.Fix{Title: title, Safety: finding.Safe, Edits: append(edits, header...)}
	var where []finding.Note
	if fix.SafetyReason = b.caution(c, hits, edits); fix.SafetyReason == "" {
		fix.SafetyReason = changed
	}
	if fix.SafetyReason == "" {
		fix.SafetyReason, where = b.readLater(c, fix.Edits)
	}
	if fix.SafetyReason != "" {
		fix.Safety = finding.NeedsReview
	}
	text.SortEdits(fix.Edits)
	return Offer{Fix: fix, Related: where}
}

// caution is the reason why a person has to look at a change of the address; ""
// if it is safe.
func (b *Builder) caution(c *call.Call, hits []call.Way, edits []text.Edit) string {
	j := hits[0]
	if len(hits) < alive(c) {
		return "the URL leads to this gateway on some paths only"
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, j) {
			return "the URL has several hostnames of this gateway"
		}
		for _, part := range hostward(&hits[i]) {
			if part.Kind == value.Unknown && part.Form == value.Reference {
				return "the URL contains " + part.Reason()
			}
		}
	}
	switch {
	case len(edits) == 1 && chosen(b.DocAt(edits[0].Loc), edits[0].Span):
		return "the expression chooses between values, and the Host header would go with all of them"
	case j.Kind == gateway.PrivateAddress:
		return "an address does not say which hostname is meant"
	case b.ofEnvironment(hits):
		return environmentReason
	}
	return ""
}

// hostward are the pieces of a URL that have a part in its host: what stands before its path,
// and where the path has no beginning of its own, the pieces that could belong to either.
func hostward(j *call.Way) []value.Part {
	if path := call.PathText(j); path != "" || len(j.Address.Path().Parts) == 0 {
		return j.URL.To(j.Address.PathAt).Parts
	}
	return j.URL.Parts
}

// whyNoHost says why no Host header can be made.
func (b *Builder) whyNoHost(c *call.Call, hits []call.Way) string {
	if len(hits) < alive(c) {
		return "the URL leads to this gateway on some paths only"
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, hits[0]) {
			return "the URL has several hostnames of this gateway, and one Host header cannot name them all"
		}
	}
	return "the hostname is assembled in a way that cannot be moved into a Host header"
}

// leastHost is the way whose Host header has the most to be done: one without a
// name of this gateway, if there is one.
func (b *Builder) leastHost(hits []call.Way) call.Way {
	for i := range hits {
		if call.HostStateOf(&b.Estate().Gateway, &hits[i]) != call.HostGood {
			return hits[i]
		}
	}
	return hits[0]
}

// environmentReason says why a fix that is right in one environment is not safe.
const environmentReason = "the address belongs to one environment, and the policy applies to all of them"

// ofEnvironment reports whether some of an address was written for one
// environment. Where all are checked, they have been compared.
func (b *Builder) ofEnvironment(hits []call.Way) bool {
	if b.Environments {
		return false
	}
	for i := range hits {
		for _, part := range hits[i].URL.Parts {
			if b.Estate().OfEnvironment(part.Origin()) || b.Estate().OfEnvironment(part.At) {
				return true
			}
			for s := part.Trail; s != nil; s = s.Next {
				if b.Estate().OfEnvironment(s.At) {
					return true
				}
			}
		}
	}
	return false
}
