package server

import (
	"context"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// GetCallGraph lists which operations of the gateway call which.
func (s *Service) GetCallGraph(ctx context.Context, req *hairpinv1.GetCallGraphRequest) (*hairpinv1.GetCallGraphResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	if err := v.err(); err != nil {
		return nil, err
	}
	w := newWorkspace(req.GetFiles())
	if v.oneEnvironment(w, req.GetConfig().GetEnvironment()); v.any() {
		return nil, v.err()
	}
	config, _ := toConfig(req.GetConfig())
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return nil, failed(err)
	}
	g, err := snapshot.Graph(ctx, config)
	if err != nil {
		return nil, failed(err)
	}
	return fromGraph(g, w.location), nil
}
