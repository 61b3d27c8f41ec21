package check

import (
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/rules"
	"hairpin.example/hairpin/analyzer/text"
)

// compare looks at the calls of all environments, whose hosts have been recognised.
func compare(run []*Run) rules.Elsewhere {
	out := rules.Elsewhere{}
	for _, b := range run {
		for _, c := range b.AllCalls() {
			id := c.Identity()
			st := out[id]
			if st == nil {
				st = &rules.Standing{}
				out[id] = st
			}
			switch elsewhere, unknown := c.Hosts(); {
			case len(call.ReachOf(c.Ways, (*call.Way).IsSelf).Hits) > 0:
				st.Self = append(st.Self, b.Env)
			case elsewhere && !unknown:
				st.Other = append(st.Other, b.Env)
			}
		}
	}
	return out
}

// uniteResults makes one result of those of all environments of a run.
func uniteResults(run []*Run, parts []finding.Result, res *finding.Result) {
	found, kept := make([][]finding.Finding, len(run)), make([][]finding.Finding, len(run))
	by := map[findingKey]finding.Suppressed{}
	for i := range parts {
		found[i] = parts[i].Findings
		for _, s := range parts[i].Suppressed {
			kept[i] = append(kept[i], s.Finding)
			by[findingKey{rule: s.Rule, at: s.At}] = s
		}
		res.Problems = append(res.Problems, parts[i].Problems...)
		res.Missing = append(res.Missing, parts[i].Missing...)
	}
	res.Files += parts[0].Files
	res.Findings = append(res.Findings, uniteFindings(run, found)...)
	for _, f := range uniteFindings(run, kept) {
		s := by[findingKey{rule: f.Rule, at: f.At}]
		s.Finding = f
		res.Suppressed = append(res.Suppressed, s)
	}
}

// findingKey is what findings of several environments are united by. The message
// takes part only where one environment has several findings of a rule at a
// place.
type findingKey struct {
	rule    *finding.Rule
	at      text.Loc
	message string
}

// inEnv is a finding of one environment.
type inEnv struct {
	finding.Finding
	env string
}

// uniteFindings unites findings per rule and place; lists are those of the
// runs.
func uniteFindings(run []*Run, lists [][]finding.Finding) []finding.Finding {
	several := map[findingKey]bool{}
	for _, list := range lists {
		seen := map[findingKey]bool{}
		for i := range list {
			k := findingKey{rule: list[i].Rule, at: list[i].At}
			several[k] = several[k] || seen[k]
			seen[k] = true
		}
	}
	groups := map[findingKey][]inEnv{}
	var order []findingKey
	for i, list := range lists {
		for _, f := range list {
			k := findingKey{rule: f.Rule, at: f.At}
			if several[k] {
				k.message = f.Message
			}
			if groups[k] == nil {
				order = append(order, k)
			}
			groups[k] = append(groups[k], inEnv{f, run[i].Env})
		}
	}
	var out []finding.Finding
	for _, k := range order {
		// A suppression that some environment needs is in use.
		if k.rule != &rules.UnusedSuppression.Rule || len(groups[k]) == len(run) {
			out = append(out, united(groups[k], len(run)))
		}
	}
	return out
}

// united is one finding for a group of them. The worst speaks; what the others
// say differently is told in notes.
func united(group []inEnv, environments int) finding.Finding {
	best := &group[0]
	for i := range group {
		if group[i].Severity > best.Severity {
			best = &group[i]
		}
	}
	f := best.Finding
	f.Related, f.Fixes = slices.Clone(f.Related), slices.Clone(f.Fixes)
	review := ""
	var messages []string
	envs := map[string][]string{} // by message
	for _, g := range group {
		if !slices.Contains(f.Environments, g.env) {
			f.Environments = append(f.Environments, g.env)
		}
		if envs[g.Message] == nil {
			messages = append(messages, g.Message)
		}
		envs[g.Message] = append(envs[g.Message], g.env)
		for _, n := range g.Related {
			if !slices.Contains(f.Related, n) {
				f.Related = append(f.Related, n)
			}
		}
		if review == "" && !slices.EqualFunc(g.Fixes, best.Fixes, sameFix) {
			review = "it is the fix for " + best.env + "; " + g.env + " needs another"
		}
	}
	for _, m := range messages {
		if m != f.Message {
			f.Related = append(f.Related, finding.Note{Message: "in " + finding.Enumerate(envs[m]) + ": " + m})
		}
	}
	if review == "" && len(group) < environments {
		review = "the finding does not hold in every environment"
	}
	for i := range f.Fixes {
		if fix := &f.Fixes[i]; review != "" && fix.Safety == finding.Safe {
			fix.Safety, fix.SafetyReason = finding.NeedsReview, review
		}
	}
	return f
}

func sameFix(a, b finding.Fix) bool {
	return a.Title == b.Title && a.Safety == b.Safety && slices.Equal(a.Edits, b.Edits)
}
