package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Attempts of a stream, and the wait before one where the server names none.
const (
	attempts  = 5
	firstWait = 100 * time.Millisecond
)

// AnalyzeInPieces is Analyze for a project of any size: the request is streamed, and
// the answer put together. progress, unless nil, is told how many bytes of the files
// are sent; it starts again when the call does.
func (c *Client) AnalyzeInPieces(ctx context.Context, req *hairpinv1.AnalyzeRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.AnalyzeResponse, error) {
	return repeated(ctx, func(ctx context.Context) (*hairpinv1.AnalyzeResponse, error) {
		stream, err := c.AnalyzeStream(ctx, options...)
		if err != nil {
			return nil, err
		}
		if err := send(stream, Pieces(req, PieceSize), progress); err != nil {
			return nil, err
		}
		return together(stream.Recv)
	})
}

// FixInPieces is Fix for a project of any size, as AnalyzeInPieces is Analyze.
func (c *Client) FixInPieces(ctx context.Context, req *hairpinv1.FixRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.FixResponse, error) {
	return inPieces(ctx, c.FixStream, options, progress, req, func(head *hairpinv1.FixRequest, chunks []*hairpinv1.FileChunk) *hairpinv1.FixStreamRequest {
		return &hairpinv1.FixStreamRequest{Request: head, Chunks: chunks}
	}, (*hairpinv1.FixStreamResponse).GetPart)
}

// ListCallsInPieces is ListCalls for a project of any size, as AnalyzeInPieces is Analyze.
func (c *Client) ListCallsInPieces(ctx context.Context, req *hairpinv1.ListCallsRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.ListCallsResponse, error) {
	return inPieces(ctx, c.ListCallsStream, options, progress, req, func(head *hairpinv1.ListCallsRequest, chunks []*hairpinv1.FileChunk) *hairpinv1.ListCallsStreamRequest {
		return &hairpinv1.ListCallsStreamRequest{Request: head, Chunks: chunks}
	}, (*hairpinv1.ListCallsStreamResponse).GetPart)
}

// GetCallGraphInPieces is GetCallGraph for a project of any size, as AnalyzeInPieces is Analyze.
func (c *Client) GetCallGraphInPieces(ctx context.Context, req *hairpinv1.GetCallGraphRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.GetCallGraphResponse, error) {
	return inPieces(ctx, c.GetCallGraphStream, options, progress, req, func(head *hairpinv1.GetCallGraphRequest, chunks []*hairpinv1.FileChunk) *hairpinv1.GetCallGraphStreamRequest {
		return &hairpinv1.GetCallGraphStreamRequest{Request: head, Chunks: chunks}
	}, (*hairpinv1.GetCallGraphStreamResponse).GetPart)
}

// ComposeEffectivePolicyInPieces is ComposeEffectivePolicy for a project of any size, as AnalyzeInPieces is Analyze.
func (c *Client) ComposeEffectivePolicyInPieces(ctx context.Context, req *hairpinv1.ComposeEffectivePolicyRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.ComposeEffectivePolicyResponse, error) {
	return inPieces(ctx, c.ComposeEffectivePolicyStream, options, progress, req, func(head *hairpinv1.ComposeEffectivePolicyRequest, chunks []*hairpinv1.FileChunk) *hairpinv1.ComposeEffectivePolicyStreamRequest {
		return &hairpinv1.ComposeEffectivePolicyStreamRequest{Request: head, Chunks: chunks}
	}, (*hairpinv1.ComposeEffectivePolicyStreamResponse).GetPart)
}

// inPieces makes a call whose request is streamed, and merges the parts of its answer.
func inPieces[Req interface {
	proto.Message
	GetFiles() []*hairpinv1.File
}, M, P any, PM interface {
	*M
	GetChunks() []*hairpinv1.FileChunk
}, Resp proto.Message](
	ctx context.Context, open func(context.Context, ...grpc.CallOption) (grpc.BidiStreamingClient[M, P], error), options []grpc.CallOption, progress func(int),
	req Req, piece func(head Req, chunks []*hairpinv1.FileChunk) PM, part func(*P) Resp,
) (Resp, error) {
	return repeated(ctx, func(ctx context.Context) (answer Resp, err error) {
		stream, err := open(ctx, options...)
		if err != nil {
			return answer, err
		}
		head := withoutFiles(req)
		err = send[M, PM](stream, func(yield func(*M) bool) {
			for chunks := range chunked(req.GetFiles(), PieceSize) {
				if !yield((*M)(piece(head, chunks))) {
					return
				}
				var none Req
				head = none
			}
		}, progress)
		if err != nil {
			return answer, err
		}
		merged := answer.ProtoReflect().New().Interface()
		for {
			p, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				return merged.(Resp), nil
			}
			if err != nil {
				return answer, err
			}
			proto.Merge(merged, part(p))
		}
	})
}

// repeat reports whether a call may end better the next time, and when.
func repeat(err error, wait time.Duration) (time.Duration, bool) {
	s := status.Convert(err)
	if s.Code() == codes.Unavailable {
		return wait, true
	}
	for _, d := range s.Details() {
		if retry, ok := d.(*errdetails.RetryInfo); ok {
			return max(wait, retry.GetRetryDelay().AsDuration()), true
		}
	}
	return 0, false
}

// repeated makes a call until it ends well, or in a way that will not change.
func repeated[Resp any](ctx context.Context, call func(context.Context) (Resp, error)) (Resp, error) {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		once, cancel := context.WithCancel(ctx)
		resp, err := call(once)
		cancel() // an answer that is not read to its end would stay open
		delay, again := repeat(err, wait)
		if !again || attempt == attempts {
			return resp, err
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return resp, status.FromContextError(ctx.Err()).Err()
		}
		wait *= 2
	}
}

// send sends the messages of a request.
func send[M any, P interface {
	*M
	GetChunks() []*hairpinv1.FileChunk
}](stream interface {
	Send(m *M) error
	CloseSend() error
}, pieces iter.Seq[*M], progress func(int)) error {
	sent := 0
	for m := range pieces {
		if err := stream.Send(m); err != nil {
			break // Recv tells why
		}
		for _, part := range P(m).GetChunks() {
			sent += len(part.GetContent())
		}
		if progress != nil {
			progress(sent)
		}
	}
	return stream.CloseSend()
}

// PieceSize is the size of a message in bytes that costs little for each byte and
// keeps little in memory.
const PieceSize = 256 << 10

// Pieces cuts a request into the messages of a stream, of about size bytes each.
func Pieces(req *hairpinv1.AnalyzeRequest, size int) iter.Seq[*hairpinv1.AnalyzeStreamRequest] {
	return func(yield func(*hairpinv1.AnalyzeStreamRequest) bool) {
		config := req.GetConfig()
		for chunks := range chunked(req.GetFiles(), size) {
			if !yield(&hairpinv1.AnalyzeStreamRequest{Config: config, Chunks: chunks}) {
				return
			}
			config = nil
		}
	}
}

// chunked cuts files into chunks, of about size bytes together. It gives chunks at
// least once: none if there are no files.
func chunked(files []*hairpinv1.File, size int) iter.Seq[[]*hairpinv1.FileChunk] {
	return func(yield func([]*hairpinv1.FileChunk) bool) {
		var chunks []*hairpinv1.FileChunk
		room, begun := size, false
		for _, f := range files {
			path, rest := f.GetPath(), f.GetContent()
			for first := true; first || len(rest) > 0; first = false {
				n := min(len(rest), room)
				chunks = append(chunks, &hairpinv1.FileChunk{Path: path, Content: rest[:n]})
				path, rest, room = "", rest[n:], room-n-len(path)
				if room > 0 {
					continue
				}
				if !yield(chunks) {
					return
				}
				chunks, room, begun = nil, size, true
			}
		}
		if len(chunks) > 0 || !begun {
			yield(chunks)
		}
	}
}

// withoutFiles is a copy of a request without its files.
func withoutFiles[Req proto.Message](req Req) Req {
	from := req.ProtoReflect()
	to := from.New()
	for field, v := range from.Range {
		if field.Name() != "files" {
			to.Set(field, v)
		}
	}
	return to.Interface().(Req)
}

// together reads an answer to its end.
func together(next func() (*hairpinv1.AnalyzeStreamResponse, error)) (*hairpinv1.AnalyzeResponse, error) {
	out := &hairpinv1.AnalyzeResponse{}
	for {
		part, err := next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		out.Findings = append(out.Findings, part.GetDocument().GetFindings()...)
		out.Suppressed = append(out.Suppressed, part.GetDocument().GetSuppressed()...)
		if end := part.GetEnd(); end != nil {
			out.Summary, out.Problems = end.GetSummary(), end.GetProblems()
		}
	}
	if out.GetSummary() == nil {
		return nil, status.Error(codes.Unavailable, "the response was cut off")
	}
	slices.SortStableFunc(out.Findings, inOrder)
	slices.SortStableFunc(out.Suppressed, func(a, b *hairpinv1.SuppressedFinding) int {
		return inOrder(a.GetFinding(), b.GetFinding())
	})
	return out, nil
}

// inOrder is the order of findings in an answer.
func inOrder(a, b *hairpinv1.Finding) int {
	x, y := a.GetLocation(), b.GetLocation()
	return cmp.Or(
		strings.Compare(x.GetPath(), y.GetPath()),
		cmp.Compare(x.GetRange().GetStart().GetOffset(), y.GetRange().GetStart().GetOffset()),
		cmp.Compare(x.GetRange().GetEnd().GetOffset(), y.GetRange().GetEnd().GetOffset()),
		strings.Compare(a.GetRuleId(), b.GetRuleId()),
		strings.Compare(a.GetMessage(), b.GetMessage()),
	)
}
