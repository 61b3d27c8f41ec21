package check

import (
	"context"
	"iter"

	"hairpin/analyzer/call"
	"hairpin/analyzer/compose"
	"hairpin/analyzer/document"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/finding"
	"hairpin/analyzer/fix"
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/graph"
	"hairpin/analyzer/rules"
)

// CheckEach checks one estate after the other: yield gets the result of each. What
// belongs to several estates, such as a problem in a shared hairpin.yaml, is told
// for each of them. The error is that of the context or of yield, or says what is
// wrong with the rules in c.
func (p *Project) CheckEach(ctx context.Context, c Config, yield func(*finding.Result) error) error {
	if err := rules.CheckOwn(c.Own); err != nil {
		return err
	}
	runs := p.Runs(ctx, c)
	for _, run := range runs {
		if err := collect(run); err != nil {
			return err
		}
		res := &finding.Result{}
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
func check(run []*Run, res *finding.Result) {
	if len(run) == 1 {
		run[0].find(res)
		return
	}
	together, parts := compare(run), make([]finding.Result, len(run))
	for i, b := range run {
		b.outlook = together
		b.found = make([]*answers, len(b.found)) // made without it
		b.find(&parts[i])
	}
	uniteResults(run, parts, res)
}

// answers is what the rules say of one record.
type answers struct {
	wide     bool // any document may change what was found
	findings []finding.Finding
	edges    []graph.Edge
	across   []*call.Call // that rules about several parts have to know
	need     gateway.Need // what the verdicts depend on
}

// find adds what the rules find in one batch.
func (b *Run) find(res *finding.Result) {
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
	for _, path := range b.Inputs {
		if b.config.Wants(path) {
			res.Files++
		}
	}
	res.Problems = append(res.Problems, b.Problems()...)
	b.missing(res)
}

// recordOf is what a yield has of its own, or what is common to all.
func (b *Run) recordOf(i int) call.Set {
	if i == len(b.yields) {
		return b.common
	}
	return b.yields[i].Own
}

// documents are those that are looked at with each record.
func (b *Run) documents() [][]*document.Document {
	out := make([][]*document.Document, len(b.found))
	for i, d := range b.Documents {
		n := b.Owner[i]
		if n == compose.Shared {
			n = len(b.yields)
		}
		if b.found[n] == nil {
			out[n] = append(out[n], d)
		}
	}
	return out
}

// ask lets the rules look at the record of a yield, or at what is common.
func (b *Run) ask(i int, documents []*document.Document) *answers {
	r := b.recordOf(i)
	if len(r.Calls)+len(r.Unresolved)+len(documents) == 0 {
		return &answers{}
	}
	out := &answers{}
	var reads []int
	if i < len(b.Parts) {
		reads = b.yields[i].Reads
	}
	in := b.input(compose.NewWindow(b.Site, reads))
	in.Set, in.Documents = r, documents
	for _, rule := range b.rules {
		if b.ctx.Err() == nil {
			out.findings = append(out.findings, rule.Run(in)...)
		}
	}
	out.wide = in.Fixes.IsWide()
	for _, c := range r.Calls {
		c.Need(&out.need)
		if c.IsAcross() {
			out.across = append(out.across, c)
		}
	}
	out.edges = graph.EdgesOf(b.Estate, out.across)
	return out
}

// askAcross lets the rules look at what parts do together.
func (b *Run) askAcross() []finding.Finding {
	in := b.input(compose.NewWindow(b.Site, nil))
	for _, f := range b.found {
		in.Calls = append(in.Calls, f.across...)
		in.Edges = append(in.Edges, f.edges...)
	}
	in.Edges = graph.SortEdges(in.Edges)
	var out []finding.Finding
	for _, rule := range b.rules {
		out = append(out, rule.RunAcross(in)...)
	}
	return out
}

// input is what rules are asked about, through a window to the rest.
func (b *Run) input(w *compose.Window) *rules.Input {
	return &rules.Input{
		Fixes: &fix.Builder{Window: w, Census: b.census, Replaced: b.isReplaced, Environments: b.outlook != nil},
		Rules: b.rules, Elsewhere: b.outlook, Severity: b.severity,
	}
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

// everyCall gives the calls of the estate, in no particular order.
func (b *Run) everyCall() iter.Seq[*call.Call] {
	return func(yield func(*call.Call) bool) {
		for i := range b.found {
			for _, c := range b.recordOf(i).Calls {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// AllCalls lists the calls of the estate by place.
func (b *Run) AllCalls() []*call.Call {
	var out []*call.Call
	for i := range b.found {
		out = append(out, b.recordOf(i).Calls...)
	}
	call.Sort(out)
	return out
}

// Problems are what could not be read in the estate, and the rules that its
// settings name and nobody has.
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

// sift sets severities, takes out what is off, not wanted or suppressed, and
// keeps one finding per rule and place.
func (b *Run) sift(found []finding.Finding, res *finding.Result) {
	used := map[rules.SuppressionID]bool{}
	kept := make([]finding.Finding, 0, len(found))
	for i := range found {
		f := &found[i]
		if f.Severity = b.severity(f.Rule.ID, f.Severity); f.Severity == finding.Off {
			continue
		}
		if d := b.Doc(f.At.Path); d != nil {
			if s, id := d.SuppressedBy(f.At.Span.Start, f.AnswersTo); s != nil {
				used[rules.SuppressionID{Comment: s, Index: id}] = true
				if b.config.Wants(f.At.Path) {
					res.Suppressed = append(res.Suppressed, finding.Suppressed{Finding: *f, Reason: s.Reason, By: d.Place(s.At)})
				}
				continue
			}
		}
		if s, ok := b.ignored(f); ok {
			if b.config.Wants(f.At.Path) {
				res.Suppressed = append(res.Suppressed, s)
			}
			continue
		}
		kept = append(kept, *f)
	}
	in := b.input(compose.NewWindow(b.Site, nil))
	in.Documents = b.Documents
	unused := rules.ReportSuppressions(in, used)
	for i := range unused {
		if unused[i].Severity = b.severity(unused[i].Rule.ID, unused[i].Severity); unused[i].Severity != finding.Off {
			kept = append(kept, unused[i])
		}
	}
	finding.Sort(kept)
	for i := range kept {
		if b.config.Wants(kept[i].At.Path) && !(i > 0 && finding.Same(&kept[i-1], &kept[i])) {
			res.Findings = append(res.Findings, kept[i])
		}
	}
}

// ignored looks a finding up in the ignore list of hairpin.yaml.
func (b *Run) ignored(f *finding.Finding) (finding.Suppressed, bool) {
	for _, ig := range b.Estate.Settings.Ignore {
		if f.AnswersTo(ig.Rule) && ig.Reason != "" && ig.Path == f.At.Path {
			return finding.Suppressed{Finding: *f, Reason: ig.Reason, By: ig.At}, true
		}
	}
	return finding.Suppressed{}, false
}

// severity is the severity of a rule's finding under the settings: flags before
// hairpin.yaml before its own.
func (b *Run) severity(rule string, own finding.Severity) finding.Severity {
	if s, ok := b.config.Rules[rule]; ok {
		return s
	}
	if word, ok := b.Estate.Settings.Rules[rule]; ok {
		if s, ok := finding.ParseSeverity(word); ok {
			return s
		}
	}
	return own
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

// isReplaced reports whether some path leaves the base of a call for another one.
func (b *Run) isReplaced(c *call.Call) bool {
	key := call.Key{Sink: c.Sink, At: c.At}
	if c.API != nil {
		return b.yields[b.PartOf[c.API]].Own.Replaced[key]
	}
	if i, ok := b.Index[c.At.Path]; ok && b.Owner[i] != compose.Shared {
		return b.yields[b.Owner[i]].Own.Replaced[key]
	}
	return b.common.Replaced[key] || b.yields[len(b.Parts)].Own.Replaced[key]
}
