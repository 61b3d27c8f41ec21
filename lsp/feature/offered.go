package feature

import (
	"context"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/lsp/view"
)

// offered is an action before its edit is made. It goes to an editor that
// resolves actions as data, and comes back if the user chooses it.
type offered struct {
	URI uri.URI `json:"uri"`
	// Fingerprint and Place name the finding; Fix is the index of one of its fixes.
	Fingerprint string `json:"fingerprint,omitzero"`
	Place       int    `json:"place,omitzero"`
	Make        string `json:"make"` // a key of makers
	Fix         int    `json:"fix,omitzero"`
	Rule        string `json:"rule,omitzero"`
	Host        string `json:"host,omitzero"`
}

// find is the finding of an action: the one with its fingerprint, and of several
// the one that stands nearest to where it was.
func (o *offered) find(ctx context.Context, v *view.View) (*analyzer.Finding, error) {
	findings, err := v.Proven(ctx)
	if err != nil {
		return nil, err
	}
	var best *analyzer.Finding
	distance := func(f *analyzer.Finding) int { return max(f.At.Span.Start-o.Place, o.Place-f.At.Span.Start) }
	for i := range findings {
		f := &findings[i]
		if f.Fingerprint == o.Fingerprint && (best == nil || distance(f) < distance(best)) {
			best = f
		}
	}
	return best, nil
}
