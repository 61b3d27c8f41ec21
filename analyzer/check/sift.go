package check

import (
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/rules"
)

// sift sets severities, takes out what is off, not wanted or suppressed, and
// keeps one finding per rule and place.
func (b *Run) sift(found []finding.Finding, res *finding.Result) {
	used := map[rules.SuppressionID]bool{}
	kept := make([]finding.Finding, 0, len(found))
	for i := range found {
		if b.ctx.Err() != nil {
			return
		}
		f := &found[i]
		if f.Severity = b.severity(f.Rule.ID, f.Severity); f.Severity == finding.Off {
			continue
		}
		if d := b.DocAt(f.At); d != nil {
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
	in := b.input(nil)
	for _, f := range b.found {
		in.Documents = append(in.Documents, f.commented...)
	}
	unused := rules.ReportSuppressions(in, used)
	for i := range unused {
		if b.ctx.Err() != nil {
			return
		}
		if unused[i].Severity = b.severity(unused[i].Rule.ID, unused[i].Severity); unused[i].Severity != finding.Off {
			kept = append(kept, unused[i])
		}
	}
	finding.Sort(kept)
	listed := limit{}
	for i := range kept {
		if b.config.Wants(kept[i].At.Path) && !(i > 0 && finding.Same(&kept[i-1], &kept[i])) {
			listed.add(res, &kept[i])
		}
	}
}

// maxFindings bounds the findings that are listed of a file. Who has more in one
// file has a generated one, or means harm.
const maxFindings = 5000

// limit lists the findings of one file after the other, sorted by place.
type limit struct {
	path string
	n    int
}

// add lists a finding, as far as its file has not too many; instead of the first
// that is one too many it says how many there are.
func (l *limit) add(res *finding.Result, f *finding.Finding) {
	if l.path != f.At.Path {
		*l = limit{path: f.At.Path}
	}
	switch l.n++; {
	case l.n <= maxFindings:
		res.Findings = append(res.Findings, *f)
	case l.n == maxFindings+1:
		rest := *f
		rest.Fixes, rest.Related, rest.NoFix = nil, nil, "fix the others first"
		rest.Message = more(1)
		res.Findings = append(res.Findings, rest)
	default:
		last := &res.Findings[len(res.Findings)-1]
		last.Severity = max(last.Severity, f.Severity)
		last.Message = more(l.n - maxFindings)
	}
}

// more says how many findings of a file are not listed.
func more(n int) string {
	return finding.Plural(n, "more finding") + " in this file, not listed"
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
