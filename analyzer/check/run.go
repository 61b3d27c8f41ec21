package check

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/interpret"
	"hairpin.example/hairpin/analyzer/rules"
)

// Run is the check of one estate.
type Run struct {
	*compose.Site
	ctx    context.Context
	config Config
	rules  rules.Catalog
	// traces are those of the parts, and last that of the fragments that none of them
	// includes; common is what they give to places that they share.
	traces []*interpret.Trace
	common call.Set
	// found is what the rules say of each trace, and last of what is common. It has
	// entries without findings until somebody asks.
	found []*answers
	// earlier is a check of the same plan that may lend what did not change.
	earlier *Run
	// question is what all questions to the rules have in common.
	question rules.Input
}

// collect runs the parts of the estate, as far as an earlier check did not.
func (b *Run) collect() error {
	changed := b.difference()
	b.traces = make([]*interpret.Trace, len(b.Parts)+1)
	b.found = make([]*answers, len(b.Parts)+2)
	var run []int
	for n := range b.Parts {
		if b.earlier == nil || changed.touch(b.earlier.traces[n]) {
			run = append(run, n)
			continue
		}
		b.traces[n], b.found[n] = b.earlier.traces[n], b.earlier.found[n]
	}
	parallel(len(run), func(i int) string { return b.pathOf(run[i]) }, func(i int) { b.traces[run[i]] = interpret.Part(b.ctx, b.Site, run[i]) })
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
		b.common = unite(b.traces)
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
	if b.earlier != nil && !changed.touch(b.earlier.traces[last]) && slices.Equal(included, b.earlier.included()) {
		b.traces[last], b.found[last] = b.earlier.traces[last], b.earlier.found[last]
		return
	}
	b.traces[last] = interpret.Unused(b.ctx, b.Site, included)
}

// included are the documents that some part includes as a fragment.
func (b *Run) included() []bool {
	out := make([]bool, len(b.Documents))
	for _, y := range b.traces[:len(b.Parts)] {
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
		now, old := b.traces[n], b.earlier.traces[n]
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

// answers is what the rules say of one record.
type answers struct {
	wide     bool // any document may change what was found
	findings []finding.Finding
	edges    []graph.Edge
	across   []*call.Call // that rules about several parts have to know
	need     gateway.Need // what the verdicts depend on
	// commented are the documents, of those that were looked at, that have suppressions.
	commented []*document.Document
}

// recordOf is what a trace has of its own, or what is common to all.
func (b *Run) recordOf(i int) call.Set {
	if i == len(b.traces) {
		return b.common
	}
	return b.traces[i].Own
}

// everyCall gives the calls of the estate, in no particular order.
func (b *Run) everyCall() iter.Seq[*call.Call] {
	return func(yield func(*call.Call) bool) {
		for i := range b.found {
			for _, c := range b.recordOf(i).Calls {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// AllCalls lists the calls of the estate by place.
func (b *Run) AllCalls() []*call.Call {
	var out []*call.Call
	for i := range b.found {
		out = append(out, b.recordOf(i).Calls...)
	}
	call.Sort(out)
	return out
}

// isReplaced reports whether some path leaves the base of a call for another one.
func (b *Run) isReplaced(c *call.Call) bool {
	key := call.Key{Sink: c.Sink, At: c.At}
	if c.API != nil {
		return b.traces[b.PartOf[c.API]].Own.Replaced[key]
	}
	if i, ok := b.IndexAt(b.Documents, c.At); ok && b.Owner[i] != compose.Shared {
		return b.traces[b.Owner[i]].Own.Replaced[key]
	}
	return b.common.Replaced[key] || b.traces[len(b.Parts)].Own.Replaced[key]
}

// difference is the documents that are not those of an earlier check.
type difference struct {
	of     []bool // nil if there are none
	shared bool   // one of them is shared by parts
}

// difference compares the documents with those of the earlier check.
func (b *Run) difference() difference {
	var c difference
	if b.earlier == nil {
		return c
	}
	for i, d := range b.Documents {
		if d == b.earlier.Documents[i] {
			continue
		}
		if c.of == nil {
			c.of = make([]bool, len(b.Documents))
		}
		c.of[i] = true
		c.shared = c.shared || b.Owner[i] == compose.Shared
	}
	return c
}

// touch reports whether a trace was made from a document that changed.
func (c *difference) touch(y *interpret.Trace) bool {
	return c.of != nil && slices.ContainsFunc(y.Reads, func(i int) bool { return c.of[i] })
}

// collect runs the parts of an estate in all environments that are wanted.
func collect(run []*Run) error {
	for _, b := range run {
		if err := b.collect(); err != nil {
			return err
		}
	}
	return nil
}

// pathOf is a document of a part, empty if it has none of its own.
func (b *Run) pathOf(part int) string {
	if i := slices.Index(b.Owner, part); i >= 0 {
		return b.Documents[i].File.Path
	}
	return ""
}
