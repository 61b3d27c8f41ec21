package analyzer

import (
	"context"
	"iter"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/gateway"
)

// checkEach checks one estate after the other: yield gets the result of each. What
// belongs to several estates, such as a problem in a shared hairpin.yaml, is told
// for each of them. The error is that of the context or of yield.
func (p *project) checkEach(ctx context.Context, c Config, yield func(*Result) error) error {
	runs := p.runs(ctx, c)
	for _, run := range runs {
		if err := collect(run); err != nil {
			return err
		}
		res := &Result{}
		check(run, res)
		if err := ctx.Err(); err != nil {
			return err // some rules may not have been asked
		}
		res.Sort()
		if err := yield(res); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	p.memory.keep(p, c, runs, true)
	return nil
}

// check adds what is wrong in one estate, of which a run has one batch for each
// environment that is wanted.
func check(run []*batch, res *Result) {
	if len(run) == 1 {
		run[0].find(res)
		return
	}
	together, parts := compare(run), make([]Result, len(run))
	for i, b := range run {
		b.outlook = together
		b.found = make([]*found, len(b.found)) // made without it
		b.find(&parts[i])
	}
	uniteResults(run, parts, res)
}

// found is what the rules say of one record.
type found struct {
	wide     bool // any document may change what was found
	findings []Finding
	edges    []Edge
	across   []*Call      // that rules about several parts have to know
	need     gateway.Need // what the verdicts depend on
}

// find adds what the rules find in one batch.
func (b *batch) find(res *Result) {
	documents := b.documents()
	parallel(len(b.found), func(i int) {
		if b.found[i] == nil && b.ctx.Err() == nil {
			b.found[i] = b.ask(i, documents[i])
		}
	})
	if b.ctx.Err() != nil {
		return
	}
	b.sift(append(b.listed(), b.askAcross()...), res)
	for _, path := range b.inputs {
		if b.config.wants(path) {
			res.Files++
		}
	}
	res.Problems = append(res.Problems, b.problems()...)
	b.missing(res)
}

// recordOf is what a yield has of its own, or what is common to all.
func (b *batch) recordOf(i int) record {
	if i == len(b.yields) {
		return b.common
	}
	return b.yields[i].own
}

// documents are those that are looked at with each record.
func (b *batch) documents() [][]*document {
	out := make([][]*document, len(b.found))
	for i, d := range b.order {
		n := b.owner[i]
		if n == shared {
			n = len(b.yields)
		}
		if b.found[n] == nil {
			out[n] = append(out[n], d)
		}
	}
	return out
}

// ask lets the rules look at the record of a yield, or at what is common.
func (b *batch) ask(i int, documents []*document) *found {
	r := b.recordOf(i)
	if len(r.calls)+len(r.unresolved)+len(documents) == 0 {
		return &found{}
	}
	out := &found{}
	var reads []int
	if i < len(b.parts) {
		reads = b.yields[i].reads
	}
	in := b.input(newWindow(b.Site, reads))
	in.record, in.Documents = r, documents
	for _, rule := range Rules() {
		if b.ctx.Err() == nil {
			out.findings = append(out.findings, rule.Run(in)...)
		}
	}
	out.wide = in.Fixes.IsWide()
	for _, c := range r.calls {
		c.need(&out.need)
		if c.isAcross() {
			out.across = append(out.across, c)
		}
	}
	out.edges = edges(b.estate, out.across)
	return out
}

// askAcross lets the rules look at what parts do together.
func (b *batch) askAcross() []Finding {
	in := b.input(newWindow(b.Site, nil))
	for _, f := range b.found {
		in.calls = append(in.calls, f.across...)
		in.Edges = append(in.Edges, f.edges...)
	}
	in.Edges = sortEdges(in.Edges)
	var out []Finding
	for _, rule := range Rules() {
		out = append(out, rule.RunAcross(in)...)
	}
	return out
}

// input is what rules are asked about, through a window to the rest.
func (b *batch) input(w *Window) *Input {
	return &Input{
		Fixes:     &Builder{Window: w, census: b.census, replaced: b.isReplaced, environments: b.outlook != nil},
		Elsewhere: b.outlook, Severity: b.severity,
	}
}

// listed are the findings of all records.
func (b *batch) listed() []Finding {
	n := 0
	for _, f := range b.found {
		n += len(f.findings)
	}
	out := make([]Finding, 0, n)
	for _, f := range b.found {
		out = append(out, f.findings...)
	}
	return out
}

// everyCall gives the calls of the estate, in no particular order.
func (b *batch) everyCall() iter.Seq[*Call] {
	return func(yield func(*Call) bool) {
		for i := range b.found {
			for _, c := range b.recordOf(i).calls {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// allCalls lists the calls of the estate by place.
func (b *batch) allCalls() []*Call {
	var out []*Call
	for i := range b.found {
		out = append(out, b.recordOf(i).calls...)
	}
	sortCalls(out)
	return out
}

func (b *batch) problems() []estate.Problem {
	var out []estate.Problem
	for _, p := range b.estate.Problems {
		if b.config.wants(p.At.Path) {
			out = append(out, p)
		}
	}
	for _, m := range b.estate.Settings.Mentions {
		if RuleByID(m.Rule) == nil && b.config.wants(m.At.Path) {
			out = append(out, estate.Problem{At: m.At, Message: "there is no rule " + m.Rule + nearestRule(m.Rule)})
		}
	}
	return out
}

// sift sets severities, takes out what is off, not wanted or suppressed, and
// keeps one finding per rule and place.
func (b *batch) sift(found []Finding, res *Result) {
	used := map[suppressionID]bool{}
	kept := make([]Finding, 0, len(found))
	for i := range found {
		f := &found[i]
		if f.Severity = b.severity(f.Rule.ID, f.Severity); f.Severity == Off {
			continue
		}
		if d := b.doc(f.At.Path); d != nil {
			if s, id := d.suppressedBy(f.At.Span.Start, f.answersTo); s != nil {
				used[suppressionID{s, id}] = true
				if b.config.wants(f.At.Path) {
					res.Suppressed = append(res.Suppressed, Suppressed{Finding: *f, Reason: s.reason, By: d.place(s.at)})
				}
				continue
			}
		}
		if s, ok := b.ignored(f); ok {
			if b.config.wants(f.At.Path) {
				res.Suppressed = append(res.Suppressed, s)
			}
			continue
		}
		kept = append(kept, *f)
	}
	in := b.input(newWindow(b.Site, nil))
	in.Documents = b.order
	unused := reportSuppressions(in, used)
	for i := range unused {
		if unused[i].Severity = b.severity(unused[i].Rule.ID, unused[i].Severity); unused[i].Severity != Off {
			kept = append(kept, unused[i])
		}
	}
	sortFindings(kept)
	for i := range kept {
		if b.config.wants(kept[i].At.Path) && !(i > 0 && sameFinding(&kept[i-1], &kept[i])) {
			res.Findings = append(res.Findings, kept[i])
		}
	}
}

// ignored looks a finding up in the ignore list of hairpin.yaml.
func (b *batch) ignored(f *Finding) (Suppressed, bool) {
	for _, ig := range b.estate.Settings.Ignore {
		if f.answersTo(ig.Rule) && ig.Reason != "" && ig.Path == f.At.Path {
			return Suppressed{Finding: *f, Reason: ig.Reason, By: ig.At}, true
		}
	}
	return Suppressed{}, false
}

// severity is the severity of a rule's finding under the settings: flags before
// hairpin.yaml before its own.
func (b *batch) severity(rule string, own Severity) Severity {
	if s, ok := b.config.Rules[rule]; ok {
		return s
	}
	if word, ok := b.estate.Settings.Rules[rule]; ok {
		if s, ok := ParseSeverity(word); ok {
			return s
		}
	}
	return own
}

// missing notes the facts that would make verdicts sharper, if a verdict needs
// them.
func (b *batch) missing(res *Result) {
	var n gateway.Need
	for i, f := range b.found {
		if n.Covers(f.need) {
			continue
		}
		for _, c := range b.recordOf(i).calls {
			if b.config.wants(c.At.Path) {
				c.need(&n)
			}
		}
	}
	res.Missing = append(res.Missing, b.estate.Gateway.MissingFacts(n)...)
}

// isReplaced reports whether some path leaves the base of a call for another one.
func (b *batch) isReplaced(c *Call) bool {
	key := callKey{c.Sink, c.At}
	if c.api != nil {
		return b.yields[b.partOf[c.api]].own.replaced[key]
	}
	if i, ok := b.index[c.At.Path]; ok && b.owner[i] != shared {
		return b.yields[b.owner[i]].own.replaced[key]
	}
	return b.common.replaced[key] || b.yields[len(b.parts)].own.replaced[key]
}
