package analyzer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
)

// Effective composes the policy of a request. The error says what is not there,
// or is the context's.
func (s *Snapshot) Effective(ctx context.Context, c Config, q Query) (*Effective, error) {
	var workspaces, known []string
	found, elsewhere := false, ""
	for _, run := range s.project.Runs(ctx, c) {
		b := run[0].Site
		for _, w := range append([]*estate.Workspace{&b.Estate.Service}, b.Estate.Workspaces...) {
			if w.ID != q.Workspace {
				if w.ID != "" {
					workspaces = append(workspaces, w.ID)
				}
				if elsewhere == "" && slices.ContainsFunc(w.APIs, func(api *estate.API) bool { return strings.EqualFold(api.ID, q.API) }) {
					elsewhere = w.ID
				}
				continue
			}
			found = true
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
	switch {
	case q.Workspace == "" && elsewhere != "":
		return nil, fmt.Errorf("there is no API %q outside workspaces; the workspace %q has one", q.API, elsewhere)
	case q.Workspace == "":
		return nil, compose.NotThere("API", q.API, known)
	case !found:
		return nil, compose.NotThere("workspace", q.Workspace, workspaces)
	}
	return nil, compose.NotIn(fmt.Sprintf("the workspace %q", q.Workspace), "API", q.API, known)
}
