package rules

import (
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

var unresolvedReference = Rule{
	Rule: finding.Rule{
		ID: "HP403", Name: "unresolved-reference", Severity: finding.Warning,
		Summary: "a named value, backend or fragment that is not defined",
		Doc: `## What it does

Looks up what policies refer to by name: named values by their display name, backends and fragments by their ID. It
reports a name that the estate does not define. It applies only if the estate has any artifacts of that kind, so
that a policy on its own is not flooded with findings. A name in which the deployment replaces a token is looked up
only if hairpin.yaml says what it becomes (` + "`tokens:`" + `).

## Why it is bad

A policy that refers to something that does not exist is rejected when it is saved, or fails when it runs.

## What to use instead

Define it, or correct the name.

## When not to worry

When it is deployed from other files.
`,
	},
	Check: checkUnresolvedReference,
}

func checkUnresolvedReference(p *Pass) {
	for d := range p.Documents() {
		w := p.Estate().Place(d.ID).Workspace
		if w == nil {
			w = &p.Estate().Service
		}
		if len(w.NamedValues) > 0 {
			p.namedValuesOf(d, w)
		}
	}
	for _, r := range p.Unresolved() {
		if strings.ContainsAny(r.Name, marks) {
			continue
		}
		p.Report(finding.Finding{Severity: finding.Warning, At: r.At, Message: "the " + r.Kind + " \"" + r.Name + "\" is not defined in this estate"}, r.Element, r.Name)
	}
}

// marks are bytes that no ID of a backend or a fragment has: a name with one is meant to
// be replaced, in whatever form.
// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftapimanagement
const marks = "{}[]<>$%^|~@#&"

// namedValuesOf looks up the named values in a document.
func (p *Pass) namedValuesOf(d *document.Document, w *estate.Workspace) {
	report := func(name string, at text.Span, e *policy.Element) {
		if w.NamedValue(name) != nil {
			return
		}
		name, unknown := p.Estate().Filled(name)
		if unknown == "" && w.NamedValue(name) == nil {
			p.Report(finding.Finding{
				Severity: finding.Warning, At: d.Place(at),
				Message: "the named value \"" + name + "\" is not defined in this estate",
			}, e, name)
		}
	}
	look := func(v *policy.Value, e *policy.Element) {
		for i := range v.Parts {
			part := &v.Parts[i]
			switch part.Kind {
			case policy.NamedValue:
				report(part.View.Src, part.At, e)
			case policy.Expression:
				for from := 0; ; {
					m := text.NextPlaceholder(part.View.Src, from)
					if m.Kind == text.NoPlaceholder {
						break
					}
					if m.Kind == text.NamedValue {
						report(m.Name, part.View.Span(m.Start, m.End), e)
					}
					from = m.End
				}
			}
		}
	}
	stack := []*policy.Element{d.Root}
	for len(stack) > 0 {
		e := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, a := range e.Attrs {
			look(&a.Value, e)
		}
		for _, n := range e.Children {
			switch n := n.(type) {
			case *policy.Element:
				stack = append(stack, n)
			case *policy.Text:
				look(&n.Value, e)
			}
		}
	}
}
