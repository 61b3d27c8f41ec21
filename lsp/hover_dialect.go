package lsp

import (
	"context"

	"hairpin/analyzer/text"
)

// hoverWord tells what a word of the policy language is: an element, an attribute,
// or a member of the context in an expression.
func hoverWord(_ context.Context, v *view, off int) (string, text.Span, error) {
	said, at := v.snapshot().Explain(v.file.Path, off)
	return said, at, nil
}
