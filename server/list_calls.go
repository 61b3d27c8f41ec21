package server

import (
	"context"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// ListCalls lists every call that the gateway makes.
func (s *Service) ListCalls(ctx context.Context, req *hairpinv1.ListCallsRequest) (*hairpinv1.ListCallsResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	if err := v.err(); err != nil {
		return nil, err
	}
	w := newWorkspace(req.GetFiles())
	if v.oneEnvironment(w, req.GetConfig().GetEnvironment()); v.any() {
		return nil, v.err()
	}
	config, problems := toConfig(req.GetConfig())
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return nil, failed(err)
	}
	res, err := snapshot.ListCalls(ctx, config)
	if err != nil {
		return nil, failed(err)
	}
	return w.listing(res, problems), nil
}
