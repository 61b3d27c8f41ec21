package analyzer

import (
	"strings"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/text"
)

var doubledScheme = Rule{
	ID: "HP404", Name: "doubled-scheme", Severity: Error, Fixable: true,
	Summary: "a scheme in front of a value that already has one",
	Check:   checkDoubledScheme,
	Doc: `## What it does

Finds URLs like ` + "`https://https://api.contoso.com`" + `: text with a scheme in front of a named value, a variable or an
expression whose value begins with a scheme, too.

## Why it is bad

The host of such a URL is ` + "`https`" + `, which nobody answers to: the call fails on every tier and in every network.

## What to use instead

Keep one of the two. Where the value is shared, drop the scheme in the policy.

## When not to worry

Never.
`,
}

func checkDoubledScheme(p *Pass) {
	for _, c := range p.calls {
		r := reachOf(c.judged, func(j *judged) bool { return !j.Dead && doubled(j) })
		if len(r.hits) == 0 {
			continue
		}
		j := r.hits[0]
		l := loopbackCall{Call: c, reach: r}
		f := Finding{
			Severity: l.weakened(Error),
			At:       j.place(c),
			Message:  c.Sink.What + " has two schemes (\"" + j.URL.String() + "\"); its host would be \"" + j.url.Host.String() + "\"",
			Related:  p.notes(c, r.hits),
		}
		if r.certain {
			f.fixWith(p.oneSchemeFix(c, j))
		} else {
			f.NoFix = "on other paths the URL has one scheme, which it needs"
		}
		p.report(f, c.Element, j.URL.String())
	}
}

// doubled reports whether the host of a URL is the scheme of another one.
func doubled(j *judged) bool {
	name := strings.ToLower(j.host.Name)
	scheme := j.host.Known && (name == "https" || name == "http") || j.url.Host.Is(eval.SchemeCause)
	return scheme && strings.HasPrefix(pathText(j), "//")
}

// pathText is the known beginning of what stands behind the authority.
func pathText(j *judged) string {
	var b strings.Builder
	for _, part := range j.url.Path().Parts {
		if part.Text() == "" {
			break
		}
		b.WriteString(part.Text())
	}
	return b.String()
}

// oneSchemeFix takes the first scheme away, where it is written at the call.
func (p *Pass) oneSchemeFix(c *Call, j judged) fixOrReason {
	if c.Element == nil || c.doc.torn {
		return no("the URL does not stand in a policy")
	}
	if !j.host.Known {
		return no("what follows is the caller's own URL, which leads back to this gateway")
	}
	first := j.URL.Parts[0]
	head := first.Text()
	n := strings.Index(head, "://") + len("://")
	if !first.Direct() || n < len("://") || first.At.Path != c.At.Path {
		return no("the scheme is not written at the call")
	}
	e := text.Edit{Loc: first.Slice(0, n).At}
	return fixOrReason{fix: Fix{Title: "Keep one scheme", Safety: Safe, Edits: []text.Edit{e}}}
}
