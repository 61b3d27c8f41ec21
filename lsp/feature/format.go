package feature

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// offerFormatting: documents, ranges of them, and the tag that a character ends.
func offerFormatting(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.DocumentFormattingProvider = protocol.Boolean(true)
	c.DocumentRangeFormattingProvider = &protocol.DocumentRangeFormattingOptions{RangesSupport: new(true)}
	c.DocumentOnTypeFormattingProvider = protocol.DocumentOnTypeFormattingOptions{FirstTriggerCharacter: ">", MoreTriggerCharacter: []string{"/"}}
}

// Formatting lays out a document.
func Formatting(_ context.Context, v *view.View, p *protocol.DocumentFormattingParams) ([]protocol.TextEdit, error) {
	return format(v, p.Options, nil), nil
}

// RangeFormatting lays out the lines of a range.
func RangeFormatting(_ context.Context, v *view.View, p *protocol.DocumentRangeFormattingParams) ([]protocol.TextEdit, error) {
	return format(v, p.Options, []protocol.Range{p.Range}), nil
}

// RangesFormatting lays out the lines of several ranges.
func RangesFormatting(_ context.Context, v *view.View, p *protocol.DocumentRangesFormattingParams) ([]protocol.TextEdit, error) {
	return format(v, p.Options, p.Ranges), nil
}

// format is the layout of a document, as far as it is in the ranges; nil stands for
// all of it.
func format(v *view.View, o protocol.FormattingOptions, ranges []protocol.Range) []protocol.TextEdit {
	const widest = 16
	unit := "\t"
	if o.InsertSpaces {
		unit = strings.Repeat(" ", int(min(o.TabSize, widest)))
	}
	var out []protocol.TextEdit
	for _, e := range editor.Format(v.Snapshot(), v.File.Path, unit) {
		if ranges == nil || touches(v, e.Span, ranges) {
			out = append(out, protocol.TextEdit{Range: v.Range(e.Span), NewText: e.New})
		}
	}
	return out
}

// touches reports whether the white space at a place is in one of the ranges, or
// touches the beginning of one.
func touches(v *view.View, at text.Span, ranges []protocol.Range) bool {
	return slices.ContainsFunc(ranges, func(r protocol.Range) bool {
		span := v.Span(r)
		return at.Start < span.End && at.End >= span.Start
	})
}

// OnTypeFormatting closes the tag that has just been typed.
func OnTypeFormatting(_ context.Context, v *view.View, p *protocol.DocumentOnTypeFormattingParams) ([]protocol.TextEdit, error) {
	off := v.Offset(p.Position)
	end := editor.CloseTag(v.Snapshot(), v.File.Path, off)
	if end == "" {
		return nil, nil
	}
	return []protocol.TextEdit{{Range: v.Range(text.Span{Start: off, End: off}), NewText: end}}, nil
}
