package server

import (
	"context"

	"google.golang.org/grpc"
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

// GetCallGraphStream lists the self-calls of a project that comes in pieces.
func (s *Service) GetCallGraphStream(stream grpc.BidiStreamingServer[hairpinv1.GetCallGraphStreamRequest, hairpinv1.GetCallGraphStreamResponse]) error {
	return inPieces(stream, (*hairpinv1.GetCallGraphStreamRequest).GetRequest,
		func(req *hairpinv1.GetCallGraphRequest, files []*hairpinv1.File) {
			req.Files = append(req.GetFiles(), files...)
		}, s.GetCallGraph,
		func(part *hairpinv1.GetCallGraphResponse) error {
			return stream.Send(&hairpinv1.GetCallGraphStreamResponse{Part: part})
		})
}
