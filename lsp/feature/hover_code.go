package feature

import (
	"context"

	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// hoverCode tells what a name in an expression is: a member of the context or of
// .NET, or a local.
func hoverCode(_ context.Context, v *view.View, off int) (string, text.Span, error) {
	said, at := editor.ExplainCode(v.Snapshot(), v.File.Path, off)
	return said, at, nil
}
