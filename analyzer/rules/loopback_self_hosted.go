package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
)

var loopbackSelfHosted = Rule{
	Rule: finding.Rule{
		ID: "HP206", Name: "loopback-self-hosted", Severity: finding.Warning,
		Summary: "loopback in an API that also runs on a self-hosted gateway",
		Doc: `## What it does

Looks at calls to the loopback address in APIs that the artifacts assign to a self-hosted gateway. It skips calls that
a condition limits to the managed gateway, and those that one limits to self-hosted gateways if they name a port of their
own, such as 8081. Such a condition asks for ` + "`IsManaged`" + ` or the ` + "`Id`" + ` of ` + "`context.Deployment.Gateway`" + `, in a ` + "`when`" + ` or in code.

## Why it is bad

A self-hosted gateway is a container that listens on ports of its own, 8080 and 8081 unless configured otherwise, and
under names of its own. There, ` + "`https://127.0.0.1`" + ` reaches whatever else runs in the same pod, or nothing.

There is no fix: the right address depends on the gateway that runs the policy.

## What to use instead

Choose the address by gateway: ` + "`context.Deployment.Gateway.IsManaged`" + ` tells them apart, as in
` + "`@(context.Deployment.Gateway.IsManaged ? \"https://127.0.0.1\" : \"https://127.0.0.1:8081\")`" + `. Or share the code of the called
API through a fragment, so that no call is needed.

## When not to worry

When the operation is never called through the self-hosted gateway.
`,
	},
	Check: checkLoopbackSelfHosted,
}

func checkLoopbackSelfHosted(p *Pass) {
	for c := range p.Calls() {
		r := call.ReachOf(c.Ways, func(j *call.Way) bool {
			return j.IsLoopback() && !j.Dead && !j.Proxy && j.SelfHosted() && (!j.Hosted || j.DefaultPort())
		})
		if len(r.Hits) == 0 {
			continue
		}
		j := r.Hits[0]
		p.Report(finding.Finding{
			Severity: finding.Warning,
			At:       j.Place(c),
			Message:  c.Sink.What + " calls loopback (\"" + j.Shown + "\"), but the API \"" + j.Scope.API.ID + "\" also runs on a self-hosted gateway, where loopback is another machine",
			Related:  p.notes(c, r.Hits),
			NoFix:    "which address is right depends on the gateway that runs the policy",
		}, c.Element, j.URL.String())
	}
}
