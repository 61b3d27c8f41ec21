package check

import (
	"context"
	"reflect"

	"hairpin/analyzer/call"
	"hairpin/analyzer/compose"
	"hairpin/analyzer/fix"
	"hairpin/analyzer/interpret"
	"hairpin/analyzer/rules"
)

// Run is the check of one estate.
type Run struct {
	*compose.Site
	ctx    context.Context
	config Config
	rules  rules.Catalog
	// outlook compares environments, if several are checked.
	outlook rules.Elsewhere
	// yields are those of the parts, and last that of the fragments that none of them
	// includes; common is what they give to places that they share.
	yields []*interpret.Trace
	common call.Set
	// found is what the rules say of each yield, and last of what is common. It has
	// entries without findings until somebody asks.
	found []*answers
	// earlier is a check of the same plan that may lend what did not change.
	earlier *Run
	// census is what all parts have to do with one value.
	census func() *fix.Census
}

// collect runs the parts of the estate, as far as an earlier check did not.
func (b *Run) collect() error {
	changed := b.difference()
	b.yields = make([]*interpret.Trace, len(b.Parts)+1)
	b.found = make([]*answers, len(b.Parts)+2)
	var run []int
	for n := range b.Parts {
		if b.earlier == nil || changed.touch(b.earlier.yields[n]) {
			run = append(run, n)
			continue
		}
		b.yields[n], b.found[n] = b.earlier.yields[n], b.earlier.found[n]
	}
	parallel(len(run), func(i int) { b.yields[run[i]] = interpret.Part(b.ctx, b.Site, run[i]) })
	if err := b.ctx.Err(); err != nil {
		return err
	}
	b.collectUnused(changed)
	if err := b.ctx.Err(); err != nil {
		return err
	}
	if b.earlier != nil && !changed.shared && b.sameCommon(run) {
		b.common, b.found[len(b.Parts)+1] = b.earlier.common, b.earlier.found[len(b.Parts)+1]
	} else {
		b.common = unite(b.yields)
	}
	b.earlier = nil
	if changed.of != nil {
		for i, f := range b.found {
			if f != nil && f.wide {
				b.found[i] = nil
			}
		}
	}
	return nil
}

// collectUnused runs the fragments that no part includes.
func (b *Run) collectUnused(changed difference) {
	last := len(b.Parts)
	included := b.included()
	if b.earlier != nil && !changed.touch(b.earlier.yields[last]) && reflect.DeepEqual(included, b.earlier.included()) {
		b.yields[last], b.found[last] = b.earlier.yields[last], b.earlier.found[last]
		return
	}
	b.yields[last] = interpret.Unused(b.ctx, b.Site, included)
}

// included are the documents that some part includes as a fragment.
func (b *Run) included() []bool {
	out := make([]bool, len(b.Documents))
	for _, y := range b.yields[:len(b.Parts)] {
		for _, i := range y.Included {
			out[i] = true
		}
	}
	return out
}

// sameCommon reports whether the parts that ran again, and the fragments, give
// the same to shared places as before; then it lets them have the same calls.
func (b *Run) sameCommon(ran []int) bool {
	for _, n := range append(ran, len(b.Parts)) {
		now, old := b.yields[n], b.earlier.yields[n]
		if now == old {
			continue
		}
		if !reflect.DeepEqual(now.Common, old.Common) {
			return false
		}
		now.Common = old.Common
	}
	return true
}
