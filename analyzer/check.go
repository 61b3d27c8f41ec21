package analyzer

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"hairpin/analyzer/estate"
)

// Check finds what is wrong in the workspace. The error is the context's.
func (s *Snapshot) Check(ctx context.Context, c Config) (*Result, error) {
	res := &Result{}
	err := s.CheckEach(ctx, c, func(part *Result) error {
		res.Add(part)
		return nil
	})
	if err != nil {
		return nil, err
	}
	res.Sort()
	return res, nil
}

// CheckEach is Check one estate after the other: yield gets the result of each.
// What belongs to several estates, such as a problem in a shared hairpin.yaml, is
// told for each of them. The error is that of the context or of yield.
func (s *Snapshot) CheckEach(ctx context.Context, c Config, yield func(*Result) error) error {
	for _, run := range s.runs(ctx, c) {
		res := &Result{}
		if err := check(run, res); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err // some rules may not have been asked
		}
		res.Sort()
		if err := yield(res); err != nil {
			return err
		}
	}
	return ctx.Err()
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
	sort.SliceStable(r.Suppressed, func(i, j int) bool { return less(&r.Suppressed[i].Finding, &r.Suppressed[j].Finding) })
	slices.Sort(r.Missing)
	r.Missing = slices.Compact(r.Missing)
	r.Problems = sortProblems(r.Problems)
}

// sortProblems orders problems by place and drops doubles: a hairpin.yaml above
// several estates is read for each of them.
func sortProblems(list []estate.Problem) []estate.Problem {
	slices.SortStableFunc(list, func(a, b estate.Problem) int {
		return cmp.Or(strings.Compare(a.At.Path, b.At.Path), a.At.Span.Start-b.At.Span.Start, strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(list)
}

// check adds what is wrong in one estate, of which a run has one batch for each
// environment that is wanted.
func check(run []*batch, res *Result) error {
	for _, b := range run {
		if err := b.collect(); err != nil {
			return err
		}
		b.judgeAll()
	}
	if len(run) == 1 {
		run[0].find(res)
		return nil
	}
	together, parts := compare(run), make([]Result, len(run))
	for i, b := range run {
		b.outlook = together
		b.find(&parts[i])
	}
	unite(run, parts, res)
	return nil
}

// find adds what the rules find in one batch.
func (b *batch) find(res *Result) {
	var found []Finding
	for _, r := range Rules() {
		if r.Check != nil && b.ctx.Err() == nil {
			r.Check(&Pass{batch: b, rule: r, findings: &found})
		}
	}
	b.sift(found, res)
	for _, path := range b.inputs {
		if b.config.wants(path) {
			res.Files++
		}
	}
	res.Problems = append(res.Problems, b.problems()...)
	b.missing(res)
}

func (b *batch) problems() []estate.Problem {
	var out []estate.Problem
	for _, p := range b.estate.Problems {
		if b.config.wants(p.At.Path) {
			out = append(out, p)
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
		if d := b.docs[f.At.Path]; d != nil {
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
	(&Pass{batch: b, rule: &unusedSuppression, findings: &unused}).reportSuppressions(used)
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
	for _, c := range b.calls.list {
		if b.config.wants(c.At.Path) {
			res.Missing = append(res.Missing, b.estate.Gateway.MissingFacts()...)
			return
		}
	}
}

func sortFindings(list []Finding) {
	sort.SliceStable(list, func(i, j int) bool { return less(&list[i], &list[j]) })
}

func less(a, b *Finding) bool {
	if a.At != b.At {
		return a.At.Less(b.At)
	}
	if a.Rule.ID != b.Rule.ID {
		return a.Rule.ID < b.Rule.ID
	}
	return a.Message < b.Message
}

func sameFinding(a, b *Finding) bool {
	return a.At == b.At && a.Rule == b.Rule && a.Message == b.Message
}
