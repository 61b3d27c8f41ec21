package analyzer

import (
	"context"
	"sort"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
)

// batch is the check of one estate.
type batch struct {
	ctx    context.Context
	config Config
	estate *estate.Estate
	// env names the environment among several that are checked, and outlook compares
	// them; both are zero if only one is.
	env     string
	outlook outlook
	// inputs are the paths of what is analysed: policies, and artifacts with an address.
	inputs []string
	// docs are the policy documents of the estate by path; order is sorted by path.
	docs  map[string]*document
	order []*document
	// included are the fragments that some policy runs.
	included map[*document]bool
	// replaced are the bases that some path leaves for another one.
	replaced map[callKey]bool
	calls    calls
	// unresolved are backends and fragments that are referred to and not defined.
	unresolved []reference
}

// collect runs every unit of the estate, and then the fragments that none of
// them included.
func (b *batch) collect() error {
	for _, u := range b.units() {
		if err := b.ctx.Err(); err != nil {
			return err
		}
		b.run(u)
	}
	for _, d := range b.order {
		if !isFragment(d) || b.included[d] {
			continue
		}
		if err := b.ctx.Err(); err != nil {
			return err
		}
		w := b.estate.Scope(d.file.Path).Workspace
		if w == nil {
			w = &b.estate.Service
		}
		before := len(b.calls.list)
		b.run(unit{chain: []*document{d}, workspace: w, scope: Scope{Workspace: w}})
		for _, c := range b.calls.list[before:] {
			c.Unused = b.estate.Artifacts
		}
	}
	sort.SliceStable(b.calls.list, func(i, j int) bool { return b.calls.list[i].At.Less(b.calls.list[j].At) })
	return b.ctx.Err()
}

// home is the workspace whose named values, backends and fragments a document
// means: its own, whosever request runs it.
// https://learn.microsoft.com/azure/api-management/workspaces-overview
func (b *batch) home(u *unit, d *document) *estate.Workspace {
	if u.workspace.ID == "" || d == nil {
		return u.workspace
	}
	if w := b.estate.Scope(d.file.Path).Workspace; w != nil {
		return w
	}
	return &b.estate.Service
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
		return b.docs[f.Policy]
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
