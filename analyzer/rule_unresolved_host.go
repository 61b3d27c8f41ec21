package analyzer

var unresolvedHost = Rule{
	Page: Page{
		ID: "HP401", Name: "unresolved-host", Severity: Hint,
		Summary: "the host of a call cannot be known, and why",
		Doc: `## What it does

Names the calls whose host depends on something that the files do not say: a secret, a header of the caller, a token
that the deployment fills in, a response. So is a name that a wildcard hostname of the gateway may cover, two labels deep.

## Why it matters

Such a call can be a self-call that nobody sees. It is a hint: nothing is wrong, but nothing is proven either.

## What to use instead

Give Hairpin the missing piece where you can: the named values and backends beside the policy, the overrides of the
environment, the values of deployment tokens (` + "`tokens:`" + ` and ` + "`terraform:`" + ` in hairpin.yaml). Where the host comes from a caller, compare it with a list before you use it.

## When not to worry

When you know where the value comes from and that it never names this gateway.
`,
	},
	Check: checkUnresolvedHost,
}

func checkUnresolvedHost(p *Pass) {
	for _, c := range p.Calls() {
		ways := c.Ways
		if len(reachOf(ways, (*Way).isSelf).hits) > 0 {
			continue
		}
		r := reachOf(ways, func(j *Way) bool { return !j.Dead && !doubled(j) && (j.unknownHost() || j.Wildcard != "") })
		if len(r.hits) == 0 {
			continue
		}
		j := r.hits[0]
		message := "the host of " + c.Sink.What + " cannot be known: " + j.Name.Why
		if j.Wildcard != "" {
			message = c.Sink.What + " may call this gateway: " + j.mayCover()
		}
		p.Report(Finding{
			Severity: Hint,
			At:       j.place(c),
			Message:  message,
			Related:  p.notes(c, r.hits),
		}, c.Element, j.URL.String())
	}
}
