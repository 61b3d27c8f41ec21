package check

import (
	"context"

	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/rules"
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

// check adds what is wrong in one estate, of which there is one run for each
// environment that is wanted.
func check(run []*Run, res *finding.Result) {
	if len(run) == 1 {
		run[0].find(res)
		return
	}
	together, parts := compare(run), make([]finding.Result, len(run))
	for i, b := range run {
		b.question.Elsewhere, b.question.Fixes.Environments = together, true
		b.found = make([]*answers, len(b.found)) // made without it
		b.find(&parts[i])
	}
	uniteResults(run, parts, res)
}
