package analyzer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"hairpin/analyzer/estate"
)

// Check finds what is wrong in the workspace. The error is the context's.
func (s *Snapshot) Check(ctx context.Context, c Config) (*Result, error) {
	var parts []*Result
	err := s.CheckEach(ctx, c, func(part *Result) error {
		parts = append(parts, part)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(parts) == 1 { // as it is for most workspaces
		return parts[0], nil
	}
	res := &Result{}
	for _, part := range parts {
		res.Add(part)
	}
	res.Sort()
	return res, nil
}

// CheckEach is Check one estate after the other: yield gets the result of each.
// What belongs to several estates, such as a problem in a shared hairpin.yaml, is
// told for each of them. The error is that of the context or of yield.
func (s *Snapshot) CheckEach(ctx context.Context, c Config, yield func(*Result) error) error {
	runs := s.runs(ctx, c)
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
	s.memory.keep(s, c, runs, true)
	return nil
}

// Add takes over what another result says.
func (r *Result) Add(part *Result) {
	r.Findings = append(r.Findings, part.Findings...)
	r.Suppressed = append(r.Suppressed, part.Suppressed...)
	r.Files += part.Files
	r.Problems = append(r.Problems, part.Problems...)
	r.Missing = append(r.Missing, part.Missing...)
}

// Sort puts everything in order, and drops what is told twice.
func (r *Result) Sort() {
	sortFindings(r.Findings)
	slices.SortStableFunc(r.Suppressed, func(a, b Suppressed) int { return compareFindings(a.Finding, b.Finding) })
	slices.Sort(r.Missing)
	r.Missing = slices.Compact(r.Missing)
	r.Problems = sortProblems(r.Problems)
}

// sortProblems orders problems by place and drops doubles: a hairpin.yaml above
// several estates is read for each of them.
func sortProblems(list []estate.Problem) []estate.Problem {
	slices.SortStableFunc(list, estate.Problem.Compare)
	return slices.Compact(list)
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
	across   []*Call     // that rules about several parts have to know
	need     estate.Need // what the verdicts depend on
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
	p := &Pass{batch: b, record: r, documents: documents, findings: &out.findings, wide: &out.wide}
	if i < len(b.parts) {
		p.reads = b.yields[i].reads
	}
	for _, rule := range Rules() {
		if rule.Check != nil && b.ctx.Err() == nil {
			p.rule = rule
			rule.Check(p)
		}
	}
	for _, c := range r.calls {
		c.need(&out.need)
		if c.isAcross() {
			out.across = append(out.across, c)
		}
	}
	out.edges = b.edges(out.across)
	return out
}

// askAcross lets the rules look at what parts do together.
func (b *batch) askAcross() []Finding {
	var out []Finding
	p := Pass{batch: b, findings: &out, wide: new(bool)}
	for _, f := range b.found {
		p.calls = append(p.calls, f.across...)
		p.edges = append(p.edges, f.edges...)
	}
	p.edges = sortEdges(p.edges)
	for _, rule := range Rules() {
		if rule.CheckAcross != nil {
			p.rule = rule
			rule.CheckAcross(&p)
		}
	}
	return out
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
		if f.Severity = b.severity(f); f.Severity == Off {
			continue
		}
		if d := b.doc(f.At.Path); d != nil {
			if s, id := d.suppressedBy(f); s != nil {
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
	var unused []Finding
	(&Pass{batch: b, documents: b.order, rule: &unusedSuppression, findings: &unused, wide: new(bool)}).reportSuppressions(used)
	for i := range unused {
		if unused[i].Severity = b.severity(&unused[i]); unused[i].Severity != Off {
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

// severity is the severity of a finding under the settings: flags before
// hairpin.yaml before the rule's own.
func (b *batch) severity(f *Finding) Severity {
	if s, ok := b.config.Rules[f.Rule.ID]; ok {
		return s
	}
	if word, ok := b.estate.Settings.Rules[f.Rule.ID]; ok {
		if s, ok := ParseSeverity(word); ok {
			return s
		}
	}
	return f.Severity
}

// isOff reports whether the settings switch a rule off.
func (b *batch) isOff(rule string) bool {
	return b.severity(&Finding{Rule: &Rule{ID: rule}, Severity: Error}) == Off
}

// severityNames are the words of hairpin.yaml and the flags.
var severityNames = [...]string{Off: "off", Hint: "hint", Info: "info", Warning: "warning", Error: "error"}

// ParseSeverity reads off, hint, info, warning or error.
func ParseSeverity(word string) (Severity, bool) {
	for s, name := range severityNames {
		if strings.EqualFold(word, name) {
			return Severity(s), true
		}
	}
	return Off, false
}

// String is the word for a severity.
func (s Severity) String() string { return severityNames[s] }

// missing notes the facts that would make verdicts sharper, if a verdict needs
// them.
func (b *batch) missing(res *Result) {
	var n estate.Need
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

// need adds what the verdicts on a call depend on.
func (c *Call) need(n *estate.Need) {
	for i := range c.judged {
		switch j := &c.judged[i]; {
		case j.Dead:
		case j.isSelf():
			n.Network = true
		case j.verdict() == VerdictUnlisted:
			n.Hosts = true
		}
	}
}

func sortFindings(list []Finding) { slices.SortStableFunc(list, compareFindings) }

func compareFindings(a, b Finding) int {
	return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Rule.ID, b.Rule.ID), strings.Compare(a.Message, b.Message))
}

func sameFinding(a, b *Finding) bool {
	return a.At == b.At && a.Rule == b.Rule && a.Message == b.Message
}
