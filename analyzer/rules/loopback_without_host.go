package rules

import (
	"hairpin/analyzer/finding"
	"hairpin/analyzer/fix"
)

var loopbackWithoutHost = Rule{
	Rule: finding.Rule{
		ID: "HP201", Name: "loopback-without-host", Severity: finding.Error, Fixable: true,
		Summary: "a call of the loopback address, but no Host header of this gateway reaches it",
		Doc: `## What it does

Looks at calls of ` + "`127.0.0.1`, `localhost`" + ` and the other loopback addresses, and at the Host header that goes with
them: for a forwarded request the one that the policies of all scopes leave on it, for a request that the policy sends
the ` + "`set-header`" + ` inside of it.

## Why it is bad

A gateway answers only under the hostnames that it is configured with. A request to the loopback address without
a Host header names ` + "`127.0.0.1`" + `, and the answer is 404 (Resource not found), on every tier and in every network.
A Host header that is set for the forwarded request does not reach a ` + "`send-request`" + ` with ` + "`mode=\"new\"`" + `.

## What to use instead

Set ` + "`Host`" + ` to a hostname of the gateway, where the call is made.

## When not to worry

On a self-hosted gateway the loopback address can be another container of the same pod.
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
		if f.Severity == finding.Warning {
			f.Message = l.Sink.What + " calls loopback (\"" + j.Shown + "\") on some paths, but no Host header goes with it; " + notItsOwn
		}
		fix.Add(&f, p.Fixes().AddHost(l.Call, l.Hits))
		p.Report(f, l.Element, j.URL.String())
	}
}

// notItsOwn is what becomes of a call of loopback under a wrong name.
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const notItsOwn = "the gateway answers 404 to a host that is not its own"
