package analyzer

import (
	"slices"

	"hairpin/analyzer/text"
)

// outlook says what the host of each call is in each environment of a run.
type outlook map[callIdentity]*standing

// standing lists the environments in which a call leads to this gateway, and
// those in which it leads elsewhere. Where its host is not known it is in
// neither list: unknown is not "no".
type standing struct{ self, other []string }

// compare looks at the calls of all batches of a run, which have been judged.
func compare(run []*batch) outlook {
	out := outlook{}
	for _, b := range run {
		for _, c := range b.allCalls() {
			id := c.identity()
			st := out[id]
			if st == nil {
				st = &standing{}
				out[id] = st
			}
			switch alive, unknown := c.hosts(); {
			case len(reachOf(c.Ways, (*Way).isSelf).hits) > 0:
				st.self = append(st.self, b.env)
			case alive && !unknown:
				st.other = append(st.other, b.env)
			}
		}
	}
	return out
}

// dependent is the standing of a call that leads to this gateway in some
// environments and elsewhere in others; nil for every other call.
func (o outlook) dependent(c *Call) *standing {
	if st := o[c.identity()]; st != nil && len(st.self) > 0 && len(st.other) > 0 {
		return st
	}
	return nil
}

// uniteResults makes one result of those of all environments of a run.
func uniteResults(run []*batch, parts []Result, res *Result) {
	found, kept := make([][]Finding, len(run)), make([][]Finding, len(run))
	by := map[findingKey]Suppressed{}
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
	rule    *Page
	at      text.Loc
	message string
}

// inEnv is a finding of one environment.
type inEnv struct {
	Finding
	env string
}

// uniteFindings unites findings per rule and place; lists are those of the
// batches of the run.
func uniteFindings(run []*batch, lists [][]Finding) []Finding {
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
			groups[k] = append(groups[k], inEnv{f, run[i].env})
		}
	}
	var out []Finding
	for _, k := range order {
		// A suppression that some environment needs is in use.
		if k.rule != &unusedSuppression.Page || len(groups[k]) == len(run) {
			out = append(out, united(groups[k], len(run)))
		}
	}
	return out
}

// united is one finding for a group of them. The worst speaks; what the others
// say differently is told in notes.
func united(group []inEnv, environments int) Finding {
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
			f.Related = append(f.Related, Note{Message: "in " + enumerate(envs[m]) + ": " + m})
		}
	}
	if review == "" && len(group) < environments {
		review = "the finding does not hold in every environment"
	}
	for i := range f.Fixes {
		if fix := &f.Fixes[i]; review != "" && fix.Safety == Safe {
			fix.Safety, fix.SafetyReason = NeedsReview, review
		}
	}
	return f
}

func sameFix(a, b Fix) bool {
	return a.Title == b.Title && a.Safety == b.Safety && slices.Equal(a.Edits, b.Edits)
}
