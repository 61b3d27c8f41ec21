package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// AddHost puts a Host header on a loopback call: the default name of the
// gateway if the facts tell it, else the one that the caller used.
func (b *Builder) AddHost(c *call.Call, hits []call.Way) Offer {
	switch {
	case unreplacedBy(c) != "":
		return no(unreplacedBy(c))
	case c.Sink.Host == call.NoHost || c.Sink.Host == call.HostAttr:
		return no(named(c.Sink) + " has no place for a Host header; use an address that does not lead to this gateway")
	case c.API == nil && c.Element == nil:
		return no("the address is in an artifact; set the Host header in the policy that uses it")
	case c.Doc != nil && c.Doc.Torn:
		return no(tornReason)
	}
	for i := range hits {
		if hits[i].Handshake {
			return no(handshakeReason)
		}
	}
	if selfHosted(c) {
		return no("the API also runs on a self-hosted gateway, where the hostname is different")
	}
	if sharesCall(c) {
		return no("the URL is loopback on some paths only, and the Host header would be sent on all of them")
	}
	host := b.defaultHost(c)
	var edits []text.Edit
	var reason string
	if c.API != nil {
		edits, reason = b.apiHeader(c, host)
	} else {
		edits, reason = b.hostHeaderEdits(c, hits[0], host)
	}
	if reason != "" {
		return no(reason)
	}
	text.SortEdits(edits)
	return Offer{Fix: finding.Fix{Title: "Set Host to " + shown(host), Safety: finding.Safe, Edits: edits}}
}

// CorrectHost corrects the value of the Host header that is there, or sets
// another one where the call is.
func (b *Builder) CorrectHost(c *call.Call, j call.Way) Offer {
	if c.Element == nil {
		return no("the address is in an artifact; correct the Host header in the policy that uses it")
	}
	return b.AddHost(c, []call.Way{j})
}
