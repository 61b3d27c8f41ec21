package analyzer

import (
	"context"
	"slices"

	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/replay"
	"hairpin.example/hairpin/analyzer/text"
)

// Prove replays the safe fixes of a result: each is applied, and everything is looked at
// again, in the base instance and in every environment. A fix that changes more than it
// promises needs review, with what it changes as the reason. Fixes that do not touch each
// other are replayed at once, and in ever smaller groups where that shows a difference. The error
// is that of Check.
func (s *Snapshot) Prove(ctx context.Context, c Config, res *Result) error {
	var open []repair
	for i := range res.Findings {
		for j := range res.Findings[i].Fixes {
			if res.Findings[i].Fixes[j].Safety == Safe {
				open = append(open, repair{&res.Findings[i], j})
			}
		}
	}
	if len(open) == 0 {
		return nil
	}
	c.Report = nil
	p := &prover{s: s, c: c, envs: s.environments(ctx, c)}
	for len(open) > 0 {
		var batch, rest []repair
		var edits []text.Edit
		for _, r := range open {
			if touches(edits, r.fix().Edits) {
				rest = append(rest, r)
				continue
			}
			batch, edits = append(batch, r), append(edits, r.fix().Edits...)
		}
		if err := p.prove(ctx, batch); err != nil {
			return err
		}
		open = rest
	}
	return nil
}

// environments are the base instance and every environment of the estates.
func (s *Snapshot) environments(ctx context.Context, c Config) []string {
	c.Env = ""
	out := []string{""}
	for _, run := range s.project.Runs(ctx, c) {
		for _, e := range run[0].Estate.Settings.Environments {
			if !slices.Contains(out, e.Name) {
				out = append(out, e.Name)
			}
		}
	}
	return out
}

// repair is a safe fix of a finding.
type repair struct {
	*Finding
	n int
}

func (r *repair) fix() *finding.Fix { return &r.Fixes[r.n] }

// prover replays fixes of one snapshot.
type prover struct {
	s      *Snapshot
	c      Config
	envs   []string
	before []*replay.View // in each environment, once they are needed
	// replays counts how often the project was looked at again.
	replays int
}

// prove replays repairs that do not touch each other.
func (p *prover) prove(ctx context.Context, batch []repair) error {
	differences, err := p.replay(ctx, batch)
	if err != nil || len(differences) == 0 {
		return err
	}
	if half := len(batch) / 2; half > 0 && p.replays < maxReplays {
		if err := p.prove(ctx, batch[:half]); err != nil {
			return err
		}
		return p.prove(ctx, batch[half:])
	}
	if len(batch) > 1 {
		differences[0] = "there are too many fixes to replay each by itself; together they make a difference: " + differences[0]
	}
	for _, r := range batch {
		fix := r.fix()
		fix.Safety, fix.SafetyReason = NeedsReview, differences[0]
	}
	return nil
}

// maxReplays bounds how often a project is looked at again for one result.
const maxReplays = 256

// replay lists what repairs change that they may not.
func (p *prover) replay(ctx context.Context, batch []repair) ([]string, error) {
	p.replays++
	var all Fix
	repairs := make([]replay.Repair, len(batch))
	for i, r := range batch {
		all.Edits = append(all.Edits, r.fix().Edits...)
		repairs[i] = replay.Repair{Finding: r.Finding, Fix: *r.fix()}
	}
	fixed, err := p.s.Apply(all)
	if err != nil {
		return []string{"it does not fit: " + err.Error()}, nil
	}
	for i, env := range p.envs {
		if i == len(p.before) {
			v, err := p.view(ctx, p.s, env)
			if err != nil {
				return nil, err
			}
			p.before = append(p.before, v)
		}
	}
	for i, env := range p.envs {
		after, err := p.view(ctx, fixed, env)
		if err != nil {
			return nil, err
		}
		if out := replay.Differences(p.before[i], after, repairs); len(out) > 0 {
			if env != "" {
				out[0] = "in " + env + " " + out[0]
			}
			return out, nil
		}
	}
	return nil, nil
}

// view is what there is to see of a snapshot in an environment.
func (p *prover) view(ctx context.Context, s *Snapshot, env string) (*replay.View, error) {
	c := p.c
	c.Env, c.Unproven = env, true
	res, err := s.Check(ctx, c)
	if err != nil {
		return nil, err
	}
	calls, err := s.Calls(ctx, c)
	if err != nil {
		return nil, err
	}
	v := &replay.View{Calls: calls, Findings: res.Findings}
	for _, path := range s.Paths() {
		for _, d := range s.Documents(path) {
			if d.Torn {
				v.Torn = append(v.Torn, d.ID)
			}
		}
	}
	return v, nil
}
