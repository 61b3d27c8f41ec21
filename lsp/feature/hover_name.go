package feature

import (
	"context"
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// hoverName tells what a name stands for.
func hoverName(ctx context.Context, v *view.View, off int) (string, text.Span, error) {
	index, err := v.Index(ctx)
	if err != nil {
		return "", text.Span{}, err
	}
	n, ok := index.NameAt(v.File.Path, off)
	if !ok {
		return "", text.Span{}, nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** %s", n.Kind, code(n.Text))
	w := index.Workspace(v.File.Path)
	switch n.Kind {
	case document.NamedValueName:
		b.WriteString(": " + valueOf(w.NamedValue(n.Text)))
		err = namedValueElsewhere(ctx, v, &b, index, n)
	case document.BackendName:
		backend(&b, w.Backend(n.Text))
	}
	writes := 0
	refs := index.References(n)
	for _, r := range refs {
		if r.Writes {
			writes++
		}
	}
	defined := index.Definitions(n)
	switch {
	case n.Kind == document.VariableName:
		fmt.Fprintf(&b, ": set in %s, read in %s", count(writes), count(len(refs)-writes))
	case len(defined) == 0:
		fmt.Fprintf(&b, "\n\nUsed in %s, not defined among the files", count(len(refs)))
	default:
		fmt.Fprintf(&b, "\n\nUsed in %s, defined in", count(len(refs)))
	}
	for i, at := range defined {
		if i == maxShown {
			b.WriteString("\n- …")
			break
		}
		b.WriteString("\n- " + mention(v.Folder, at))
	}
	return b.String(), n.Outer, err
}

// valueOf is the value of a named value in words; that of a secret is not told,
// and not known.
func valueOf(nv *estate.NamedValue) string {
	switch {
	case nv == nil:
		return "not among the files"
	case nv.KeyVault:
		return "kept in Key Vault"
	case nv.Secret:
		return "secret"
	case !nv.Value.Present():
		return "without a value among the files"
	}
	return code(nv.Value.Text())
}

// namedValueElsewhere tells the value in the environments in which it is another
// one.
func namedValueElsewhere(ctx context.Context, v *view.View, b *strings.Builder, index *editor.Index, n document.Name) error {
	e, _ := index.Scope(v.File.Path)
	own := valueOf(index.Workspace(v.File.Path).NamedValue(n.Text))
	for _, env := range e.Settings.Environments {
		if env.Name == v.Single().Env {
			continue
		}
		other, err := v.IndexIn(ctx, env.Name)
		if err != nil {
			return err
		}
		if w := other.Workspace(v.File.Path); w != nil {
			if value := valueOf(w.NamedValue(n.Text)); value != own {
				fmt.Fprintf(b, "\n- in %s: %s", code(env.Name), value)
			}
		}
	}
	return nil
}

// backend tells where a backend leads.
func backend(b *strings.Builder, be *estate.Backend) {
	switch {
	case be == nil:
		b.WriteString(": not among the files")
	case be.IsPool:
		b.WriteString(": a pool of")
		for i, m := range be.Pool {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString(" " + code(m.Backend))
		}
	case be.Fabric:
		b.WriteString(": a Service Fabric cluster")
	case be.URL.Present():
		b.WriteString(": " + code(be.URL.Text()))
	}
	if be != nil && be.Proxy {
		b.WriteString(", through a proxy")
	}
}
