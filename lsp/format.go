package lsp

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer/editor"
	"hairpin/analyzer/text"
)

// offerFormatting: documents, ranges of them, and the tag that a character ends.
func offerFormatting(c *protocol.ServerCapabilities, _ *abilities) {
	c.DocumentFormattingProvider = protocol.Boolean(true)
	c.DocumentRangeFormattingProvider = &protocol.DocumentRangeFormattingOptions{RangesSupport: ptr(true)}
	c.DocumentOnTypeFormattingProvider = protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: ">", MoreTriggerCharacter: []string{"/"}}
}

// Formatting lays out a document.
func (s *Server) Formatting(ctx context.Context, p *protocol.DocumentFormattingParams) ([]protocol.TextEdit, error) {
	return s.format(ctx, p.TextDocument.URI, p.Options, nil), nil
}

// RangeFormatting lays out the lines of a range.
func (s *Server) RangeFormatting(ctx context.Context, p *protocol.DocumentRangeFormattingParams) ([]protocol.TextEdit, error) {
	return s.format(ctx, p.TextDocument.URI, p.Options, []protocol.Range{p.Range}), nil
}

// RangesFormatting lays out the lines of several ranges.
func (s *Server) RangesFormatting(ctx context.Context, p *protocol.DocumentRangesFormattingParams) ([]protocol.TextEdit, error) {
	return s.format(ctx, p.TextDocument.URI, p.Options, p.Ranges), nil
}

// format is the layout of a document, as far as it is in the ranges; nil stands for
// all of it.
func (s *Server) format(ctx context.Context, u uri.URI, o protocol.FormattingOptions, ranges []protocol.Range) []protocol.TextEdit {
	snapshot, file, _ := viewAt(ctx, u, protocol.Position{})
	if file == nil {
		return nil
	}
	const widest = 16
	unit := "\t"
	if o.InsertSpaces {
		unit = strings.Repeat(" ", int(min(o.TabSize, widest)))
	}
	var out []protocol.TextEdit
	for _, e := range editor.Format(snapshot, file.Path, unit) {
		if ranges == nil || s.touches(file, e.Span, ranges) {
			out = append(out, protocol.TextEdit{Range: s.encoding.rang(file, e.Span), NewText: e.New})
		}
	}
	return out
}

// touches reports whether the white space at a place is in one of the ranges, or
// touches the beginning of one.
func (s *Server) touches(file *text.File, at text.Span, ranges []protocol.Range) bool {
	return slices.ContainsFunc(ranges, func(r protocol.Range) bool {
		span := s.encoding.span(file, r)
		return at.Start < span.End && at.End >= span.Start
	})
}

// OnTypeFormatting closes the tag that has just been typed.
func (s *Server) OnTypeFormatting(ctx context.Context, p *protocol.DocumentOnTypeFormattingParams) ([]protocol.TextEdit, error) {
	snapshot, file, off := viewAt(ctx, p.TextDocument.URI, p.Position)
	if file == nil {
		return nil, nil
	}
	end := editor.CloseTag(snapshot, file.Path, off)
	if end == "" {
		return nil, nil
	}
	return []protocol.TextEdit{{Range: s.encoding.rang(file, text.Span{Start: off, End: off}), NewText: end}}, nil
}
