package analyzer

import (
	"context"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
	"slices"
	"sync"
)

// runs lists what is checked of each estate of the workspace: one batch, or with
// estate.AllEnvironments one for the base instance and each environment.
func (p *project) runs(ctx context.Context, c Config) [][]*batch {
	var out [][]*batch
	if last := p.memory.lend(p, c); last != nil {
		for _, run := range last.runs {
			again := make([]*batch, len(run))
			for i, b := range run {
				again[i] = p.again(ctx, c, b)
			}
			out = append(out, again)
		}
		return out
	}
	for _, g := range estate.Split(p.paths()) {
		out = append(out, p.run(ctx, c, g))
	}
	return out
}

// run prepares the checks of one estate.
func (p *project) run(ctx context.Context, c Config, g estate.Group) []*batch {
	o := estate.Options{Env: c.Env, Flags: c.Flags}
	if c.Env != estate.AllEnvironments {
		return []*batch{p.batch(ctx, c, p.planOf(g, o))}
	}
	o.Env, o.Parse = "", parsedOnce()
	base := p.planOf(g, o)
	run := []*batch{p.batch(ctx, c, base)}
	for _, e := range base.estate.Settings.Environments {
		o.Env = e.Name
		if ctx.Err() != nil {
			break // the first batch that is looked at tells
		}
		of := p.planOf(g, o)
		of.env = e.Name
		run = append(run, p.batch(ctx, c, of))
	}
	if len(run) > 1 {
		base.env = estate.BaseEnvironment
	}
	return run
}

// parsedOnce is estate.Parse with a memory, since every environment reads the
// same artifacts.
func parsedOnce() func(*text.File) *estate.Source {
	known := map[*text.File]*estate.Source{}
	return func(f *text.File) *estate.Source {
		src, ok := known[f]
		if !ok {
			src = estate.Parse(f)
			known[f] = src
		}
		return src
	}
}

// collected runs what there is to run. It is remembered unless a check of that
// environment is, which knows more, so that a question about another environment
// than is checked costs its price once.
func (p *project) collected(ctx context.Context, c Config) ([][]*batch, error) {
	last := p.memory.lend(p, c)
	runs := p.runs(ctx, c)
	for _, run := range runs {
		if err := collect(run); err != nil {
			return nil, err
		}
	}
	if last == nil || !last.judged {
		p.memory.keep(p, c, runs, false)
	}
	return runs, nil
}

// collect runs the parts of an estate in all environments that are wanted.
func collect(run []*batch) error {
	for _, b := range run {
		if err := b.collect(); err != nil {
			return err
		}
	}
	return nil
}

// planOf prepares the check of one estate.
func (p *project) planOf(g estate.Group, o estate.Options) *plan {
	out := plan{estate: estate.Read(p.files, g, o), index: map[string]int{}}
	for _, path := range g.Paths {
		at, ok := slices.BinarySearchFunc(p.files, path, byPath)
		if ok && p.docs[at] != nil {
			out.index[path] = len(out.at)
			out.at = append(out.at, at)
		} else if !holdsAddress(path) {
			continue
		}
		out.inputs = append(out.inputs, path)
	}
	return newPlan(out, p.gather(&out))
}

// gather are the documents of a plan.
func (p *project) gather(of *plan) []*document {
	out := make([]*document, len(of.at))
	for i, at := range of.at {
		out[i] = p.docs[at]
	}
	return out
}

// batch is a check that begins.
func (p *project) batch(ctx context.Context, c Config, of *plan) *batch {
	b := &batch{Site: newSite(of, p.gather(of)), ctx: ctx, config: c}
	b.census = sync.OnceValue(func() *census { return takeCensus(b.Site, b.everyCall()) })
	return b
}

// again is a check of what was checked before.
func (p *project) again(ctx context.Context, c Config, old *batch) *batch {
	b := p.batch(ctx, c, old.plan)
	for i, d := range b.order {
		if d != old.order[i] && d.isFragment() != b.fragments[i] {
			return p.batch(ctx, c, newPlan(*old.plan, b.order))
		}
	}
	b.earlier = old
	return b
}
