package rules

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/gateway"
)

var loopbackWrongHost = Rule{
	Rule: finding.Rule{
		ID: "HP202", Name: "loopback-wrong-host", Severity: finding.Error, Fixable: true,
		Summary: "the Host header of a loopback call is not a hostname of this gateway",
		Doc: `## What it does

Looks at calls to the loopback address whose ` + "`Host`" + ` header is overridden with a name that this gateway does not have: a
name of another instance, or of the backend that was called before.

## Why it is bad

A gateway responds only to the hostnames that it is configured with; for any other it returns 404 (Resource not
found), on every tier and in every network. On classic Premium a workspace has a gateway of its own, which does not have
the hostnames of the instance.

It is an error if the facts list all hostnames (instance.json, or hostnames in hairpin.yaml), and information if
the gateway may have a name that is not listed; then a person decides whether the author's name gives way.

## What to use instead

Set ` + "`Host`" + ` to a hostname of the gateway that the policy runs on. If several environments share the policy, put the
name in a named value.

## When not to worry

When the name is one of the gateway's and hairpin.yaml does not list it yet: list it under ` + "`hostnames`" + `.
`,
	},
	Check: checkLoopbackWrongHost,
}

func checkLoopbackWrongHost(p *Pass) {
	for _, l := range p.loopbackCalls("HP202") {
		j := l.Hits[0]
		name, _ := j.Host.Value.Alts[0].Literal()
		of, whose := p.Estate().Gateway.Of(j.Scope.Workspace.String()), "this gateway"
		if of.IsApart() {
			whose = "the gateway that the workspace has for itself on Premium"
		}
		f := finding.Finding{
			Severity: l.weakened(),
			At:       j.Place(l.Call),
			Message:  l.Sink.What + " calls loopback (\"" + j.Shown + "\") with the Host header \"" + name + "\", which is not a hostname of " + whose + "; " + notItsOwn,
			Related:  append(p.notes(l.Call, l.Hits), finding.Note{Message: "the Host header is set here", At: j.Host.At}),
		}
		unlisted := call.NamesOther(of, j.Host.Value) == gateway.Unknown
		if unlisted {
			f.Severity = finding.Info
			f.Message = l.Sink.What + " calls loopback (\"" + j.Shown + "\") with the Host header \"" + name + "\", which is not among the known hostnames of this gateway; " + notItsOwn
		}
		fix.Add(&f, p.Fixes().CorrectHost(l.Call, j))
		if p.mayBeNamed(l.Hits) {
			fix.Review(&f, "the name may be one of this gateway's that is not listed")
		}
		p.Report(f, l.Element, j.URL.String())
	}
}

// mayBeNamed reports whether the gateway of some way may have the name that its Host header
// gives, though no fact lists it.
func (p *Pass) mayBeNamed(hits []call.Way) bool {
	return slices.ContainsFunc(hits, func(j call.Way) bool {
		return call.NamesOther(p.Estate().Gateway.Of(j.Scope.Workspace.String()), j.Host.Value) == gateway.Unknown
	})
}
