package analyzer

import (
	"context"
	"reflect"
)

// batch is the check of one estate.
type batch struct {
	*Site
	ctx    context.Context
	config Config
	// outlook compares environments, if several are checked.
	outlook outlook
	// yields are those of the parts, and last that of the fragments that none of them
	// includes; common is what they give to places that they share.
	yields []*yield
	common record
	// found is what the rules say of each yield, and last of what is common. It has
	// entries without findings until somebody asks.
	found []*found
	// earlier is a check of the same plan that may lend what did not change.
	earlier *batch
	// census is what all parts have to do with one value.
	census func() *census
}

// collect runs the parts of the estate, as far as an earlier check did not.
func (b *batch) collect() error {
	changed := b.difference()
	b.yields = make([]*yield, len(b.parts)+1)
	b.found = make([]*found, len(b.parts)+2)
	var run []int
	for n := range b.parts {
		if b.earlier == nil || changed.touch(b.earlier.yields[n]) {
			run = append(run, n)
			continue
		}
		b.yields[n], b.found[n] = b.earlier.yields[n], b.earlier.found[n]
	}
	parallel(len(run), func(i int) { b.yields[run[i]] = runPart(b.ctx, b.Site, run[i]) })
	if err := b.ctx.Err(); err != nil {
		return err
	}
	b.collectUnused(changed)
	if err := b.ctx.Err(); err != nil {
		return err
	}
	if b.earlier != nil && !changed.shared && b.sameCommon(run) {
		b.common, b.found[len(b.parts)+1] = b.earlier.common, b.earlier.found[len(b.parts)+1]
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
func (b *batch) collectUnused(changed difference) {
	last := len(b.parts)
	included := b.included()
	if b.earlier != nil && !changed.touch(b.earlier.yields[last]) && reflect.DeepEqual(included, b.earlier.included()) {
		b.yields[last], b.found[last] = b.earlier.yields[last], b.earlier.found[last]
		return
	}
	b.yields[last] = runUnused(b.ctx, b.Site, included)
}

// included are the documents that some part includes as a fragment.
func (b *batch) included() []bool {
	out := make([]bool, len(b.order))
	for _, y := range b.yields[:len(b.parts)] {
		for _, i := range y.included {
			out[i] = true
		}
	}
	return out
}

// sameCommon reports whether the parts that ran again, and the fragments, give
// the same to shared places as before; then it lets them have the same calls.
func (b *batch) sameCommon(ran []int) bool {
	for _, n := range append(ran, len(b.parts)) {
		now, old := b.yields[n], b.earlier.yields[n]
		if now == old {
			continue
		}
		if !reflect.DeepEqual(now.common, old.common) {
			return false
		}
		now.common = old.common
	}
	return true
}
