package analyzer

import (
	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

var loopbackWithoutHost = Rule{
	ID: "HP201", Name: "loopback-without-host", Severity: Error, Fixable: true,
	Summary: "a call of the loopback address, but no Host header of this gateway reaches it",
	Check:   checkLoopbackWithoutHost,
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
}

func checkLoopbackWithoutHost(p *Pass) {
	for _, l := range p.loopbackCalls("HP201") {
		j := l.hits[0]
		f := Finding{
			Severity: l.weakened(Error),
			At:       j.place(l.Call),
			Message:  l.Sink.What + " calls loopback (\"" + j.Shown + "\"), but no Host header goes with it; " + notItsOwn,
			Related:  p.notes(l.Call, l.hits),
		}
		if f.Severity == Warning {
			f.Message = l.Sink.What + " calls loopback (\"" + j.Shown + "\") on some paths, but no Host header goes with it; " + notItsOwn
		}
		f.fixWith(p.addHostFix(l.Call, l.hits))
		p.report(f, l.Element, j.URL.String())
	}
}

// notItsOwn is what becomes of a call of loopback under a wrong name.
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const notItsOwn = "the gateway answers 404 to a host that is not its own"

// addHostFix puts a Host header on a loopback call: the default name of the
// gateway if the facts tell it, else the one that the caller used.
func (p *Pass) addHostFix(c *Call, hits []Way) fixOrReason {
	switch {
	case c.Sink.Host == NoHost || c.Sink.Host == HostAttr:
		return no("<" + c.Sink.Element + "> has no place for a Host header; use an address that does not lead to this gateway")
	case c.api == nil && c.Element == nil:
		return no("the address stands in an artifact; set the Host header in the policy that uses it")
	case c.doc != nil && c.doc.torn:
		return no(tornReason)
	}
	for i := range hits {
		if hits[i].Scope.API != nil && hits[i].Scope.API.SelfHosted {
			return no("the API also runs on a self-hosted gateway, where the hostname is another one")
		}
	}
	if p.sharesCall(c) {
		return no("the URL is loopback on some paths only, and the Host header would go with all of them")
	}
	host := p.defaultHost()
	var edits []text.Edit
	var reason string
	if c.api != nil {
		edits, reason = p.apiHeader(c, host)
	} else {
		edits, reason = p.hostHeaderEdits(c, hits[0], host)
	}
	if reason != "" {
		return no(reason)
	}
	text.SortEdits(edits)
	return fixOrReason{fix: Fix{Title: "Set Host to " + shown(host), Safety: Safe, Edits: edits}}
}

// sharesCall reports whether a call of loopback also goes somewhere else.
func (p *Pass) sharesCall(c *Call) bool {
	for i := range c.Ways {
		if j := &c.Ways[i]; !j.Dead && !j.isLoopback() {
			return true
		}
	}
	return false
}

// defaultHost is the name for a Host header that nothing else decides.
func (p *Pass) defaultHost() string {
	first := ""
	for _, h := range p.estate.Gateway.Hosts {
		if h.Kind != estate.GatewayHost || h.Name == "" || h.Name[0] == '*' {
			continue
		}
		if h.Default {
			return h.Name
		}
		if first == "" {
			first = h.Name
		}
	}
	if first != "" && p.estate.Gateway.Complete {
		return first
	}
	return "@(context.Request.OriginalUrl.Host)"
}
