package server

import (
	"context"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Analyze finds what is wrong in a workspace.
func (s *Service) Analyze(ctx context.Context, req *hairpinv1.AnalyzeRequest) (*hairpinv1.AnalyzeResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	if err := v.err(); err != nil {
		return nil, err
	}
	w := newWorkspace(req.GetFiles())
	if v.environment(w, req.GetConfig().GetEnvironment()); v.any() {
		return nil, v.err()
	}
	config, problems := toConfig(req.GetConfig())
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return nil, failed(err)
	}
	res, err := snapshot.Check(ctx, config)
	if err != nil {
		return nil, failed(err)
	}
	return w.response(res, problems), nil
}
