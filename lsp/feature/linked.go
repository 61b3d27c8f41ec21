package feature

import (
	"context"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/lsp/view"
)

func offerLinked(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.LinkedEditingRangeProvider = protocol.Boolean(true)
}

// LinkedEditingRange gives the two names of an element, which are edited together.
func LinkedEditingRange(ctx context.Context, v *view.View, p *protocol.LinkedEditingRangeParams) (*protocol.LinkedEditingRanges, error) {
	open, end, ok := editor.TagNames(v.Snapshot(), v.File.Path, v.Offset(p.Position))
	if !ok {
		return nil, nil
	}
	return &protocol.LinkedEditingRanges{
		Ranges:      []protocol.Range{v.Range(open), v.Range(end)},
		WordPattern: new(`[A-Za-z_][-\w.:]*`),
	}, nil
}
