package server

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// ComposeEffectivePolicy puts the policies of all scopes of a request together.
func (s *Service) ComposeEffectivePolicy(ctx context.Context, req *hairpinv1.ComposeEffectivePolicyRequest) (*hairpinv1.ComposeEffectivePolicyResponse, error) {
	var v violations
	v.workspace(req.GetFiles(), req.GetConfig())
	if req.GetApiId() == "" {
		v.add("api_id", "is missing; give the ID of an API")
	}
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
	e, err := snapshot.Effective(ctx, config, analyzer.Query{
		Workspace: req.GetWorkspaceId(), API: req.GetApiId(), Operation: req.GetOperationId(), Product: req.GetProductId(),
	})
	switch {
	case err != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)):
		return nil, failed(err)
	case err != nil:
		return nil, status.Error(codes.NotFound, err.Error())
	}
	out := &hairpinv1.ComposeEffectivePolicyResponse{Text: e.Text(snapshot.File), Documents: e.Documents}
	for _, l := range e.Lines {
		line := &hairpinv1.EffectiveLine{Text: l.Text, Level: uint32(l.Level), Section: l.Section, Origin: l.Origin}
		if l.At.Path != "" {
			line.Location = w.location(l.At)
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// ComposeEffectivePolicyStream puts policies of a project together that comes in pieces.
func (s *Service) ComposeEffectivePolicyStream(stream grpc.BidiStreamingServer[hairpinv1.ComposeEffectivePolicyStreamRequest, hairpinv1.ComposeEffectivePolicyStreamResponse]) error {
	return inPieces(stream, (*hairpinv1.ComposeEffectivePolicyStreamRequest).GetRequest,
		func(req *hairpinv1.ComposeEffectivePolicyRequest, files []*hairpinv1.File) {
			req.Files = append(req.GetFiles(), files...)
		}, s.ComposeEffectivePolicy,
		func(part *hairpinv1.ComposeEffectivePolicyResponse) error {
			return stream.Send(&hairpinv1.ComposeEffectivePolicyStreamResponse{Part: part})
		})
}
