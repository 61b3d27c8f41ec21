package analyzer

import (
	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
)

var hostLeak = Rule{
	ID: "HP204", Name: "host-leak", Severity: Warning,
	Summary:     "a Host header that is meant for loopback also reaches another backend",
	CheckAcross: checkHostLeak,
	Doc: `## What it does

Finds a ` + "`set-header`" + ` of Host that a loopback call needs and that, on other paths or for other operations, goes along to
a backend that is not this gateway.

## Why it is bad

Most backends choose the site, or check the request, by the Host header. Under the name of your gateway they answer
404, 421, or with another site's content.

There is no fix: where the header belongs depends on which of the backends it was written for.

## What to use instead

Set the header in the same branch, and at the same scope, as the loopback address.

## When not to worry

When the other backend expects the gateway's hostname, as some do that build links from it.
`,
}

func checkHostLeak(p *Pass) {
	meant := map[*policy.Element]bool{}
	for _, c := range p.calls {
		for i := range c.judged {
			if j := &c.judged[i]; j.isLoopback() && !j.Dead && j.Host.Element != nil && p.hostStateOf(j) == hostGood {
				meant[j.Host.Element] = true
			}
		}
	}
	if len(meant) == 0 {
		return
	}
	for _, c := range p.calls {
		if c.Sink.Host != PipelineHost {
			continue
		}
		r := reachOf(c.judged, func(j *judged) bool {
			return !j.Dead && !j.Proxy && j.host.Known && j.kind == estate.OtherHost && j.self != estate.Yes &&
				j.Host.Action == HostSet && meant[j.Host.Element]
		})
		if len(r.hits) == 0 || c.Unused {
			continue
		}
		j := r.hits[0]
		some := ""
		if !r.certain {
			some = " on some paths"
		}
		p.report(Finding{
			Severity: Warning,
			At:       j.place(c),
			Message:  c.Sink.What + " goes to \"" + j.name + "\", and" + some + " the Host header that is meant for loopback goes with it; the backend gets the name of this gateway",
			Related:  append(p.notes(c, r.hits), Note{"the Host header is set here", j.Host.At}),
			NoFix:    "set the Host header in the branch that calls loopback",
		}, c.Element, j.URL.String())
	}
}
