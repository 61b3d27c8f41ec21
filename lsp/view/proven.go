package view

import (
	"context"
	"slices"

	"hairpin.example/hairpin/analyzer"
)

// Proven are the findings in the document, with fixes that were replayed: diagnostics do
// without, and whoever offers a fix wants to know. The error is the context's.
func (v *View) Proven(ctx context.Context) ([]analyzer.Finding, error) {
	return v.proven.get(ctx, v.File.Path, func(ctx context.Context) ([]analyzer.Finding, error) {
		res, err := v.Check(ctx)
		if err != nil {
			return nil, err
		}
		out := &analyzer.Result{}
		for _, f := range res.Findings {
			if f.At.Path == v.File.Path {
				f.Fixes = slices.Clone(f.Fixes) // the others keep theirs
				out.Findings = append(out.Findings, f)
			}
		}
		return out.Findings, v.Snapshot().Prove(ctx, v.config, out)
	})
}
