package rules

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
)

var hostNotOverridden = Rule{
	Rule: finding.Rule{
		ID: "HP203", Name: "host-not-overridden", Severity: finding.Error, Fixable: true,
		Summary: "the Host header of a loopback call does not replace the existing one, or is set on some paths only",
		Doc: `## What it does

Looks at calls to the loopback address that have a ` + "`set-header`" + ` for Host that does not do its job: with
` + "`exists-action=\"skip\"`, `append` or `delete`" + `, or on only some of the paths that lead to the call.

## Why it is bad

A forwarded request already has a Host header, so ` + "`skip`" + ` leaves it as it is; ` + "`append`" + ` makes a list of two names,
which no gateway serves; ` + "`delete`" + ` leaves none, and the address takes its place. On a path without the header, the
request names ` + "`127.0.0.1`" + `. The response is 404 (Resource not found).

It is an error if it holds on every path, and a warning if it holds on some.

## What to use instead

Use ` + "`exists-action=\"override\"`" + `, in the same branch as the address.

## When not to worry

When the path without the header is never taken.
`,
	},
	Check: checkHostNotOverridden,
}

// weakWords says what an action does instead of overriding.
var weakWords = map[call.HostAction]string{
	call.HostSkipped: "is skipped, because a forwarded request already has one",
	call.HostAdded:   "is appended to the existing one",
	call.HostDeleted: "is deleted",
}

func checkHostNotOverridden(p *Pass) {
	for _, l := range p.loopbackCalls("HP203") {
		j := l.Hits[0]
		what := l.Sink.What + " calls loopback (\"" + j.Shown + "\"), but "
		f := finding.Finding{Severity: l.weakened(), At: j.Place(l.Call), Related: p.notes(l.Call, l.Hits)}
		words, weak := weakWords[j.Host.Action]
		switch {
		case weak && l.Certain:
			f.Message = what + "the Host header " + words + "; " + notItsOwn
		case weak:
			f.Message = what + "on some paths the Host header " + words + "; " + notItsOwn
		default:
			f.Message = what + "on some paths no Host header goes with it; " + notItsOwn
		}
		if j.Host.Element != nil {
			f.Related = append(f.Related, finding.Note{Message: "the Host header is changed here", At: j.Host.At})
		}
		fix.Add(&f, p.Fixes().Override(l.Call, l.Hits))
		p.Report(f, l.Element, j.URL.String())
	}
}
