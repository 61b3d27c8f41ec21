package rules

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/graph"
)

var loopbackSchemeOrPort = Rule{
	Rule: finding.Rule{
		ID: "HP205", Name: "loopback-scheme-or-port", Severity: finding.Error, Fixable: true,
		Summary: "a loopback call with a scheme or port that the gateway does not serve",
		Doc: `## What it does

Looks at calls to the loopback address with a port other than 443 and 80, with ` + "`https`" + ` on port 80 or ` + "`http`" + ` on port
443, and with ` + "`http`" + ` if the API that the call lands on is known not to allow it.

## Why it is bad

The gateway listens only on ports 443 and 80. On any other port nothing listens, and the connection is refused; plain
text on the TLS port, or TLS on the plain-text port, ends with a closed connection. An API without ` + "`http`" + ` among its
protocols returns 404.

## What to use instead

Use ` + "`https://127.0.0.1`" + ` without a port.

## When not to worry

A self-hosted gateway listens on ports of its own, such as 8080 and 8081; this rule skips calls that one may make.
`,
	},
	Check: checkLoopbackSchemeOrPort,
}

func checkLoopbackSchemeOrPort(p *Pass) {
	for c := range p.Calls() {
		r := call.ReachOf(c.Ways, func(j *call.Way) bool { return p.unserved(c, j) != "" })
		if len(r.Hits) == 0 {
			continue
		}
		j := r.Hits[0]
		l := loopbackCall{Call: c, Reach: r}
		f := finding.Finding{
			Severity: l.weakened(),
			At:       j.Place(c),
			Message:  c.Sink.What + " calls loopback (\"" + j.Shown + "\") " + p.unserved(c, &j),
			Related:  p.notes(c, r.Hits),
		}
		fix.Add(&f, p.Fixes().DefaultPort(c, j))
		p.Report(f, c.Element, j.URL.String())
	}
}

// unserved says what is wrong with scheme and port of a loopback call; "" if
// nothing is.
func (p *Pass) unserved(c *call.Call, j *call.Way) string {
	if !j.IsLoopback() || j.Proxy || j.SelfHosted() || j.Hosted {
		return ""
	}
	scheme, known := j.Address.Scheme().Literal()
	scheme = strings.ToLower(strings.TrimSpace(scheme))
	switch port := j.Address.PortOf(); {
	case port < 0 && j.Address.Split:
		return "" // the port is not known
	case port != 0 && port != 80 && port != 443:
		return "on port " + strconv.Itoa(port) + ", where the gateway does not listen; the connection is refused"
	case known && scheme == "https" && port == 80, known && scheme == "http" && port == 443:
		return "with " + scheme + " on port " + strconv.Itoa(port) + "; the connection is closed"
	case known && scheme == "http":
		if api := graph.LandingAPI(p.Estate(), c, j); api != nil && len(api.Protocols) > 0 && !containsFold(api.Protocols, "http") {
			return "with http, which the API \"" + api.ID + "\" does not allow; it returns 404"
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
