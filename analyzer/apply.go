package analyzer

import (
	"context"
	"maps"
	"slices"

	"hairpin.example/hairpin/analyzer/text"
)

// FixOptions says which fixes to apply.
type FixOptions struct {
	Rules  []string // only these; empty means all
	Review bool     // also fixes that need review, the first alternative of each
}

// FixResult is what applying fixes came to.
type FixResult struct {
	Files []*text.File // changed and created files, sorted by path
	// Applied are the findings that were fixed, each with the one fix that was applied.
	// Their places are those in the original files. The edits are a record: one that was
	// made after others has its place in the text that those left.
	Applied []Finding
	Left    *Result // what is left
}

// maxRounds bounds how often a fixed project is fixed again.
const maxRounds = 16

// Fix applies fixes until none is left. A fix is applied as a whole or not at
// all; of two that touch the same place the later one waits for the next round,
// in which it is computed anew. The error is the one of Check.
func (s *Snapshot) Fix(ctx context.Context, c Config, o FixOptions) (*FixResult, error) {
	out := &FixResult{}
	now := s
	var rounds [][]text.Edit
	for range maxRounds {
		res, err := now.Check(ctx, c)
		if err != nil {
			return nil, err
		}
		out.Left = res
		picked := pickFixes(res.Findings, o)
		if len(picked) == 0 {
			break
		}
		next, applied, edits := now.apply(picked)
		if len(applied) == 0 {
			break
		}
		for i := range applied {
			moveBack(&applied[i], rounds)
		}
		out.Applied = append(out.Applied, applied...)
		rounds = append(rounds, edits)
		now = next
		if out.Left, err = now.Check(ctx, c); err != nil {
			return nil, err
		}
	}
	for _, f := range now.project.Files {
		if old := s.File(f.Path); old == nil || old.Src != f.Src {
			out.Files = append(out.Files, f)
		}
	}
	return out, nil
}

// pickFixes picks one fix of each finding that may be applied, each finding with
// that fix alone.
func pickFixes(findings []Finding, o FixOptions) []Finding {
	var out []Finding
	for _, f := range findings {
		if len(o.Rules) > 0 && !slices.Contains(o.Rules, f.Rule.ID) {
			continue
		}
		for _, fix := range f.Fixes {
			if fix.Safety == Safe || o.Review {
				f.Fixes = []Fix{fix}
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// Apply is the snapshot with one fix applied. It fails if an edit does not fit.
func (s *Snapshot) Apply(fix Fix) (*Snapshot, error) {
	byFile := map[string][]text.Edit{}
	for _, e := range fix.Edits {
		byFile[e.Path] = append(byFile[e.Path], e)
	}
	out := s
	for _, path := range slices.Sorted(maps.Keys(byFile)) {
		src := ""
		if f := s.File(path); f != nil {
			src = f.Src
		}
		fixed, err := text.Apply(src, byFile[path])
		if err != nil {
			return nil, err
		}
		out = out.With(text.NewFile(path, fixed))
	}
	return out, nil
}

// apply applies the fixes that do not touch each other.
func (s *Snapshot) apply(picked []Finding) (*Snapshot, []Finding, []text.Edit) {
	var all Fix
	var applied []Finding
	for _, f := range picked {
		if touches(all.Edits, f.Fixes[0].Edits) {
			continue
		}
		together := Fix{Edits: append(slices.Clone(all.Edits), f.Fixes[0].Edits...)}
		all = together
		applied = append(applied, f)
	}
	next, err := s.Apply(all)
	if err != nil {
		return s, nil, nil
	}
	text.SortEdits(all.Edits)
	return next, applied, all.Edits
}

// moveBack takes the places of a finding that was made after some rounds of
// edits back to the original files.
func moveBack(f *Finding, rounds [][]text.Edit) {
	back := func(at text.Loc) text.Loc {
		for i := len(rounds) - 1; i >= 0; i-- {
			at.Span.Start = text.Before(at.Path, at.Span.Start, rounds[i])
			at.Span.End = max(at.Span.Start, text.Before(at.Path, at.Span.End, rounds[i]))
		}
		return at
	}
	f.At = back(f.At)
	f.Related = slices.Clone(f.Related)
	for i := range f.Related {
		f.Related[i].At = back(f.Related[i].At)
	}
}

// touches reports whether two sets of edits overlap or meet.
func touches(a, b []text.Edit) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Path == y.Path && x.Span.Start <= y.Span.End && y.Span.Start <= x.Span.End {
				return true
			}
		}
	}
	return false
}
