package server

import (
	"context"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// limits keeps a server from taking on more than it can do: an analysis keeps a
// core busy and its files in memory, so few run at once, some more wait, and the
// rest is sent away at once, to come back or to go elsewhere.
type limits struct {
	running chan struct{}       // holds one element for each analysis that runs
	slots   int64               // how many can run
	inside  atomic.Int64        // analyses that run, wait, or are being read
	most    int64               // of them
	waiting atomic.Int64        // analyses whose files are here and that do not run
	usual   atomic.Int64        // nanoseconds that an analysis took of late
	memory  *semaphore.Weighted // of requests, in bytes
	message int64               // the most that one message can hold, in bytes
	receive time.Duration       // for a request to come in
	maxTime time.Duration
}

// retryAfter is what a caller too many is told to wait: about the time in which
// some analysis will have ended.
const retryAfter = time.Second

// LeastHeld is how many of the largest messages a server has room for at least: a
// stream that has come to its last one needs room for another.
const LeastHeld = 4

func newLimits(o Options) *limits {
	return &limits{
		running: make(chan struct{}, o.MaxConcurrent),
		slots:   int64(o.MaxConcurrent),
		most:    int64(o.MaxConcurrent) + int64(o.MaxQueue),
		memory:  semaphore.NewWeighted(max(o.MaxHeld, LeastHeld*int64(o.MaxMessage))),
		message: int64(o.MaxMessage),
		receive: o.MaxReceive,
		maxTime: o.MaxTime,
	}
}

// analyses are the methods that carry files.
var analyses = map[string]bool{
	hairpinv1.AnalysisService_Analyze_FullMethodName:                true,
	hairpinv1.AnalysisService_AnalyzeStream_FullMethodName:          true,
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
		return ctx, errFull
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

// lateKey is that of the timer that ends a call whose caller does not send or
// read: it would hold a place as long as it likes.
type lateKey struct{}

// The reasons to refuse a call, made once: they are given when there is most to
// do.
var (
	errFull       = busy("analyses", "the server already has as many analyses as it can handle")
	errTooLate    = busy("analyses", "the deadline of the call comes before its turn")
	errClients    = busy("client", "the server has more clients than it can track")
	errRate       = busy("client", "the client makes more calls than the server allows for one client")
	errFullMemory = busy("memory", "the server already has as many files in memory as it can hold")
)

// busy refuses a call that may come back later.
func busy(subject, why string) error {
	st := status.New(codes.ResourceExhausted, why+"; try again later")
	detailed, err := st.WithDetails(
		&errdetails.RetryInfo{RetryDelay: durationpb.New(retryAfter)},
		&errdetails.QuotaFailure{Violations: []*errdetails.QuotaFailure_Violation{{Subject: subject, Description: why}}},
	)
	if err == nil {
		st = detailed
	}
	return st.Err()
}

// start waits for the turn of an analysis. One that would wait beyond its
// deadline is refused at once: it would be work for nobody.
func (l *limits) start(ctx context.Context) error {
	select {
	case l.running <- struct{}{}:
		return nil
	default:
	}
	before := l.waiting.Add(1)
	defer l.waiting.Add(-1)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < time.Duration(l.usual.Load()*before/l.slots) {
		return errTooLate
	}
	select {
	case l.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		return failed(ctx.Err())
	}
}

// end frees the place of an analysis that ran for a time. What is usual follows
// the last eight or so.
func (l *limits) end(ran time.Duration) {
	usual := l.usual.Load()
	l.usual.Store(usual + (int64(ran)-usual)/8)
	<-l.running
}
