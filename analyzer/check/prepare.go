package check

import (
	"context"
	"slices"
	"sync"

	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/rules"
	"hairpin.example/hairpin/analyzer/text"
)

// Runs lists what is checked of each estate of the project: one Run, or with
// estate.AllEnvironments one for the base instance and each environment.
func (p *Project) Runs(ctx context.Context, c Config) [][]*Run {
	var out [][]*Run
	if last := p.memory.lend(p, c); last != nil {
		for _, run := range last.runs {
			again := make([]*Run, len(run))
			for i, b := range run {
				again[i] = p.again(ctx, c, b)
			}
			out = append(out, again)
		}
		return out
	}
	for _, g := range estate.Split(p.Paths()) {
		out = append(out, p.run(ctx, c, g))
	}
	return out
}

// run prepares the checks of one estate.
func (p *Project) run(ctx context.Context, c Config, g estate.Group) []*Run {
	o := c.options()
	if c.Env != estate.AllEnvironments {
		return []*Run{p.begin(ctx, c, p.planOf(g, o))}
	}
	o.Parse = parsedOnce()
	base := p.planOf(g, o)
	run := []*Run{p.begin(ctx, c, base)}
	for _, e := range base.Estate.Settings.Environments {
		o.Env = e.Name
		if ctx.Err() != nil {
			break // the first run that is looked at tells
		}
		of := p.planOf(g, o)
		of.Env = e.Name
		run = append(run, p.begin(ctx, c, of))
	}
	if len(run) > 1 {
		base.Env = estate.BaseEnvironment
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

// Collected runs what there is to run. It is remembered unless a check of that
// environment is, which knows more, so that a question about another environment
// than is checked costs its price once.
func (p *Project) Collected(ctx context.Context, c Config) ([][]*Run, error) {
	if err := rules.CheckOwn(c.Own); err != nil {
		return nil, err
	}
	last := p.memory.lend(p, c)
	runs := p.Runs(ctx, c)
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

// planOf prepares the check of one estate.
func (p *Project) planOf(g estate.Group, o estate.Options) *compose.Plan {
	out := compose.Plan{Estate: estate.Read(p.Files, g, o), Index: map[string]int{}}
	for _, path := range g.Paths {
		at, ok := slices.BinarySearchFunc(p.Files, path, byPath)
		if ok {
			for n, d := range p.docs[at].all() {
				out.Index[d.ID] = len(out.InFiles)
				out.InFiles = append(out.InFiles, compose.InFile{File: int32(at), N: int32(n)})
			}
		}
		if (!ok || p.docs[at] == nil) && !estate.HoldsAddress(path) {
			continue
		}
		out.Inputs = append(out.Inputs, path)
	}
	return compose.NewPlan(out, p.gather(&out))
}

// gather are the documents of a plan.
func (p *Project) gather(of *compose.Plan) []*document.Document {
	out := make([]*document.Document, len(of.InFiles))
	for i, at := range of.InFiles {
		out[i] = p.docs[at.File].list[at.N]
	}
	return out
}

// begin is a check that begins.
func (p *Project) begin(ctx context.Context, c Config, of *compose.Plan) *Run {
	b := &Run{Site: compose.NewSite(of, p.gather(of)), ctx: ctx, config: c, rules: rules.List().With(c.Own)}
	b.question = rules.Input{
		Context: ctx, Rules: b.rules, Severity: b.severity,
		Fixes: fix.Builder{Replaced: b.isReplaced, Census: sync.OnceValue(func() *fix.Census { return fix.TakeCensus(b.Site, b.everyCall()) })},
	}
	return b
}

// again is a check of what was checked before.
func (p *Project) again(ctx context.Context, c Config, old *Run) *Run {
	b := p.begin(ctx, c, old.Plan)
	for i, d := range b.Documents {
		if d != old.Documents[i] && d.IsFragment() != b.Fragments[i] {
			return p.begin(ctx, c, compose.NewPlan(*old.Plan, b.Documents))
		}
	}
	b.earlier = old
	if !slices.Equal(b.rules, old.rules) { // what other rules found is not lent
		calls := *old
		calls.found = make([]*answers, len(old.found))
		b.earlier = &calls
	}
	return b
}
