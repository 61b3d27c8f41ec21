package feature

import (
	"context"
	"path"
	"slices"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"hairpin/analyzer/document"
	"hairpin/analyzer/editor"
	"hairpin/analyzer/text"
	"hairpin/lsp/view"
	"hairpin/lsp/wire"
)

func offerNames(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DefinitionProvider = protocol.Boolean(true)
	c.ReferencesProvider = protocol.Boolean(true)
	c.DocumentHighlightProvider = protocol.Boolean(true)
	c.RenameProvider = &protocol.RenameOptions{PrepareProvider: new(true)}
	c.DocumentLinkProvider = &protocol.DocumentLinkOptions{}
}

// nameAt is the name at a position, with what the names in the folder stand for.
func nameAt(ctx context.Context, v *view.View, p protocol.Position) (*editor.Index, document.Name, bool, error) {
	index, err := v.Index(ctx)
	if err != nil {
		return nil, document.Name{}, false, err
	}
	n, ok := index.NameAt(v.File.Path, v.Offset(p))
	return index, n, ok, nil
}

// Definition is where a name is defined, and for the URL of a self-call the
// policy of the operation that it lands on.
func Definition(ctx context.Context, v *view.View, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	index, n, ok, err := nameAt(ctx, v, p.Position)
	if err != nil {
		return nil, err
	}
	var out protocol.LocationSlice
	if ok {
		for _, at := range index.Definitions(n) {
			out = append(out, v.Location(at))
		}
		return out, nil
	}
	g, err := v.Graph(ctx)
	if err != nil {
		return nil, err
	}
	for _, to := range g.LandingsOf(v.File.Path, v.Offset(p.Position)) {
		if path := to.Policy(); path != "" {
			out = append(out, v.Location(v.Start(path)))
		}
	}
	return out, nil
}

// References are all places with a name.
func References(ctx context.Context, v *view.View, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	index, n, ok, err := nameAt(ctx, v, p.Position)
	if err != nil || !ok {
		return nil, err
	}
	var out []protocol.Location
	if p.Context.IncludeDeclaration && n.Kind != document.VariableName {
		for _, at := range index.Definitions(n) {
			out = append(out, v.Location(at))
		}
	}
	for _, r := range index.References(n) {
		if p.Context.IncludeDeclaration || !r.Writes {
			out = append(out, v.Location(r.At))
		}
	}
	return out, nil
}

// DocumentHighlight marks a name in the document.
func DocumentHighlight(ctx context.Context, v *view.View, p *protocol.DocumentHighlightParams) ([]protocol.DocumentHighlight, error) {
	index, n, ok, err := nameAt(ctx, v, p.Position)
	if err != nil || !ok {
		return nil, err
	}
	var out []protocol.DocumentHighlight
	for _, r := range index.References(n) {
		if r.At.Path != v.File.Path {
			continue
		}
		kind := protocol.DocumentHighlightKindRead
		if r.Writes {
			kind = protocol.DocumentHighlightKindWrite
		}
		out = append(out, protocol.DocumentHighlight{Range: v.Range(r.At.Span), Kind: kind})
	}
	return out, nil
}

// cannotRename says why a name cannot be renamed, "" if it can.
func cannotRename(v *view.View, n document.Name) string {
	switch {
	case n.Kind == document.FragmentName && !v.Moment.Editor.RenamesFiles:
		return "a fragment is named by its folder, and this editor renames no folders"
	case n.Kind != document.VariableName && n.Kind != document.FragmentName:
		return "a " + n.Kind.String() + " is deployed under its name; only variables and fragments can be renamed here"
	}
	return ""
}

// PrepareRename is what would be renamed at a position.
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
// a fragment with its folder.
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
		return "a name is not empty and has no blanks around it"
	case strings.ContainsAny(name, "\"'<>&\\{}"):
		return "a name has no quotes, brackets, braces, & and backslash"
	case n.Kind == document.FragmentName && strings.ContainsAny(name, "*#:+?/. "):
		return "the ID of a fragment is made of letters, digits and hyphens"
	}
	return ""
}

// moveFragment adds the renaming of a fragment's folder, behind the edits, whose
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

// DocumentLink leads from the names of artifacts to their files, and from
// self-calls to where they land.
func DocumentLink(ctx context.Context, v *view.View, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	index, err := v.Index(ctx)
	if err != nil {
		return nil, err
	}
	var out []protocol.DocumentLink
	for _, n := range index.Names(v.File.Path) {
		if n.Kind == document.VariableName {
			continue
		}
		if at := index.Definitions(n); len(at) > 0 {
			out = append(out, protocol.DocumentLink{Range: v.Range(n.At.Span), Target: new(v.Address(at[0].Path)), Tooltip: new("the " + n.Kind.String() + " " + n.Text)})
		}
	}
	g, err := v.Graph(ctx)
	if err != nil {
		return nil, err
	}
	for i := range g.Edges {
		at := g.Edges[i].At()
		if at.Path != v.File.Path {
			continue
		}
		to := g.LandingsOf(at.Path, at.Span.Start)
		r := v.Range(at.Span)
		taken := func(l protocol.DocumentLink) bool { return overlap(l.Range, r) }
		if len(to) > 0 && to[0].Policy() != "" && !slices.ContainsFunc(out, taken) {
			out = append(out, protocol.DocumentLink{Range: r, Target: new(v.Address(to[0].Policy())), Tooltip: new("lands on " + to[0].String())})
		}
	}
	slices.SortStableFunc(out, func(a, b protocol.DocumentLink) int { return compareRanges(a.Range, b.Range) })
	return out, nil
}

func compareRanges(a, b protocol.Range) int { return comparePositions(a.Start, b.Start) }

func comparePositions(a, b protocol.Position) int {
	if a.Line != b.Line {
		return int(a.Line) - int(b.Line)
	}
	return int(a.Character) - int(b.Character)
}

func overlap(a, b protocol.Range) bool {
	return comparePositions(a.Start, b.End) < 0 && comparePositions(b.Start, a.End) < 0
}
