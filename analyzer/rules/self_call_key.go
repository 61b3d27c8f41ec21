package rules

import (
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/value"
)

var selfCallWithoutKey = Rule{
	Rule: finding.Rule{
		ID: "HP303", Name: "self-call-without-key", Severity: finding.Warning,
		Summary: "the target of a self-call needs a subscription key that the call does not carry",
		Doc: `## What it does

Looks at requests that a policy sends to this gateway with ` + "`mode=\"new\"`" + `, and at the API that they land on. If the API
requires a subscription, and no product opens it, the request needs a key in the API's header or query parameter.

## Why it is bad

The gateway returns 401 (Access denied due to missing subscription key). With ` + "`ignore-error`" + ` nobody notices.

There is no fix: a key is a secret, which belongs in a named value of your choice.

## What to use instead

Set the header ` + "`Ocp-Apim-Subscription-Key`" + `, or the one that the API specifies, from a secret named value.

## When not to worry

When a policy of the target admits such requests by other means.
`,
	},
	Check: checkSelfCallKey,
}

func checkSelfCallKey(p *Pass) {
	for c := range p.Calls() {
		if c.Request() == nil || c.Sink.Host == call.HeaderChild || c.Unused || !call.IsNewRequest(c) {
			continue
		}
		var api *estate.API
		r := call.ReachOf(c.Ways, func(j *call.Way) bool {
			if !j.AtAPI(&p.Estate().Gateway) {
				return false
			}
			t := graph.LandingAPI(p.Estate(), c, j)
			if t == nil || t.Info == "" || !t.KeyRequired || opened(t) || p.carriesKey(c, j, t) {
				return false
			}
			api = t
			return true
		})
		if len(r.Hits) == 0 {
			continue
		}
		j := r.Hits[0]
		p.Report(finding.Finding{
			Severity: finding.Warning,
			At:       j.Place(c),
			Message:  c.Sink.What + " calls the API \"" + api.ID + "\" of this gateway, which needs a subscription key, but the request carries none; the gateway returns 401",
			Related:  p.notes(c, r.Hits),
			NoFix:    "a key is a secret, which belongs in a named value of your choice",
		}, c.Element, j.URL.String())
	}
}

// opened reports whether a product lets requests without a key in.
func opened(api *estate.API) bool {
	for _, p := range api.Products {
		if p.Open {
			return true
		}
	}
	return false
}

// carriesKey reports whether a request may have the key of an API.
func (p *Pass) carriesKey(c *call.Call, j *call.Way, api *estate.API) bool {
	header, query := api.KeyHeader, api.KeyQuery
	if header == "" {
		header = "Ocp-Apim-Subscription-Key"
	}
	if query == "" {
		query = "subscription-key"
	}
	for _, part := range j.URL.Parts {
		if part.Kind == value.Unknown && (part.Shape == value.AnyShape || part.Shape == value.PathShape) && part.Cause == value.QueryCause {
			return true
		}
	}
	if strings.Contains(strings.ToLower(j.URL.Known()), strings.ToLower(query)+"=") {
		return true
	}
	return p.mayHave(c, header)
}

// maxFragments bounds how many fragments of a request are looked at.
const maxFragments = 8

// mayHave reports whether a request may have a header, which a fragment in it can bring.
func (p *Pass) mayHave(c *call.Call, header string) bool {
	included := 0
	for h := range c.Request().Elements() {
		switch {
		case h.Tag == "set-header" && mayName(h, header):
			return true
		case h.Tag == "include-fragment":
			if included++; included > maxFragments || p.mayBring(c, h, header) {
				return true
			}
		}
	}
	return false
}

// mayBring reports whether a fragment may set a header. What it includes itself is not
// looked at.
func (p *Pass) mayBring(c *call.Call, include *policy.Element, header string) bool {
	a := include.Attr("fragment-id")
	if a == nil {
		return false
	}
	id, known := a.Value.Literal()
	w := p.Estate().Place(c.Doc.ID).Workspace
	if w == nil {
		w = &p.Estate().Service
	}
	f := w.Fragment(id)
	if !known || f == nil {
		return true
	}
	d := p.Doc(f.Policy)
	if d == nil {
		return true
	}
	for h := range policy.All(d.Root) {
		if h.Tag == "include-fragment" || h.Tag == "set-header" && mayName(h, header) {
			return true
		}
	}
	return false
}

// mayName reports whether a set-header may be about a header.
func mayName(h *policy.Element, header string) bool {
	a := h.Attr("name")
	if a == nil {
		return false
	}
	name, known := a.Value.Literal()
	return !known || strings.EqualFold(strings.TrimSpace(name), header)
}
