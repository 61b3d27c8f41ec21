package analyzer

import (
	"hairpin/analyzer/estate"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

var hostLeak = Rule{
	ID: "HP204", Name: "host-leak", Severity: Warning, Fixable: true,
	Summary:     "a Host header that is meant for loopback also reaches another backend",
	CheckAcross: checkHostLeak,
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
}

func checkHostLeak(p *Pass) {
	meant := map[*policy.Element]bool{}
	for _, c := range p.calls {
		for i := range c.Ways {
			if j := &c.Ways[i]; j.isLoopback() && !j.Dead && j.Host.Element != nil && p.hostStateOf(j) == hostGood {
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
		r := reachOf(c.Ways, func(j *Way) bool {
			return !j.Dead && !j.Proxy && j.Name.Known && j.Kind == estate.OtherHost && j.Self != estate.Yes &&
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
		f.fixWith(p.rescopeFix(j.Host))
		p.report(f, c.Element, j.URL.String())
	}
}

// rescopeFix moves a Host header to the calls of loopback that it is meant for.
func (p *Pass) rescopeFix(h *HostHeader) fixOrReason {
	const reason = "set the Host header in the branch that calls loopback"
	from, value := p.doc(h.At.Path), h.Element.Child("value")
	if from == nil || from.torn || value == nil {
		return no(reason)
	}
	edits := []text.Edit{removed(from.file, h.Element)}
	for _, c := range p.calls {
		if !p.needs(c, h) {
			continue
		}
		if c.Sink.Host != PipelineHost || c.Element == nil || c.doc.torn || p.replacedLater(c) || p.sharesCall(c) {
			return no(reason)
		}
		header, why := insertHost(c, value.Content().At.Of(from.file.Src))
		if why != "" {
			return no(reason)
		}
		edits = append(edits, header...)
	}
	edits, why := distinct(edits)
	if why != "" {
		return no(reason)
	}
	return fixOrReason{fix: Fix{Title: "Move the Host header to the calls of loopback", SafetyReason: "the other backend may expect the name of this gateway", Edits: edits}}
}

// needs reports whether a call of loopback relies on a Host header.
func (p *Pass) needs(c *Call, h *HostHeader) bool {
	for i := range c.Ways {
		if j := &c.Ways[i]; j.isLoopback() && !j.Dead && j.Host.Element == h.Element {
			return true
		}
	}
	return false
}
