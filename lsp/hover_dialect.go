package lsp

import (
	"context"

	"hairpin/analyzer/editor"
	"hairpin/analyzer/text"
)

// hoverCode tells what a name in an expression is: a member of the context or of
// .NET, or a local.
func hoverCode(_ context.Context, v *view, off int) (string, text.Span, error) {
	said, at := editor.ExplainCode(v.snapshot(), v.file.Path, off)
	return said, at, nil
}
