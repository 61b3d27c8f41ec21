package rules

import (
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
)

var loopbackWithoutHost = Rule{
	Rule: finding.Rule{
		ID: "HP201", Name: "loopback-without-host", Severity: finding.Error, Fixable: true,
		Summary: "a call to the loopback address without a Host header of this gateway",
		Doc: `## What it does

Looks at calls to ` + "`127.0.0.1`, `localhost`" + ` and the other loopback addresses, and at the Host header that goes with
them. For a forwarded request, that is the header that the policies of all scopes leave on it; for a request that the
policy sends, it is the ` + "`set-header`" + ` inside that request.

## Why it is bad

A gateway responds only to the hostnames that it is configured with. A request to the loopback address without
a Host header names ` + "`127.0.0.1`" + `, and the response is 404 (Resource not found), on every tier and in every network.
A Host header that is set for the forwarded request does not apply to a ` + "`send-request`" + ` with ` + "`mode=\"new\"`" + `.

## What to use instead

Set ` + "`Host`" + ` to a hostname of the gateway, at the place where the call is made. A WebSocket API cannot: its handshake
takes no Host header of a policy, so there is no fix; use the address of the real backend.

## When not to worry

On a self-hosted gateway the loopback address can be another container in the same pod.
`,
	},
	Check: checkLoopbackWithoutHost,
}

func checkLoopbackWithoutHost(p *Pass) {
	for _, l := range p.loopbackCalls("HP201") {
		j := l.Hits[0]
		f := finding.Finding{
			Severity: l.weakened(),
			At:       j.Place(l.Call),
			Message:  l.Sink.What + " calls loopback (\"" + j.Shown + "\"), but no Host header goes with it; " + notItsOwn,
			Related:  p.notes(l.Call, l.Hits),
		}
		if j.Handshake {
			f.Message = l.Sink.What + " calls loopback (\"" + j.Shown + "\") for a WebSocket, whose handshake takes no Host header of a policy; " + notItsOwn
		} else if f.Severity == finding.Warning {
			f.Message = l.Sink.What + " calls loopback (\"" + j.Shown + "\") on some paths, but no Host header goes with it; " + notItsOwn
		}
		fix.Add(&f, p.Fixes().AddHost(l.Call, l.Hits))
		p.Report(f, l.Element, j.URL.String())
	}
}

// notItsOwn is what becomes of a call of loopback under a wrong name.
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const notItsOwn = "the gateway returns 404 for a host that is not its own"
