package server

import (
	"context"

	"google.golang.org/grpc"
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

// ListCallsStream lists the calls of a project that comes in pieces.
func (s *Service) ListCallsStream(stream grpc.BidiStreamingServer[hairpinv1.ListCallsStreamRequest, hairpinv1.ListCallsStreamResponse]) error {
	return inPieces(stream, (*hairpinv1.ListCallsStreamRequest).GetRequest,
		func(req *hairpinv1.ListCallsRequest, files []*hairpinv1.File) {
			req.Files = append(req.GetFiles(), files...)
		}, s.ListCalls,
		func(part *hairpinv1.ListCallsResponse) error {
			return stream.Send(&hairpinv1.ListCallsStreamResponse{Part: part})
		})
}
