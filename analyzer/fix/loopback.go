package fix

import "hairpin.example/hairpin/analyzer/call"

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
