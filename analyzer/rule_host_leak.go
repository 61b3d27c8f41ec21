package analyzer

import (
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/policy"
)

var hostLeak = Rule{
	Page: Page{
		ID: "HP204", Name: "host-leak", Severity: Warning, Fixable: true,
		Summary: "a Host header that is meant for loopback also reaches another backend",
		Doc: `## What it does

Finds a ` + "`set-header`" + ` of Host that a loopback call needs and that, on other paths or for other operations, goes along to
a backend that is not this gateway.

## Why it is bad

Most backends choose the site, or check the request, by the Host header. Under the name of your gateway they answer
404, 421, or with another site's content.

## What to use instead

Set the header in the same branch, and at the same scope, as the loopback address.

## When not to worry

When the other backend expects the gateway's hostname, as some do that build links from it.
`,
	},
	CheckAcross: checkHostLeak,
}

func checkHostLeak(p *Pass) {
	meant := map[*policy.Element]bool{}
	for _, c := range p.Calls() {
		for i := range c.Ways {
			if j := &c.Ways[i]; j.isLoopback() && !j.Dead && j.Host.Element != nil && hostStateOf(&p.Estate().Gateway, j) == hostGood {
				meant[j.Host.Element] = true
			}
		}
	}
	if len(meant) == 0 {
		return
	}
	for _, c := range p.Calls() {
		if c.Sink.Host != PipelineHost {
			continue
		}
		r := reachOf(c.Ways, func(j *Way) bool {
			return !j.Dead && !j.Proxy && j.Name.Known && j.Kind == gateway.OtherHost && j.Self != gateway.Yes &&
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
		f := Finding{
			Severity: Warning,
			At:       j.place(c),
			Message:  c.Sink.What + " goes to \"" + j.Shown + "\", and" + some + " the Host header that is meant for loopback goes with it; the backend gets the name of this gateway",
			Related:  append(p.notes(c, r.hits), Note{"the Host header is set here", j.Host.At}),
		}
		AddFixes(&f, p.Fixes().rescopeFix(j.Host, p.Calls()))
		p.Report(f, c.Element, j.URL.String())
	}
}
