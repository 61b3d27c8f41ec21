package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
)

var hostLeak = Rule{
	Rule: finding.Rule{
		ID: "HP204", Name: "host-leak", Severity: finding.Warning, Fixable: true,
		Summary: "a Host header meant for loopback also reaches another backend",
		Doc: `## What it does

Finds a ` + "`set-header`" + ` for Host that a loopback call needs and that, on other paths or for other operations, is also sent
to a backend that is not this gateway.

## Why it is bad

Most backends use the Host header to choose the site or to check the request. Under the name of your gateway they respond
with 404, 421 or the content of another site.

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
	for c := range p.Calls() {
		for i := range c.Ways {
			if j := &c.Ways[i]; j.IsLoopback() && !j.Dead && j.Host.Element != nil && call.HostStateOf(&p.Estate().Gateway, j) == call.HostGood {
				meant[j.Host.Element] = true
			}
		}
	}
	if len(meant) == 0 {
		return
	}
	for c := range p.Calls() {
		if c.Sink.Host != call.PipelineHost {
			continue
		}
		r := call.ReachOf(c.Ways, func(j *call.Way) bool {
			return !j.Dead && !j.Proxy && j.Name.Known && j.Kind == gateway.OtherHost && j.Self != gateway.Yes &&
				j.Host.Action == call.HostSet && meant[j.Host.Element]
		})
		if len(r.Hits) == 0 || c.Unused {
			continue
		}
		j := r.Hits[0]
		some := ""
		if !r.Certain {
			some = " on some paths"
		}
		f := finding.Finding{
			Severity: finding.Warning,
			At:       j.Place(c),
			Message:  c.Sink.What + " goes to \"" + j.Shown + "\", and" + some + " the Host header meant for loopback goes with it; the backend gets the name of this gateway",
			Related:  append(p.notes(c, r.Hits), finding.Note{Message: "the Host header is set here", At: j.Host.At}),
		}
		fix.Add(&f, p.Fixes().Rescope(j.Host, p.in.Calls))
		p.Report(f, c.Element, j.URL.String())
	}
}
