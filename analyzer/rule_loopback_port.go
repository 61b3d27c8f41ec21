package analyzer

import (
	"strings"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/text"
)

var loopbackSchemeOrPort = Rule{
	ID: "HP205", Name: "loopback-scheme-or-port", Severity: Error, Fixable: true,
	Summary: "a loopback call with a scheme or port that the gateway does not serve",
	Check:   checkLoopbackSchemeOrPort,
	Doc: `## What it does

Looks at calls of the loopback address with a port other than 443 and 80, with ` + "`https` on port 80 or `http`" + ` on port
443, and with ` + "`http`" + ` where the API that the call lands on is known not to allow it.

## Why it is bad

The gateway listens on 443 and 80 only. On any other port nobody answers, and the connection is refused; plain text on
the TLS port, and the other way round, is broken off. An API without ` + "`http`" + ` among its protocols answers 404.

## What to use instead

` + "`https://127.0.0.1`" + ` without a port.

## When not to worry

A self-hosted gateway listens on ports of its own, such as 8080 and 8081; APIs that run on one are passed over here.
`,
}

func checkLoopbackSchemeOrPort(p *Pass) {
	for _, c := range p.calls {
		r := reachOf(c.Ways, func(j *Way) bool { return p.unserved(c, j) != "" })
		if len(r.hits) == 0 {
			continue
		}
		j := r.hits[0]
		l := loopbackCall{Call: c, reach: r}
		f := Finding{
			Severity: l.weakened(Error),
			At:       j.place(c),
			Message:  c.Sink.What + " calls loopback (\"" + j.Shown + "\") " + p.unserved(c, &j),
			Related:  p.notes(c, r.hits),
		}
		f.fixWith(p.portFix(c, j))
		p.report(f, c.Element, j.URL.String())
	}
}

// unserved says what is wrong with scheme and port of a loopback call; "" if
// nothing is.
func (p *Pass) unserved(c *Call, j *Way) string {
	if !j.isLoopback() || j.Proxy || j.selfHosted() {
		return ""
	}
	scheme, known := j.Address.Scheme().Literal()
	scheme = strings.ToLower(strings.TrimSpace(scheme))
	switch port := j.Address.PortOf(); {
	case port < 0 && j.Address.Split:
		return "" // the port is not known
	case port != 0 && port != 80 && port != 443:
		return "on port " + itoa(port) + ", where the gateway does not listen; the connection is refused"
	case known && scheme == "https" && port == 80, known && scheme == "http" && port == 443:
		return "with " + scheme + " on port " + itoa(port) + "; the connection is broken off"
	case known && scheme == "http":
		if api := landingAPI(p.estate, c, j); api != nil && len(api.Protocols) > 0 && !containsFold(api.Protocols, "http") {
			return "with http, which the API \"" + api.ID + "\" does not allow; it answers 404"
		}
	}
	return ""
}

func containsFold(list []string, s string) bool {
	for _, t := range list {
		if strings.EqualFold(t, s) {
			return true
		}
	}
	return false
}

// portFix takes the port away, or makes http https, where it was written: such an
// address is wrong for everybody who uses it. Where that is not at the call, a
// person has to look.
func (p *Pass) portFix(c *Call, j Way) fixOrReason {
	if c.doc != nil && c.doc.torn {
		return no(tornReason)
	}
	var edits []text.Edit
	if port := j.Address.Port.Parts; len(port) > 0 {
		colon, ok := colonBefore(&j)
		if !ok {
			return no("the port is put together of pieces")
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
	fix := Fix{Title: "Call https://127.0.0.1 on its own port", Safety: Safe}
	for _, e := range edits {
		if d := p.doc(e.Path); d != nil && d.torn {
			return no(tornReason)
		}
		if e.Path != c.At.Path || !c.At.Span.Covers(e.Span) {
			fix.Safety, fix.SafetyReason = NeedsReview, "the address is written elsewhere, where others may use it"
		}
	}
	text.SortEdits(edits)
	fix.Edits = edits
	return fixOrReason{fix: fix}
}

// colonBefore is where the colon in front of the port was written, if port and
// host come from one text.
func colonBefore(j *Way) (int, bool) {
	host, port := j.Address.Host.Parts, j.Address.Port.Parts
	if len(host) == 0 || len(port) != 1 || port[0].Kind != eval.Literal || port[0].Path == "" {
		return 0, false
	}
	last := host[len(host)-1]
	if last.Kind != eval.Literal || last.Path != port[0].Path {
		return 0, false
	}
	colon := last.Origin().Span.End
	return colon, colon+1 == port[0].Origin().Span.Start
}
