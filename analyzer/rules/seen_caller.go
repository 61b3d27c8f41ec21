package rules

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/graph"
)

// reviewCaller makes the fixes of a call ones to review if what the call lands on looks
// at the address of its caller.
func (p *Pass) reviewCaller(f *finding.Finding, c *call.Call) {
	if !slices.ContainsFunc(f.Fixes, func(x finding.Fix) bool { return x.Safety == finding.Safe }) {
		return
	}
	for _, n := range p.landings(c) {
		if reason, where := p.Fixes().SeesCaller(n.API, n.Operation); reason != "" {
			fix.Review(f, reason)
			f.Related = append(f.Related, where...)
			return
		}
	}
}

// landings are what a call of this gateway can land on.
func (p *Pass) landings(c *call.Call) []graph.Node {
	var out []graph.Node
	for _, e := range graph.EdgesOf(p.Estate(), []*call.Call{c}) {
		if !slices.Contains(out, e.To) {
			out = append(out, e.To)
		}
	}
	for i := range c.Ways {
		w := &c.Ways[i]
		if w.Scope.API != nil || !w.AtAPI(&p.Estate().Gateway) {
			continue
		}
		if api := graph.LandingAPI(p.Estate(), c, w); api != nil && !slices.Contains(out, graph.Node{API: api}) {
			out = append(out, graph.Node{API: api})
		}
	}
	return out
}
