package feature

import (
	"context"
	"slices"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

func offerSelection(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.SelectionRangeProvider = protocol.Boolean(true)
}

// SelectionRange grows a selection from the name or value at a position to the
// elements around it.
func SelectionRange(ctx context.Context, v *view.View, p *protocol.SelectionRangeParams) ([]protocol.SelectionRange, error) {
	tree := v.Tree(v.File.Path)
	out := make([]protocol.SelectionRange, 0, len(p.Positions))
	for _, pos := range p.Positions {
		off := v.Offset(pos)
		spans := []text.Span{{Start: 0, End: len(v.File.Src)}}
		if tree != nil {
			spans = append(spans, around(tree, off)...)
		}
		var sel *protocol.SelectionRange
		for i, span := range spans {
			if i > 0 && (span == spans[i-1] || !spans[i-1].Covers(span)) {
				continue
			}
			sel = &protocol.SelectionRange{Range: v.Range(span), Parent: sel}
		}
		out = append(out, *sel)
	}
	return out, nil
}

// around are the things around an offset, outer ones first.
func around(tree *policy.Element, off int) []text.Span {
	at := policy.NodeAt(tree, off)
	var out []text.Span
	for e := range at.Elem.Ancestors() {
		if inner := (text.Span{Start: e.Open.End, End: e.Close.Start}); inner.Start <= off && off <= inner.End && !inner.Empty() {
			out = append(out, inner)
		}
		out = append(out, e.Span())
	}
	slices.Reverse(out)
	add := func(span text.Span, ok bool) {
		if ok && span.Start <= off && off <= span.End {
			out = append(out, span)
		}
	}
	add(at.Elem.Open, at.Attr != nil || at.Elem.Name.Contains(off))
	add(at.Elem.Name, true)
	if at.Attr != nil {
		add(at.Attr.At, true)
		add(at.Attr.Name, true)
		add(at.Attr.Value.At, true)
	}
	if t, ok := at.Node.(*policy.Text); ok {
		add(t.Value.Trimmed().At, true)
	}
	if at.Node != nil && len(out) > 0 {
		if _, ok := at.Node.(*policy.Comment); ok {
			add(at.Node.Span(), true)
		}
	}
	if at.Part != nil {
		add(at.Part.At, true)
		if n := len(at.Part.View.Src); n > 0 {
			add(at.Part.View.Span(0, n), true)
		}
	}
	return out
}
