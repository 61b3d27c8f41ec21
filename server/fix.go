package server

import (
	"context"

	"google.golang.org/grpc"
	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Fix applies fixes until none is left to apply.
func (s *Service) Fix(ctx context.Context, req *hairpinv1.FixRequest) (*hairpinv1.FixResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	for i, id := range req.GetRuleIds() {
		v.rule(at("rule_ids", i), id)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	w := newWorkspace(req.GetFiles())
	if v.environment(w, req.GetConfig().GetEnvironment()); v.any() {
		return nil, v.err()
	}
	config, problems := toConfig(req.GetConfig())
	options := analyzer.FixOptions{Rules: req.GetRuleIds(), Review: req.GetApplyNeedsReview()}
	snapshot, err := s.read(ctx, w)
	if err != nil {
		return nil, failed(err)
	}
	res, err := snapshot.Fix(ctx, config, options)
	if err != nil {
		return nil, failed(err)
	}
	after := w.with(res.Files)
	out := &hairpinv1.FixResponse{Remaining: after.response(res.Left, problems)}
	for _, f := range res.Files {
		out.Files = append(out.Files, fromFile(f))
	}
	// A finding in a file that a fix created has its place in the new text.
	before := after.with(w.list)
	for i := range res.Applied {
		out.Applied = append(out.Applied, before.finding(&res.Applied[i]))
	}
	return out, nil
}

// FixStream applies fixes to a project that comes in pieces.
func (s *Service) FixStream(stream grpc.BidiStreamingServer[hairpinv1.FixStreamRequest, hairpinv1.FixStreamResponse]) error {
	return inPieces(stream, (*hairpinv1.FixStreamRequest).GetRequest,
		func(req *hairpinv1.FixRequest, files []*hairpinv1.File) { req.Files = append(req.GetFiles(), files...) }, s.Fix,
		func(part *hairpinv1.FixResponse) error {
			return stream.Send(&hairpinv1.FixStreamResponse{Part: part})
		})
}
