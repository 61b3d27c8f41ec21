package fix

import "hairpin.example/hairpin/analyzer/call"

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
		return no("the same code gives different hosts on other paths")
	}
	return b.withHost(c, hits, edits, host)
}
