package check

import (
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/rules"
)

// find adds what the rules find in one environment.
func (b *Run) find(res *finding.Result) {
	documents := b.documents()
	parallel(len(b.found), b.pathOf, func(i int) {
		if b.found[i] == nil && b.ctx.Err() == nil {
			b.found[i] = b.ask(i, documents[i])
		}
	})
	if b.ctx.Err() != nil {
		return
	}
	found, across := b.listed(), b.across()
	rules.Withdraw(found, across.Edges)
	b.sift(append(found, b.rules.RunAcross(across)...), res)
	for _, path := range b.Inputs {
		if b.config.Wants(path) {
			res.Files++
		}
	}
	res.Problems = append(res.Problems, b.Problems()...)
	b.missing(res)
}

// documents are those that are looked at with each record.
func (b *Run) documents() [][]*document.Document {
	out := make([][]*document.Document, len(b.found))
	for i, d := range b.Documents {
		n := b.Owner[i]
		if n == compose.Shared {
			n = len(b.traces)
		}
		if b.found[n] == nil {
			out[n] = append(out[n], d)
		}
	}
	return out
}

// ask lets the rules look at the record of a trace, or at what is common.
func (b *Run) ask(i int, documents []*document.Document) *answers {
	r := b.recordOf(i)
	if len(r.Calls)+len(r.Unresolved)+len(documents) == 0 {
		return &answers{}
	}
	out := &answers{}
	var reads []int
	if i < len(b.Parts) {
		reads = b.traces[i].Reads
	}
	in := b.input(reads)
	in.Set, in.Documents = r, documents
	out.findings = b.rules.Run(in)
	out.wide = in.Fixes.IsWide()
	for _, c := range r.Calls {
		c.Need(&out.need)
		if c.IsAcross() {
			out.across = append(out.across, c)
		}
	}
	out.edges = graph.EdgesOf(b.Estate, out.across)
	for _, d := range documents {
		if len(d.Suppressions) > 0 {
			out.commented = append(out.commented, d)
		}
	}
	return out
}

// across is what rules look at who want to know what parts do together.
func (b *Run) across() *rules.Input {
	in := b.input(nil)
	for _, f := range b.found {
		in.Calls = append(in.Calls, f.across...)
		in.Edges = append(in.Edges, f.edges...)
	}
	in.Edges = graph.SortEdges(in.Edges)
	return in
}

// input is what rules are asked about, through a window to the rest: from what runs
// in one request with some documents, or from shared places.
func (b *Run) input(reads []int) *rules.Input {
	in := b.question
	in.Fixes.Window = compose.NewWindow(b.Site, reads)
	return &in
}

// listed are the findings of all records.
func (b *Run) listed() []finding.Finding {
	n := 0
	for _, f := range b.found {
		n += len(f.findings)
	}
	out := make([]finding.Finding, 0, n)
	for _, f := range b.found {
		out = append(out, f.findings...)
	}
	return out
}

func (b *Run) Problems() []estate.Problem {
	var out []estate.Problem
	for _, p := range b.Estate.Problems {
		if b.config.Wants(p.At.Path) {
			out = append(out, p)
		}
	}
	for _, m := range b.Estate.Settings.Mentions {
		if b.rules.ByID(m.Rule) == nil && b.config.Wants(m.At.Path) {
			out = append(out, estate.Problem{At: m.At, Message: "there is no rule " + m.Rule + b.rules.Suggest(m.Rule)})
		}
	}
	return out
}

// missing notes the facts that would make verdicts sharper, if a verdict needs
// them.
func (b *Run) missing(res *finding.Result) {
	var n gateway.Need
	for i, f := range b.found {
		if n.Covers(f.need) {
			continue
		}
		for _, c := range b.recordOf(i).Calls {
			if b.config.Wants(c.At.Path) {
				c.Need(&n)
			}
		}
	}
	res.Missing = append(res.Missing, b.Estate.Gateway.MissingFacts(n)...)
}
