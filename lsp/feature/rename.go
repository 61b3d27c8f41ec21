package feature

import (
	"context"
	"path"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
	"hairpin.example/hairpin/lsp/wire"
)

func offerRename(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.RenameProvider = &protocol.RenameOptions{PrepareProvider: new(true)}
}

// cannotRename says why a name cannot be renamed, "" if it can.
func cannotRename(v *view.View, n document.Name) string {
	switch {
	case n.Kind == document.FragmentName && !v.Moment.Editor.RenamesFiles:
		return "a fragment is named by its folder, and this editor cannot rename folders"
	case n.Kind != document.VariableName && n.Kind != document.FragmentName:
		return "a " + n.Kind.String() + " is deployed under its name; only variables and fragments can be renamed here"
	}
	return ""
}

// PrepareRename is what would be renamed at a position; nil if there is no name. The
// error says why it cannot be renamed.
func PrepareRename(ctx context.Context, v *view.View, p *protocol.PrepareRenameParams) (protocol.PrepareRenameResult, error) {
	_, n, ok, err := nameAt(ctx, v, p.Position)
	if err != nil || !ok {
		return nil, err
	}
	if why := cannotRename(v, n); why != "" {
		return nil, jsonrpc2.NewError(wire.RequestFailed, why)
	}
	return &protocol.PrepareRenamePlaceholder{Range: v.Range(n.At.Span), Placeholder: n.Text}, nil
}

// Rename renames a variable in all policies that some request runs together, or
// a fragment with its folder; nil if there is no name. The error says why it cannot
// be renamed, or not so.
func Rename(ctx context.Context, v *view.View, p *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	index, n, ok, err := nameAt(ctx, v, p.Position)
	if err != nil || !ok {
		return nil, err
	}
	why := cannotRename(v, n)
	if why == "" {
		why = badName(n, p.NewName)
	}
	refs := index.References(n)
	if why == "" && n.Kind == document.VariableName {
		taken := n
		taken.Text = p.NewName
		if len(index.References(taken)) > 0 {
			why = "there is a variable " + p.NewName + " in the same requests"
		}
	}
	if why != "" {
		return nil, jsonrpc2.NewError(wire.RequestFailed, why)
	}
	var edits []text.Edit
	for _, r := range refs {
		edits = append(edits, text.Edit{Loc: r.At, New: p.NewName})
	}
	out := workspaceEdit(v.Moment, v.Folder, edits, "")
	if n.Kind == document.FragmentName {
		return out, moveFragment(v, out, index, n, p.NewName)
	}
	return out, nil
}

// badName says what is wrong with a new name. Names have to stand in an
// attribute and in a C# string as they are; the ID of a fragment is that of an
// ARM resource.
func badName(n document.Name, name string) string {
	switch {
	case strings.TrimSpace(name) != name || name == "":
		return "a name must not be empty or have spaces around it"
	case strings.ContainsAny(name, "\"'<>&\\{}"):
		return "a name must not contain quotes, brackets, braces, & or backslashes"
	case n.Kind == document.FragmentName && strings.ContainsAny(name, "*#:+?/. "):
		return "the ID of a fragment must consist of letters, digits and hyphens"
	}
	return ""
}

// moveFragment adds the renaming of a fragment's folder, after the edits, whose
// addresses are the old ones.
func moveFragment(v *view.View, edit *protocol.WorkspaceEdit, index *editor.Index, n document.Name, name string) error {
	w := index.Workspace(v.File.Path)
	f := w.Fragment(n.Text)
	if f == nil || f.Policy == "" {
		return jsonrpc2.NewError(wire.RequestFailed, "the fragment "+n.Text+" is not among the files")
	}
	if w.Fragment(name) != nil && !strings.EqualFold(name, n.Text) {
		return jsonrpc2.NewError(wire.RequestFailed, "there is a fragment "+name)
	}
	dir := path.Dir(f.Policy)
	edit.DocumentChanges = append(edit.DocumentChanges, &protocol.RenameFile{
		Kind: "rename", ResourceOperation: protocol.ResourceOperation{Kind: "rename"},
		OldURI: v.Address(dir), NewURI: v.Address(path.Join(path.Dir(dir), name)),
	})
	return nil
}
