package client

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Attempts of a stream, and the wait before one where the server names none.
const (
	attempts  = 5
	firstWait = 100 * time.Millisecond
)

// AnalyzeInPieces is Analyze for a workspace of any size: the request is streamed,
// and the answer put together. progress, unless nil, is told how many bytes of the
// files are sent; it starts again when the call does.
func (c *Client) AnalyzeInPieces(ctx context.Context, req *hairpinv1.AnalyzeRequest, progress func(sent int), options ...grpc.CallOption) (*hairpinv1.AnalyzeResponse, error) {
	wait := firstWait
	for attempt := 1; ; attempt++ {
		resp, err := c.analyze(ctx, req, progress, options)
		delay, again := repeat(err, wait)
		if !again || attempt == attempts {
			return resp, err
		}
		select {
		case <-time.After(delay):
		case <-ctx.Done():
			return nil, status.FromContextError(ctx.Err()).Err()
		}
		wait *= 2
	}
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

func (c *Client) analyze(ctx context.Context, req *hairpinv1.AnalyzeRequest, progress func(int), options []grpc.CallOption) (*hairpinv1.AnalyzeResponse, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // an answer that is not read to its end would stay open
	stream, err := c.AnalyzeStream(ctx, options...)
	if err != nil {
		return nil, err
	}
	sent := 0
	for m := range Pieces(req, PieceSize) {
		if err := stream.Send(m); err != nil {
			break // Recv tells why
		}
		for _, part := range m.GetChunks() {
			sent += len(part.GetContent())
		}
		if progress != nil {
			progress(sent)
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	return together(stream.Recv)
}

// PieceSize is the size of a message in bytes that costs little for each byte and
// keeps little in memory.
const PieceSize = 256 << 10

// Pieces cuts a request into the messages of a stream, of about size bytes each.
func Pieces(req *hairpinv1.AnalyzeRequest, size int) func(yield func(*hairpinv1.AnalyzeStreamRequest) bool) {
	return func(yield func(*hairpinv1.AnalyzeStreamRequest) bool) {
		m, room := &hairpinv1.AnalyzeStreamRequest{Config: req.GetConfig()}, size
		for _, f := range req.GetFiles() {
			path, rest := f.GetPath(), f.GetContent()
			for first := true; first || len(rest) > 0; first = false {
				n := min(len(rest), room)
				m.Chunks = append(m.Chunks, &hairpinv1.FileChunk{Path: path, Content: rest[:n]})
				path, rest, room = "", rest[n:], room-n-len(path)
				if room > 0 {
					continue
				}
				if !yield(m) {
					return
				}
				m, room = &hairpinv1.AnalyzeStreamRequest{}, size
			}
		}
		if m.GetConfig() != nil || len(m.GetChunks()) > 0 {
			yield(m)
		}
	}
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
