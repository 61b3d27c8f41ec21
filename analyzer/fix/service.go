package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/value"
)

// serviceURL leaves the service URL as it is, since other tools read it, and
// lets the API's own policy send the request to loopback.
func (b *Builder) serviceURL(c *call.Call, hits []call.Way) Offer {
	api, j := c.API, hits[0]
	if reason := b.notInherited(c); reason != "" {
		return no(reason)
	}
	host := j.Name.Name
	if j.Kind == gateway.PrivateAddress {
		host = b.defaultHost(c)
	}
	if !j.Name.Known {
		return no("the hostname of the service URL is not known")
	}
	url := loopbackURL(&j.Address)
	if url == "" {
		return no("the path of the service URL is not known")
	}
	fix := finding.Fix{Title: "Call loopback and set Host to " + host + " in the API's policy", Safety: finding.Safe}
	for _, part := range j.URL.Parts {
		if part.Form == value.Reference {
			fix.Safety, fix.SafetyReason = finding.NeedsReview, "the service URL contains a deployment token, and the policy would contain its value"
		}
	}
	if j.Kind == gateway.PrivateAddress {
		fix.Safety, fix.SafetyReason = finding.NeedsReview, "an address does not say which hostname is meant"
	}
	if b.ofEnvironment(hits) || b.Environments && c.At.Path != api.Info {
		fix.Safety, fix.SafetyReason = finding.NeedsReview, environmentReason
	}
	set := func(st style) string {
		return "<" + call.ElemSetBackend + " base-url=" + quoted(url, st.quote) + st.empty + "/>" + st.line(0) + st.setHost(host)
	}
	edits, reason := b.apiInbound(api, set)
	if reason != "" {
		return no(reason)
	}
	fix.Edits = edits
	out := Offer{Fix: fix}
	if later, where := b.readLater(c, edits); later != "" && fix.Safety == finding.Safe {
		out.Fix.Safety, out.Fix.SafetyReason, out.Related = finding.NeedsReview, later, where
	}
	return out
}
