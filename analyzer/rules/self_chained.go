package rules

import (
	"slices"
	"strconv"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/value"
)

var selfChainedBackend = Rule{
	Rule: finding.Rule{
		ID: "HP101", Name: "self-chained-backend", Severity: finding.Error, Fixable: true,
		Summary: "a forwarded request goes to this gateway's own hostname",
		Doc: `## What it does

Looks at where a request is forwarded: the API's ` + "`serviceUrl`" + `, the last ` + "`set-backend-service`" + ` on each path (` + "`base-url`" + `
or ` + "`backend-id`" + `), and the members of a backend pool; for an A2A agent at the ` + "`backendUrl`" + ` of its API, and for an existing MCP
server at its ` + "`backendId`" + `. It reports an address that leads to the gateway on which the policy
runs. A ` + "`serviceUrl`" + ` is only a warning where a policy chooses another backend on some paths. That a policy replaces the
address of an agent or of an MCP server is not documented, so there is no fix for these.

## Why it is bad

In an internal virtual network the call leaves the gateway through the internal load balancer. An Azure load balancer
does not return a flow to the machine that opened it: the connection is never established, and after about 21 seconds
the caller gets a 500 with the reason ` + "`BackendConnectionFailure`" + `. On the Developer tier, which has a single machine,
this always happens; on Premium it happens for the share of new connections that come back to the same machine.

## What to use instead

Call ` + "`https://127.0.0.1`" + ` with the same path, and put the gateway's hostname in the ` + "`Host`" + ` header in the same branch.
Or forward to the real backend, and share policy code through a fragment. For a WebSocket API only that remains: its
handshake takes no Host header of a policy.

## When not to worry

In an external network, or without a network, the call works, though it takes a detour. If the hostname leads to
something else inside your network, such as an application gateway, list it under ` + "`notViaLoadBalancer`" + ` in
hairpin.yaml. A call that a condition on ` + "`context.Deployment.Gateway`" + ` limits to self-hosted gateways, which are other
machines, is reported as information only.
`,
	},
	Check: func(p *Pass) { checkSelfChained(p, "HP101") },
}

var selfChainedRequest = Rule{
	Rule: finding.Rule{
		ID: "HP102", Name: "self-chained-request", Severity: finding.Error, Fixable: true,
		Summary: "a request sent by a policy goes to this gateway's own hostname",
		Doc: `## What it does

Looks at the requests that a policy itself sends: ` + "`send-request`, `send-one-way-request`, `invoke-request`" + ` and the
` + "`http-request`" + ` of a GraphQL resolver. It reports a URL whose host is the gateway on which the policy runs.

## Why it is bad

In an internal virtual network the call leaves the gateway through the internal load balancer. An Azure load balancer
does not return a flow to the machine that opened it: the connection is never established, and after about 21 seconds
the request fails with ` + "`BackendConnectionFailure`" + `. With ` + "`ignore-error=\"true\"`" + ` the response variable is then null, and a
` + "`send-one-way-request`" + ` is lost without a trace.

## What to use instead

Call ` + "`https://127.0.0.1`" + ` with the same path, and give the request a ` + "`Host`" + ` header with the gateway's hostname. The
header goes after ` + "`set-method`" + ` and before ` + "`set-body`" + `.

## When not to worry

In an external network, or without a network, the call works, though it takes a detour. A request with a ` + "`proxy`" + `
starts its connection elsewhere, and is reported as information only; so is one that a condition on
` + "`context.Deployment.Gateway`" + ` limits to self-hosted gateways.
`,
	},
	Check: func(p *Pass) { checkSelfChained(p, "HP102") },
}

// checkSelfChained reports the calls of a rule that lead to this gateway.
func checkSelfChained(p *Pass, rule string) {
	for _, c := range p.callsOf(rule) {
		ways := c.Ways
		r := call.ReachOf(ways, (*call.Way).IsSelf)
		if len(r.Hits) == 0 || p.Elsewhere(c) != nil {
			continue
		}
		r.Certain = r.Certain && !bypassed(c, r)
		j := r.Hits[0]
		v := p.Estate().Gateway.HairpinsIn(j.Scope.Workspace.String())
		if v.Outcome == gateway.Never {
			continue
		}
		f := finding.Finding{
			Severity: severityOf(v, c, r),
			At:       j.Place(c),
			Message:  c.Sink.What + " " + p.resolved(&j) + p.onSomePaths(c, r) + "; " + consequence(v, c, r),
			Related:  p.notes(c, r.Hits),
		}
		switch {
		case v.Outcome >= gateway.Sometimes:
			fix.Add(&f, p.Fixes().Loopback(c, r.Hits)...)
		case p.Estate().Gateway.VNet == gateway.UnknownVNet:
			fix.Add(&f, p.Fixes().Loopback(c, r.Hits)...)
			fix.Review(&f, "it is needed only in an internal network")
		default:
			f.NoFix = "nothing indicates that the call fails here"
		}
		if len(j.Unless) > 0 {
			fix.Review(&f, finding.Listed(j.Unless)+" leads elsewhere inside the network, which loopback would not do")
		}
		p.reviewCaller(&f, c)
		p.Report(f, c.Element, j.URL.String())
	}
}

// bypassed reports whether a service URL is used on some paths only, wherever it
// is: on the others the policy chooses another backend.
func bypassed(c *call.Call, r call.Reach) bool {
	return c.API != nil && !slices.ContainsFunc(r.Hits, func(j call.Way) bool { return !j.OneOf })
}

// severityOf follows the instance, and what weakens a call: a path that is only
// sometimes taken, a name that leads elsewhere for some callers, a proxy, a port of its
// own, a fragment without a user.
func severityOf(v gateway.Verdict, c *call.Call, r call.Reach) finding.Severity {
	s := finding.Info
	switch v.Outcome {
	case gateway.Always:
		s = finding.Error
	case gateway.Sometimes:
		s = finding.Warning
	}
	if !r.Certain || len(r.Hits[0].Unless) > 0 {
		s = min(s, finding.Warning)
	}
	if c.Unused || r.Dead || r.Proxied || r.Hosted || !r.Hits[0].DefaultPort() {
		s = min(s, finding.Info)
	}
	return s
}

// resolved says what an address is.
func (p *Pass) resolved(j *call.Way) string {
	if j.Name.Gateway && len(j.Unless) > 0 {
		return "calls the hostname under which the caller reached this gateway, unless that is " + finding.Listed(j.Unless) + " (notViaLoadBalancer)"
	}
	if j.Name.Gateway {
		return "calls the hostname under which the caller reached this gateway"
	}
	return "resolves to \"" + j.Shown + "\", " + j.Kind.Words()
}

// onSomePaths names the condition under which the value is this gateway, if it
// is not always.
func (p *Pass) onSomePaths(c *call.Call, r call.Reach) string {
	switch {
	case r.Certain || r.Dead || r.Hosted:
		return ""
	case bypassed(c, r):
		return ", where no policy chooses another backend"
	}
	for _, h := range r.Hits {
		if h.PoolShare {
			return " for a share of the requests, as a member of a pool"
		}
		if n := len(h.URL.When); n > 0 {
			return whenWords(h.URL.When[n-1])
		}
	}
	return " on some paths"
}

func whenWords(c value.Condition) string {
	word := " when "
	if c.Not {
		word = " unless "
	}
	if c.Kind == value.Otherwise {
		return " in the otherwise branch"
	}
	return word + c.Text
}

// consequence says what happens, in the words of the instance.
func consequence(v gateway.Verdict, c *call.Call, r call.Reach) string {
	switch {
	case r.Dead:
		return "this path cannot run"
	case c.Unused:
		return "no policy includes this fragment"
	case r.Hosted:
		return "only self-hosted gateways make this call, which are other machines"
	case r.Proxied:
		return "the request goes through a proxy, so the connection starts elsewhere"
	case !r.Hits[0].DefaultPort() && r.Hits[0].Address.PortOf() < 0:
		return "its port is not known"
	case !r.Hits[0].DefaultPort():
		return "it is not known what answers on port " + strconv.Itoa(r.Hits[0].Address.PortOf())
	}
	return v.Words()
}
