package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
)

// changedHost is the title of a fix that changes what the Host header beside a call names,
// and why a person has to look. Both are "" if it names this gateway already, or nothing.
func (b *Builder) changedHost(c *call.Call, j *call.Way, host string) (title, reason string) {
	h := j.Host
	if h.Element == nil || !beside(c, h) || h.Action == call.HostSet && call.NamesGateway(b.gatewayOf(j), h.Value) {
		return "", ""
	}
	v := h.Element.Child("value")
	if v == nil || v.SelfClosing {
		return "", ""
	}
	was := strings.TrimSpace(c.Doc.Of(v.Content().At))
	if was == "" || strings.EqualFold(was, host) {
		return "", ""
	}
	reason = "it is not known what the existing Host header names"
	if name, known := h.Value.Only(); known {
		reason = "the existing Host header names " + name + ", which another call may need"
	}
	from := shown(was)
	if len(from) > maxShown || strings.ContainsAny(from, "\r\n") {
		from = "what it is"
	}
	return "Call loopback and change Host from " + from + " to " + shown(host), reason
}

// maxShown bounds how much of a value a title repeats.
const maxShown = 80
