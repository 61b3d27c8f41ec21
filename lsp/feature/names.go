package feature

import (
	"context"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/lsp/view"
)

func offerNames(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DefinitionProvider = protocol.Boolean(true)
	c.ReferencesProvider = protocol.Boolean(true)
	c.DocumentHighlightProvider = protocol.Boolean(true)
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

// References are all places with the name at a position.
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

// DocumentHighlight marks the name at a position everywhere in the document.
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
