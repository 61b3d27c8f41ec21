package analyzer

import (
	"sync"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// Site is an estate with its policy documents at one moment: what the names in a
// policy stand for. It does not change.
type Site struct {
	*plan
	// order are the documents of the plan.
	order []*document
	// fragmentCode is what the code of fragments may change in objects.
	fragmentCode func() *eval.Touched
}

// newSite puts documents to the plan that lists them.
func newSite(p *plan, order []*document) *Site {
	s := &Site{plan: p, order: order}
	s.fragmentCode = sync.OnceValue(func() *eval.Touched {
		out := &eval.Touched{}
		for i, d := range s.order {
			if s.fragments[i] {
				d.touch(out)
			}
		}
		return out
	})
	return s
}

// doc is the policy document at a path, nil if there is none.
func (s *Site) doc(path string) *document {
	if i, ok := s.index[path]; ok {
		return s.order[i]
	}
	return nil
}

// home is the workspace whose named values, backends and fragments a document
// means: its own, whosever request runs it.
// https://learn.microsoft.com/azure/api-management/workspaces-overview
func home(e *estate.Estate, u *unit, d *document) *estate.Workspace {
	if u.workspace.ID == "" || d == nil {
		return u.workspace
	}
	return workspaceOf(e, d)
}

// namedValue looks a named value up in a workspace.
func namedValue(w *estate.Workspace, name string) eval.NamedValue {
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

// token looks up what the deployment puts in for the tokens of an estate.
func token(e *estate.Estate) func(name string) eval.NamedValue {
	return func(name string) eval.NamedValue {
		f := e.Token(name)
		return eval.NamedValue{Known: f.Present(), View: f.View, Path: f.Path}
	}
}

// fragment is the document of a fragment, nil if it is not among the files.
func (s *Site) fragment(w *estate.Workspace, id string) *document {
	if f := w.Fragment(id); f != nil {
		return s.doc(f.Policy)
	}
	return nil
}

// plainText is the text of an artifact, with what the deployment puts in for its
// tokens. Named values in it are unknown.
func plainText(e *estate.Estate, f estate.Field) value.Value {
	out, env := value.Of(), &eval.Env{Token: token(e)}
	for from := 0; from <= len(f.View.Src); {
		p := text.NextPlaceholder(f.View.Src, from)
		if p.Start > from {
			out = value.Concat(out, value.TextOf(f.Path, f.View.Slice(from, p.Start), value.PlainText))
		}
		if p.Kind == text.NoPlaceholder {
			break
		}
		at := text.Loc{Path: f.Path, Span: f.View.Span(p.Start, p.End)}
		out = value.Concat(out, env.Placeholder(p.Kind, p.Name, at))
		from = p.End
	}
	return out
}
