package feature

import (
	"context"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

func offerFolding(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.FoldingRangeProvider = protocol.Boolean(true)
}

// FoldingRanges are the elements and comments that span lines, and expressions
// that do.
func FoldingRanges(ctx context.Context, v *view.View, p *protocol.FoldingRangeParams) ([]protocol.FoldingRange, error) {
	tree := v.Tree(v.File.Path)
	if tree == nil {
		return nil, nil
	}
	var out []protocol.FoldingRange
	fold := func(at text.Span, last int, kind protocol.FoldingRangeKind) {
		first, _ := v.File.LineCol(at.Start)
		end, _ := v.File.LineCol(max(at.End-1, at.Start))
		if n := len(out); n > 0 && out[n-1].StartLine == uint32(first-1) {
			return // folded by what begins on the same line
		}
		if end -= last; end > first {
			out = append(out, protocol.FoldingRange{StartLine: uint32(first - 1), EndLine: uint32(end - 1), Kind: kind})
		}
	}
	inside := func(e *policy.Element) {
		for _, n := range e.Children {
			switch n := n.(type) {
			case *policy.Comment:
				fold(n.At, 0, protocol.FoldingRangeKindComment)
			case *policy.Text:
				foldCode(&n.Value, fold)
			}
		}
	}
	inside(tree)
	for e := range policy.All(tree) {
		if e == tree {
			continue
		}
		fold(e.Span(), 1, "") // the end tag stays to be seen
		for _, a := range e.Attrs {
			foldCode(&a.Value, fold)
		}
		inside(e)
	}
	return out, nil
}

func foldCode(value *policy.Value, fold func(text.Span, int, protocol.FoldingRangeKind)) {
	for i := range value.Parts {
		if value.Parts[i].Kind == policy.Expression {
			fold(value.Parts[i].At, 1, "")
		}
	}
}
