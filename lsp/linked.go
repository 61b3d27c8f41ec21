package lsp

import (
	"context"

	"go.lsp.dev/protocol"

	"hairpin/analyzer/editor"
)

func offerLinked(c *protocol.ServerCapabilities, _ *abilities) {
	c.LinkedEditingRangeProvider = protocol.Boolean(true)
}

// LinkedEditingRange gives the two names of an element, which are edited together.
func (s *Server) LinkedEditingRange(ctx context.Context, p *protocol.LinkedEditingRangeParams) (*protocol.LinkedEditingRanges, error) {
	snapshot, file, off := viewAt(ctx, p.TextDocument.URI, p.Position)
	if file == nil {
		return nil, nil
	}
	open, end, ok := editor.TagNames(snapshot, file.Path, off)
	if !ok {
		return nil, nil
	}
	e := s.encoding
	return &protocol.LinkedEditingRanges{
		Ranges:      []protocol.Range{e.rang(file, open), e.rang(file, end)},
		WordPattern: ptr(`[A-Za-z_][-\w.:]*`),
	}, nil
}
