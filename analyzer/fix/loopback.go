package fix

import (
	"cmp"
	"slices"

	"hairpin/analyzer/call"
	"hairpin/analyzer/document"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/finding"
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// loopback is the address that never leaves the machine. The gateway answers on
// it under its own Host names:
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const loopback = "127.0.0.1"

// Loopback are the ways to turn a self-call into a call of the loopback
// address with the gateway's name in the Host header, the best first.
func (b *Builder) Loopback(c *call.Call, hits []call.Way) []Offer {
	if reason := b.noLoopback(c, hits); reason != "" {
		return []Offer{no(reason)}
	}
	if c.API != nil {
		return []Offer{b.serviceURL(c, hits), b.global(hits), b.shared(c, hits)}
	}
	if c.Sink.Backend != "" {
		return []Offer{b.baseURL(c, hits), b.shared(c, hits)}
	}
	here := b.direct(c, hits)
	if here.Reason != "" {
		for _, try := range []func(*call.Call, []call.Way) Offer{b.origin, b.rewrite} {
			if fr := try(c, hits); fr.Reason == "" {
				here = fr
				break
			}
		}
	}
	return []Offer{here, b.shared(c, hits)}
}

// direct replaces the host where it is written at the call.
func (b *Builder) direct(c *call.Call, hits []call.Way) Offer {
	host := b.hostText(c, hits[0])
	for i := range hits {
		if b.hostText(c, hits[i]) != host {
			host = ""
		}
	}
	if host == "" || len(hits) < alive(c) {
		host = b.computedHost(c, hits)
	}
	if host == "" {
		return no(b.whyNoHost(c, hits))
	}
	edits, reason := everyAddress(c, hits)
	if reason != "" {
		return no(reason)
	}
	if changesOthers(c, edits) {
		return no("the same code gives other hosts on other paths")
	}
	return b.withHost(c, hits, edits, host)
}

// changesOthers reports whether edits of an address change what does not lead to
// this gateway, too.
func changesOthers(c *call.Call, edits []text.Edit) bool {
	return slices.ContainsFunc(c.Ways, func(j call.Way) bool {
		return !j.Dead && !j.IsSelf() && slices.ContainsFunc(j.URL.Parts, func(part value.Part) bool {
			return slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Path == part.At.Path && e.Span.Covers(part.At.Span) })
		})
	})
}

// withHost completes the edits of an address by the Host header beside the call.
func (b *Builder) withHost(c *call.Call, hits []call.Way, edits []text.Edit, host string) Offer {
	header, reason := b.hostHeaderEdits(c, b.leastHost(hits), host)
	if reason != "" {
		return no(reason)
	}
	title := "Call loopback and set Host to " + shown(host)
	if len(header) == 0 {
		title = "Call loopback with the Host header that is there"
	}
	fix := finding.Fix{Title: title, Safety: finding.Safe, Edits: append(edits, header...)}
	if fix.SafetyReason = cmp.Or(b.caution(c, hits, edits), b.readLater(c, fix.Edits)); fix.SafetyReason != "" {
		fix.Safety = finding.NeedsReview
	}
	text.SortEdits(fix.Edits)
	return Offer{Fix: fix}
}

// caution is the reason why a person has to look at a change of the address; ""
// if it is safe.
func (b *Builder) caution(c *call.Call, hits []call.Way, edits []text.Edit) string {
	j := hits[0]
	if len(hits) < alive(c) {
		return "the URL is this gateway on some paths only"
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, j) {
			return "the URL has several hostnames of this gateway"
		}
		for _, part := range hits[i].URL.Parts {
			if part.Kind == value.Unknown && part.Form == value.Reference {
				return part.Reason() + " takes part in the URL"
			}
		}
	}
	switch {
	case len(edits) == 1 && chosen(b.Doc(edits[0].Path), edits[0].Span):
		return "the expression chooses between values, and the Host header would go with all of them"
	case j.Kind == gateway.PrivateAddress:
		return "an address does not say which hostname is meant"
	case b.ofEnvironment(hits):
		return environmentReason
	}
	return ""
}

// whyNoHost says why no Host header can be made.
func (b *Builder) whyNoHost(c *call.Call, hits []call.Way) string {
	if len(hits) < alive(c) {
		return "the URL is this gateway on some paths only"
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, hits[0]) {
			return "the URL has several hostnames of this gateway, and one Host header cannot name them all"
		}
	}
	return "the hostname is put together in a way that cannot be moved into a Host header"
}

// alive counts the ways of a call that can run.
func alive(c *call.Call) int {
	n := 0
	for i := range c.Ways {
		if !c.Ways[i].Dead {
			n++
		}
	}
	return n
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

// everyAddress replaces the address in every alternative of a URL.
func everyAddress(c *call.Call, hits []call.Way) ([]text.Edit, string) {
	var out []text.Edit
	for i := range hits {
		edits, reason := addressEdits(c, hits[i])
		if reason != "" {
			return nil, reason
		}
		out = append(out, edits...)
	}
	return distinct(out)
}

// distinct are edits without doubles, in order. They must not be written in one
// another.
func distinct(edits []text.Edit) ([]text.Edit, string) {
	text.SortEdits(edits)
	out := slices.Compact(edits)
	for i := 1; i < len(out); i++ {
		if out[i].Path == out[i-1].Path && (out[i].Span.Start < out[i-1].Span.End || out[i].Span == out[i-1].Span) {
			return nil, "the alternatives of the URL are written in one another"
		}
	}
	return out, ""
}

// chosen reports whether a place stands in a branch of the expression that makes
// the URL. If only this branch counts today, it is because of a value that can
// change.
func chosen(d *document.Document, at text.Span) bool {
	if d == nil {
		return false
	}
	found := false
	for i := range d.Code {
		block := d.Code[i].Block
		if block == nil || !block.At.At.Covers(at) {
			continue
		}
		expr.Walk(block, func(n expr.Node) bool {
			switch n := n.(type) {
			case *expr.Cond:
				found = found || n.Then.Span().Covers(at) || n.Else.Span().Covers(at)
			case *expr.If:
				found = found || n.Then.Span().Covers(at) || n.Else != nil && n.Else.Span().Covers(at)
			case *expr.Switch:
				found = found || n.Span().Covers(at)
			}
			return !found
		})
	}
	return found
}

// environmentReason says why a fix that is right in one environment is not safe.
const environmentReason = "the address is that of one environment, and the policy holds in all of them"

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

// unfixable lists the hosts that loopback is not known to serve.
var unfixable = map[gateway.HostKind]string{
	gateway.RegionalHost:      "a regional hostname picks a region, which loopback would not do; if any region will do, call the gateway by its own hostname",
	gateway.PortalHost:        "it is not known whether loopback serves the developer portal; let the client fetch that itself",
	gateway.ManagementHost:    "it is not known whether loopback serves the management endpoint; https://management.azure.com does the same",
	gateway.ScmHost:           "it is not known whether loopback serves the Git endpoint; let a pipeline call it",
	gateway.ConfigurationHost: "it is not known whether loopback serves the configuration endpoint, which is for self-hosted gateways",
}

// noPlace lists the constructs that send no Host header of the policy's choice,
// with what to use instead.
var noPlace = map[string]string{
	"openid-config":                      "use the identity provider's own address, or give the keys under <issuer-signing-keys>",
	"llm-content-safety":                 "name a backend that is the content safety service itself",
	"llm-semantic-cache-lookup":          "name a backend that is the embeddings service itself",
	"azure-openai-semantic-cache-lookup": "name a backend that is the embeddings service itself",
}

// tornReason says why a document with mistakes in its markup is not edited.
const tornReason = "the document cannot be read as a whole; correct that first (HP901)"

// noLoopback is the reason why a call cannot be turned into one of loopback.
func (b *Builder) noLoopback(c *call.Call, hits []call.Way) string {
	if c.Doc != nil && c.Doc.Torn {
		return tornReason
	}
	if instead, none := noPlace[c.Sink.Element]; none {
		return "<" + c.Sink.Element + "> has no place for a Host header; " + instead
	}
	for i := range hits {
		j := &hits[i]
		switch {
		case j.Dead:
			return "this path cannot run"
		case j.Proxy:
			return "behind a proxy, loopback would be the proxy; call loopback without it"
		}
		if reason := unfixable[j.Kind]; reason != "" {
			return reason
		}
		if !j.DefaultPort() {
			return "loopback is known to serve the ports 443 and 80 only; use one of them"
		}
		if j.Scope.API != nil && j.Scope.API.SelfHosted {
			return "the API also runs on a self-hosted gateway, where loopback is another machine and port; choose the address by context.Deployment.Gateway.IsManaged"
		}
		if c.Sink.Host == call.PipelineHost && b.isOwnPath(j) {
			return "the URL is the API's own, so that loopback would only make an endless loop; point it at the real backend"
		}
	}
	if hits[0].PoolShare {
		return "the pool also has other members, which a Host header would break; take this one out of the pool, and choose it in a branch of the policy that sets the Host header"
	}
	return ""
}

// isOwnPath reports whether a forwarded request would come back to its own API.
func (b *Builder) isOwnPath(j *call.Way) bool {
	api := j.Scope.API
	path, ok := j.Address.Path().Literal()
	return api != nil && ok && api.Owns(path)
}
