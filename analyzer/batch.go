package analyzer

import (
	"context"
	"reflect"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
)

// batch is the check of one estate.
type batch struct {
	*plan
	ctx    context.Context
	config Config
	// outlook compares environments, if several are checked.
	outlook outlook
	// order are the documents of the plan.
	order []*document
	// yields are those of the parts, and last that of the fragments that none of them
	// includes; common is what they give to places that they share.
	yields []*yield
	common record
	// found is what the rules say of each yield, and last of what is common. It has
	// entries without findings until somebody asks.
	found []*found
	// earlier is a check of the same plan that may lend what did not change.
	earlier *batch
	// touched is what the code of fragments may change in objects.
	touched func() *eval.Touched
	// census is what all parts have to do with one value.
	census func() *census
}

// doc is the policy document at a path, nil if there is none.
func (b *batch) doc(path string) *document {
	if i, ok := b.index[path]; ok {
		return b.order[i]
	}
	return nil
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
	parallel(len(run), func(i int) { b.yields[run[i]] = b.runPart(run[i]) })
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
	b.yields[last] = b.runUnused(included)
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

// home is the workspace whose named values, backends and fragments a document
// means: its own, whosever request runs it.
// https://learn.microsoft.com/azure/api-management/workspaces-overview
func (b *batch) home(u *unit, d *document) *estate.Workspace {
	if u.workspace.ID == "" || d == nil {
		return u.workspace
	}
	return b.workspaceOf(d)
}

// namedValue looks a named value up in a workspace.
func (b *batch) namedValue(w *estate.Workspace, name string) eval.NamedValue {
	quoted := "the named value \"" + name + "\""
	nv := w.NamedValue(name)
	switch {
	case nv == nil:
		return eval.NamedValue{Why: quoted + ", which is not among the files"}
	case nv.KeyVault:
		return eval.NamedValue{Why: quoted + ", which is kept in Key Vault"}
	case nv.Secret:
		return eval.NamedValue{Why: quoted + ", which is secret"}
	case !nv.Value.Present():
		return eval.NamedValue{Why: quoted + ", which has no value among the files"}
	}
	return eval.NamedValue{Known: true, View: nv.Value.View, Path: nv.Value.Path}
}

// token looks up what the deployment puts in for a token.
func (b *batch) token(name string) eval.NamedValue {
	f := b.estate.Token(name)
	return eval.NamedValue{Known: f.Present(), View: f.View, Path: f.Path}
}

// fragment is the document of a fragment, nil if it is not among the files.
func (b *batch) fragment(w *estate.Workspace, id string) *document {
	if f := w.Fragment(id); f != nil {
		return b.doc(f.Policy)
	}
	return nil
}

// codeOf evaluates an expression that does not stand in a document.
func (b *batch) codeOf(p policy.Part, path string, env *eval.Env) eval.Value {
	block, errs := expr.Parse(p.View, p.Block)
	inner := *env
	inner.Path = path
	if len(errs) > 0 {
		return eval.UnknownOf("an expression that cannot be read", env.Place(p.At))
	}
	return eval.Eval(block, &inner)
}
