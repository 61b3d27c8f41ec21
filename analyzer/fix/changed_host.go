package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
)

// changedHost is the value of the Host header beside a call that a fix replaces, and why a
// person has to look. Both are "" if it names this gateway already, or nothing.
func (b *Builder) changedHost(c *call.Call, j *call.Way, host string) (was, reason string) {
	h := j.Host
	if h.Element == nil || !beside(c, h) || h.Action == call.HostSet && call.NamesGateway(b.gatewayOf(j), h.Value) {
		return "", ""
	}
	v := h.Element.Child("value")
	if v == nil || v.SelfClosing {
		return "", ""
	}
	was = strings.TrimSpace(c.Doc.Of(v.Content().At))
	if was == "" || strings.EqualFold(was, host) {
		return "", ""
	}
	if len(was) > maxShown || strings.ContainsAny(was, "\r\n") {
		was = "what it is"
	}
	if name, known := h.Value.Only(); known {
		return was, "the existing Host header names " + name + ", which another call may need"
	}
	return was, "it is not known what the existing Host header names"
}

// maxShown bounds how much of a value a title repeats.
const maxShown = 80
