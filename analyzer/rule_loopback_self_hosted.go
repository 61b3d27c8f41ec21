package analyzer

var loopbackSelfHosted = Rule{
	Page: Page{
		ID: "HP206", Name: "loopback-self-hosted", Severity: Warning,
		Summary: "loopback in an API that also runs on a self-hosted gateway",
		Doc: `## What it does

Looks at calls of the loopback address in APIs that the artifacts assign to a self-hosted gateway. What a condition on
` + "`context.Deployment.Gateway.IsManaged`" + ` keeps to the managed gateway is passed over.

## Why it is bad

A self-hosted gateway is a container that listens on ports of its own, 8080 and 8081 unless configured otherwise, and
under names of its own. There, ` + "`https://127.0.0.1`" + ` reaches whatever else runs in the same pod, or nothing.

There is no fix: which address is right depends on the gateway that runs the policy.

## What to use instead

Choose the address by gateway: ` + "`context.Deployment.Gateway.IsManaged`" + ` tells them apart. Or share the code of the called
API through a fragment, so that no call is needed.

## When not to worry

When the operation is never called through the self-hosted gateway.
`,
	},
	Check: checkLoopbackSelfHosted,
}

func checkLoopbackSelfHosted(p *Pass) {
	for _, c := range p.Calls() {
		r := reachOf(c.Ways, func(j *Way) bool {
			return j.isLoopback() && !j.Dead && !j.Proxy && j.selfHosted()
		})
		if len(r.hits) == 0 {
			continue
		}
		j := r.hits[0]
		p.Report(Finding{
			Severity: Warning,
			At:       j.place(c),
			Message:  c.Sink.What + " calls loopback (\"" + j.Shown + "\"), but the API \"" + j.Scope.API.ID + "\" also runs on a self-hosted gateway, where loopback is another machine",
			Related:  p.notes(c, r.hits),
			NoFix:    "which address is right depends on the gateway that runs the policy",
		}, c.Element, j.URL.String())
	}
}
