package feature

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/lsp/view"
)

func offerLinks(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DocumentLinkProvider = &protocol.DocumentLinkOptions{}
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
