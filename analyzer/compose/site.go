package compose

import (
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Site is an estate with its policy documents at one moment: what the names in a
// policy stand for. It does not change.
type Site struct {
	*Plan
	// Documents are the documents of the plan.
	Documents []*document.Document
}

// NewSite puts documents to the plan that lists them.
func NewSite(p *Plan, order []*document.Document) *Site {
	return &Site{Plan: p, Documents: order}
}

// Doc is the policy document with an ID, nil if there is none.
func (s *Site) Doc(id string) *document.Document {
	if i, ok := s.Index[id]; ok {
		return s.Documents[i]
	}
	return nil
}

// In are the policy documents in the file at a path, in file order.
func (s *Site) In(path string) []*document.Document {
	if d := s.Doc(path); d != nil {
		return []*document.Document{d}
	}
	var out []*document.Document
	for n := 0; ; n++ {
		d := s.Doc(document.IDOf(path, n))
		if d == nil {
			return out
		}
		out = append(out, d)
	}
}

// DocAt is the policy document that a place is in, nil if there is none.
func (s *Site) DocAt(at text.Loc) *document.Document {
	if i, ok := s.IndexAt(s.Documents, at); ok {
		return s.Documents[i]
	}
	return nil
}

// Home is the workspace whose named values, backends and fragments a document
// means: its own, whosever request runs it.
// https://learn.microsoft.com/azure/api-management/workspaces-overview
func Home(e *estate.Estate, u *Policy, d *document.Document) *estate.Workspace {
	if u.Workspace.ID == "" || d == nil {
		return u.Workspace
	}
	return WorkspaceOf(e, d)
}

// NamedValue looks a named value up in a workspace.
func NamedValue(w *estate.Workspace, name string) eval.NamedValue {
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

// Tokens looks up what the deployment puts in for the tokens of an estate.
func Tokens(e *estate.Estate) func(name string) eval.NamedValue {
	return func(name string) eval.NamedValue {
		f := e.Token(name)
		return eval.NamedValue{Known: f.Present(), View: f.View, Path: f.Path}
	}
}

// Fragment is the document of a fragment, nil if it is not among the files.
func (s *Site) Fragment(w *estate.Workspace, id string) *document.Document {
	if f := w.Fragment(id); f != nil {
		return s.Doc(f.Policy)
	}
	return nil
}

// Address is the URL in an artifact, with what the deployment puts in for its
// tokens. Named values in it are unknown.
func Address(e *estate.Estate, f estate.Field) value.Value {
	out, env := artifactText(e, f)
	return env.FillURL(out)
}

// Filled is the text in an artifact likewise, of another kind than a URL.
func Filled(e *estate.Estate, f estate.Field, where text.Places) value.Value {
	out, env := artifactText(e, f)
	return env.Fill(out, where)
}

func artifactText(e *estate.Estate, f estate.Field) (value.Value, *eval.Env) {
	out, env := value.Of(), &eval.Env{Token: Tokens(e)}
	for from := 0; from <= len(f.View.Src); {
		p := text.NextPlaceholder(f.View.Src, from)
		if p.Start > from {
			out = value.Concat(out, env.Fill(value.TextOf(f.Path, f.View.Slice(from, p.Start), value.PlainText), text.IfKnown))
		}
		if p.Kind == text.NoPlaceholder {
			break
		}
		at := text.Loc{Path: f.Path, Span: f.View.Span(p.Start, p.End)}
		out = value.Concat(out, env.Placeholder(p.Kind, p.Name, at))
		from = p.End
	}
	return out, env
}
