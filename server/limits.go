package server

import (
	"context"
	"sync/atomic"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// limits keeps a server from taking on more than it can do: an analysis keeps a
// core busy and its files in memory, so few run at once, some more wait, and the
// rest is sent away at once, to come back or to go elsewhere.
type limits struct {
	running chan struct{} // holds one element for each analysis that runs
	inside  atomic.Int64  // analyses that run, wait, or are being read
	most    int64         // of them
	receive time.Duration // for a request to come in
	maxTime time.Duration
}

// retryAfter is what a caller too many is told to wait: about the time in which
// some analysis will have ended.
const retryAfter = time.Second

func newLimits(o Options) *limits {
	return &limits{
		running: make(chan struct{}, o.MaxConcurrent),
		most:    int64(o.MaxConcurrent) + int64(o.MaxQueue),
		receive: o.MaxReceive,
		maxTime: o.MaxTime,
	}
}

// analyses are the methods that carry files.
var analyses = map[string]bool{
	hairpinv1.AnalysisService_Analyze_FullMethodName:                true,
	hairpinv1.AnalysisService_Fix_FullMethodName:                    true,
	hairpinv1.AnalysisService_ListCalls_FullMethodName:              true,
	hairpinv1.AnalysisService_GetCallGraph_FullMethodName:           true,
	hairpinv1.AnalysisService_ComposeEffectivePolicy_FullMethodName: true,
}

// reserve takes a place for a call until its context ends, or refuses it.
func (l *limits) reserve(ctx context.Context, method string) (context.Context, error) {
	if !analyses[method] {
		return ctx, nil
	}
	if l.inside.Add(1) > l.most {
		l.inside.Add(-1)
		return ctx, busy()
	}
	// The context of a call ends with it, whether it came to be answered or not.
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(l.receive, cancel)
	context.AfterFunc(ctx, func() {
		late.Stop()
		l.inside.Add(-1)
	})
	return context.WithValue(ctx, lateKey{}, late), nil
}

// lateKey is that of the timer that ends a call whose request does not come in:
// it would hold a place as long as it likes.
type lateKey struct{}

func busy() error {
	st := status.New(codes.ResourceExhausted, "the server has as many analyses as it can do; try again later")
	if detailed, err := st.WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)}); err == nil {
		st = detailed
	}
	return st.Err()
}

// unary lets an analysis wait for its turn, and bounds the time of it.
func (l *limits) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	if !analyses[info.FullMethod] {
		return handle(ctx, req)
	}
	if late, ok := ctx.Value(lateKey{}).(*time.Timer); ok {
		late.Stop()
	}
	select {
	case l.running <- struct{}{}:
		defer func() { <-l.running }()
	case <-ctx.Done():
		return nil, failed(ctx.Err())
	}
	ctx, cancel := context.WithTimeout(ctx, l.maxTime)
	defer cancel()
	return handle(ctx, req)
}
