package analyzer

import (
	"context"
	"strings"

	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
)

// Effective composes the policy of a request. The error says what is not there,
// or is the context's.
func (s *Snapshot) Effective(ctx context.Context, c Config, q Query) (*Effective, error) {
	var known []string
	for _, run := range s.project.Runs(ctx, c) {
		b := run[0].Site
		for _, w := range append([]*estate.Workspace{&b.Estate.Service}, b.Estate.Workspaces...) {
			if w.ID != q.Workspace {
				continue
			}
			for _, api := range w.APIs {
				if !strings.EqualFold(api.ID, q.API) {
					known = append(known, api.ID)
					continue
				}
				u, err := b.Find(w, api, q)
				if err != nil {
					return nil, err
				}
				return b.Effective(u), ctx.Err()
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, compose.NotThere("API", q.API, known)
}
