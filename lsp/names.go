package lsp

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
	"hairpin/lsp/wire"
)

func offerNames(c *protocol.ServerCapabilities, _ *abilities) {
	c.DefinitionProvider = protocol.Boolean(true)
	c.ReferencesProvider = protocol.Boolean(true)
	c.DocumentHighlightProvider = protocol.Boolean(true)
	c.RenameProvider = &protocol.RenameOptions{PrepareProvider: ptr(true)}
	c.DocumentLinkProvider = &protocol.DocumentLinkOptions{}
}

// name is the name at a position; index is nil if the document is in no folder.
func (s *Server) name(ctx context.Context, p *protocol.TextDocumentPositionParams) (*view, *editor.Index, document.Name, bool, error) {
	v := momentOf(ctx).view(p.TextDocument.URI)
	if v == nil {
		return nil, nil, document.Name{}, false, nil
	}
	index, err := v.names(ctx)
	if err != nil {
		return nil, nil, document.Name{}, false, err
	}
	n, ok := index.NameAt(v.file.Path, v.offset(p.Position))
	return v, index, n, ok, nil
}

// Definition is where a name is defined, and for the URL of a self-call the
// policy of the operation that it lands on.
func (s *Server) Definition(ctx context.Context, p *protocol.DefinitionParams) (protocol.DefinitionResult, error) {
	v, index, n, ok, err := s.name(ctx, &p.TextDocumentPositionParams)
	if v == nil {
		return nil, err
	}
	var out protocol.LocationSlice
	if ok {
		for _, at := range index.Definitions(n) {
			out = append(out, v.location(at))
		}
		return out, nil
	}
	g, err := v.calls(ctx)
	if err != nil {
		return nil, err
	}
	for _, to := range g.LandingsOf(v.file.Path, v.offset(p.Position)) {
		if path := to.Policy(); path != "" {
			out = append(out, v.location(v.start(path)))
		}
	}
	return out, nil
}

// start is where a document begins to say something: the name of its root
// element.
func (st *state) start(path string) text.Loc {
	at := text.Loc{Path: path}
	if tree := st.snapshot().Tree(path); tree != nil {
		for e := range tree.Elements() {
			at.Span = e.Name
			break
		}
	}
	return at
}

// References are all places with a name.
func (s *Server) References(ctx context.Context, p *protocol.ReferenceParams) ([]protocol.Location, error) {
	v, index, n, ok, err := s.name(ctx, &p.TextDocumentPositionParams)
	if v == nil || !ok {
		return nil, err
	}
	var out []protocol.Location
	if p.Context.IncludeDeclaration && n.Kind != document.VariableName {
		for _, at := range index.Definitions(n) {
			out = append(out, v.location(at))
		}
	}
	for _, r := range index.References(n) {
		if p.Context.IncludeDeclaration || !r.Writes {
			out = append(out, v.location(r.At))
		}
	}
	return out, nil
}

// DocumentHighlight marks a name in the document.
func (s *Server) DocumentHighlight(ctx context.Context, p *protocol.DocumentHighlightParams) ([]protocol.DocumentHighlight, error) {
	v, index, n, ok, err := s.name(ctx, &p.TextDocumentPositionParams)
	if v == nil || !ok {
		return nil, err
	}
	var out []protocol.DocumentHighlight
	for _, r := range index.References(n) {
		if r.At.Path != v.file.Path {
			continue
		}
		kind := protocol.DocumentHighlightKindRead
		if r.Writes {
			kind = protocol.DocumentHighlightKindWrite
		}
		out = append(out, protocol.DocumentHighlight{Range: v.rang(r.At.Span), Kind: kind})
	}
	return out, nil
}

// cannotRename says why a name cannot be renamed, "" if it can.
func (s *Server) cannotRename(n document.Name) string {
	switch {
	case n.Kind == document.FragmentName && !s.editor.renamesFiles:
		return "a fragment is named by its folder, and this editor renames no folders"
	case n.Kind != document.VariableName && n.Kind != document.FragmentName:
		return "a " + n.Kind.String() + " is deployed under its name; only variables and fragments can be renamed here"
	}
	return ""
}

// PrepareRename is what would be renamed at a position.
func (s *Server) PrepareRename(ctx context.Context, p *protocol.PrepareRenameParams) (protocol.PrepareRenameResult, error) {
	v, _, n, ok, err := s.name(ctx, &p.TextDocumentPositionParams)
	if v == nil || !ok {
		return nil, err
	}
	if why := s.cannotRename(n); why != "" {
		return nil, jsonrpc2.NewError(wire.RequestFailed, why)
	}
	return &protocol.PrepareRenamePlaceholder{Range: v.rang(n.At.Span), Placeholder: n.Text}, nil
}

// Rename renames a variable in all policies that some request runs together, or
// a fragment with its folder.
func (s *Server) Rename(ctx context.Context, p *protocol.RenameParams) (*protocol.WorkspaceEdit, error) {
	v, index, n, ok, err := s.name(ctx, &p.TextDocumentPositionParams)
	if v == nil || !ok {
		return nil, err
	}
	why := s.cannotRename(n)
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
	w := &writer{moment: momentOf(ctx), view: v}
	var edits []text.Edit
	for _, r := range refs {
		edits = append(edits, text.Edit{Loc: r.At, New: p.NewName})
	}
	out := w.edit(edits, "")
	if n.Kind == document.FragmentName {
		return out, v.moveFragment(out, index, n, p.NewName)
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
func (v *view) moveFragment(edit *protocol.WorkspaceEdit, index *editor.Index, n document.Name, name string) error {
	w := index.Workspace(v.file.Path)
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
		OldURI: v.state.uri(dir), NewURI: v.state.uri(path.Join(path.Dir(dir), name)),
	})
	return nil
}

// DocumentLink leads from the names of artifacts to their files, and from
// self-calls to where they land.
func (s *Server) DocumentLink(ctx context.Context, p *protocol.DocumentLinkParams) ([]protocol.DocumentLink, error) {
	v := momentOf(ctx).view(p.TextDocument.URI)
	if v == nil {
		return nil, nil
	}
	index, err := v.names(ctx)
	if err != nil {
		return nil, err
	}
	var out []protocol.DocumentLink
	for _, n := range index.Names(v.file.Path) {
		if n.Kind == document.VariableName {
			continue
		}
		if at := index.Definitions(n); len(at) > 0 {
			out = append(out, protocol.DocumentLink{Range: v.rang(n.At.Span), Target: ptr(v.state.uri(at[0].Path)), Tooltip: ptr("the " + n.Kind.String() + " " + n.Text)})
		}
	}
	g, err := v.calls(ctx)
	if err != nil {
		return nil, err
	}
	for i := range g.Edges {
		at := g.Edges[i].At()
		if at.Path != v.file.Path {
			continue
		}
		to := g.LandingsOf(at.Path, at.Span.Start)
		r := v.rang(at.Span)
		taken := func(l protocol.DocumentLink) bool { return overlap(l.Range, r) }
		if len(to) > 0 && to[0].Policy() != "" && !slices.ContainsFunc(out, taken) {
			out = append(out, protocol.DocumentLink{Range: r, Target: ptr(v.state.uri(to[0].Policy())), Tooltip: ptr("lands on " + to[0].String())})
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
