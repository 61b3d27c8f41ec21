package rules

import "hairpin.example/hairpin/analyzer/finding"

var selfChainedMetadata = Rule{
	Rule: finding.Rule{
		ID: "HP103", Name: "self-chained-metadata", Severity: finding.Error,
		Summary: "a URL that the gateway itself fetches leads to this gateway",
		Doc: `## What it does

Looks at addresses that the gateway itself fetches: the ` + "`openid-config`" + ` of ` + "`validate-jwt`" + `, the backends of
content safety and semantic caching, and the card of an A2A agent (` + "`agentCardBackendUrl`" + `). It reports an address that leads to the gateway on which the policy runs.

## Why it is bad

The fetch takes the same route as any call: in an internal network it leaves through the internal load balancer, which
does not return it. ` + "`validate-jwt`" + ` then rejects every token, because it has no keys to check them with.

There is no fix: such an address has no place for a Host header, which a loopback address would need.

## What to use instead

Use an address that does not lead to this gateway: the identity provider's own, or a hostname of an application
gateway in front of it. If the document is static, give the keys in the policy (` + "`issuer-signing-keys`" + `).

## When not to worry

In an external network, or without a network, the fetch works.
`,
	},
	Check: func(p *Pass) { checkSelfChained(p, "HP103") },
}
