package server

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"hairpin.example/hairpin/internal/estategen"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// wantBusy checks that a call was refused as one that may come back later.
func wantBusy(t *testing.T, err error, subject string) {
	t.Helper()
	wantCode(t, err, codes.ResourceExhausted)
	var retry, quota bool
	for _, d := range status.Convert(err).Details() {
		switch d := d.(type) {
		case *errdetails.RetryInfo:
			retry = d.GetRetryDelay().AsDuration() > 0
		case *errdetails.QuotaFailure:
			quota = len(d.GetViolations()) == 1 && d.GetViolations()[0].GetSubject() == subject
		}
	}
	if !retry || !quota {
		t.Errorf("details %v, want RetryInfo and QuotaFailure of %q", status.Convert(err).Details(), subject)
	}
}

func TestRate(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := newRates(2, func() time.Time { return now })
	one, other := client{1}, client{2}
	steps := []struct {
		after time.Duration
		who   client
		free  bool
	}{
		{0, one, true}, {0, one, true}, {0, one, false}, {0, other, true},
		{time.Second / 2, one, true}, {0, one, false},
		{-time.Hour, one, false}, // a clock that goes back gives nothing and takes nothing
		{time.Hour + time.Second, one, true}, {0, one, true}, {0, one, false},
	}
	for i, s := range steps {
		now = now.Add(s.after)
		if err := r.allow(s.who); (err == nil) != s.free {
			t.Errorf("step %d: %v", i, err)
		} else if err != nil {
			wantBusy(t, err, "client")
		}
	}
}

// TestRateForgets: the memory of clients has a bound, and the idle go first.
func TestRateForgets(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	r := newRates(1, func() time.Time { return now })
	for i := range maxClients {
		if err := r.allow(client{byte(i), byte(i >> 8)}); err != nil {
			t.Fatal(err)
		}
	}
	late := client{0, 0, 1}
	wantBusy(t, r.allow(late), "client")
	now = now.Add(time.Second)
	if err := r.allow(late); err != nil || len(r.clients) != 1 {
		t.Errorf("%v, and %d clients", err, len(r.clients))
	}
}

func TestRateOnWire(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) {
		o.MaxRate, o.Now = 1, func() time.Time { return time.Unix(1_700_000_000, 0) }
	})
	_, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	wantCode(t, err, codes.OK)
	_, err = r.client().Analyze(t.Context(), small)
	wantBusy(t, err, "client")
}

// TestDeadlineBeforeTurn: a call that would come too late is refused at once.
func TestDeadlineBeforeTurn(t *testing.T) {
	l := newLimits(Options{MaxConcurrent: 1, MaxQueue: 4})
	if err := l.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.usual.Store(int64(24 * time.Hour))
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	wantBusy(t, l.start(ctx), "analyses")
	waits := make(chan error, 1)
	go func() { waits <- l.start(t.Context()) }() // without a deadline, it waits
	l.end(time.Second)
	if err := <-waits; err != nil {
		t.Error(err)
	}
	if usual := time.Duration(l.usual.Load()); usual >= 24*time.Hour {
		t.Errorf("one of a second leaves the usual time at %s", usual)
	}
}

// TestMemory: requests have a budget together. A stream that comes on with more than
// there ever is for one client is refused for good, and others get their room.
func TestMemory(t *testing.T) {
	const message = 64 << 10
	r := start(t, nil, New(), func(o *Options) { o.MaxMessage, o.MaxHeld = message, LeastHeld*message })
	full, err := r.client().AnalyzeStream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, message-4<<10)
	for i := 0; err == nil; i++ {
		if i > 1000 {
			t.Fatal("there is room for everything")
		}
		err = full.Send(&hairpinv1.AnalyzeStreamRequest{Chunks: []*hairpinv1.FileChunk{{Path: fmt.Sprintf("%d.xml", i), Content: chunk}}})
	}
	_, err = full.Recv()
	wantTooLarge(t, err, full.Trailer())
	_, err = r.client().Analyze(t.Context(), small)
	wantCode(t, err, codes.OK)
}

// wantTooLarge: a call is refused for good, and clients of gRPC do not repeat it.
func wantTooLarge(t *testing.T, err error, trailer metadata.MD) {
	t.Helper()
	wantCode(t, err, codes.ResourceExhausted)
	if isBusy(err) || !slices.Equal(trailer.Get("grpc-retry-pushback-ms"), []string{"-1"}) {
		t.Errorf("%v with %v may be repeated", err, trailer)
	}
}

// TestTooLarge: a message that is too large is refused once, though the clients'
// policy repeats what is busy.
func TestTooLarge(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) { o.MaxMessage = 64 << 10 })
	var trailer metadata.MD
	_, err := r.client().Analyze(t.Context(), &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{{Path: "p.xml", Content: make([]byte, 100<<10)}}}, grpc.Trailer(&trailer))
	wantTooLarge(t, err, trailer)
}

// TestManyFiles: files of no bytes count, and are not unpacked first.
func TestManyFiles(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) { o.MaxMessage = 64 << 10 })
	req := &hairpinv1.AnalyzeRequest{}
	for range 1000 {
		req.Files = append(req.Files, &hairpinv1.File{})
	}
	_, err := r.client().Analyze(t.Context(), req)
	wantCode(t, err, codes.ResourceExhausted)
}

func TestMalformed(t *testing.T) {
	r := start(t, nil, New(), nil)
	broken := &emptypb.Empty{}
	broken.ProtoReflect().SetUnknown([]byte{0x0a, 0x7f, 1})
	for _, method := range []string{hairpinv1.AnalysisService_Analyze_FullMethodName, hairpinv1.AnalysisService_AnalyzeStream_FullMethodName} {
		stream, err := r.conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, method)
		if err != nil {
			t.Fatal(err)
		}
		_ = stream.SendMsg(broken) // the answer tells
		err = stream.RecvMsg(&hairpinv1.AnalyzeResponse{})
		wantCode(t, err, codes.InvalidArgument)
	}
}

// BenchmarkCancel measures how long an analysis goes on after its caller has given
// up, at 40 moments of its course: the longest of them.
func BenchmarkCancel(b *testing.B) {
	req := &hairpinv1.AnalyzeRequest{}
	for _, f := range estategen.Generate(estategen.Options{APIs: 1000, Operations: 5, Seed: 1, SelfCalls: 20}) {
		req.Files = append(req.Files, fromFile(f))
	}
	begin := time.Now()
	if _, err := New().Analyze(b.Context(), req); err != nil {
		b.Fatal(err)
	}
	whole := time.Since(begin)
	var worst time.Duration
	for b.Loop() {
		for i := range 40 {
			ctx, cancel := context.WithCancel(b.Context())
			var at time.Time
			time.AfterFunc(whole*time.Duration(i)/40, func() {
				at = time.Now()
				cancel()
			})
			if _, err := New().Analyze(ctx, req); err != nil {
				worst = max(worst, time.Since(at))
			}
			cancel()
		}
	}
	b.ReportMetric(float64(whole.Milliseconds()), "ms/whole")
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms/worst")
}

// TestSlowReader: who does not read an answer holds no core.
func TestSlowReader(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) { o.MaxMessage = 16 << 20 }, grpc.WithInitialWindowSize(64<<10), grpc.WithInitialConnWindowSize(64<<10))
	many := &hairpinv1.AnalyzeStreamRequest{Config: internalDeveloper()}
	for i := range 3000 {
		many.Chunks = append(many.Chunks, &hairpinv1.FileChunk{Path: fmt.Sprintf("%d/orders.xml", i), Content: []byte(orders)})
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	slow, err := r.client().AnalyzeStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := slow.Send(many); err != nil {
		t.Fatal(err)
	}
	if err := slow.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Recv(); err != nil { // the first of the findings, and no more
		t.Fatal(err)
	}
	other, err := grpc.NewClient("passthrough:///memory", r.dial...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	_, err = hairpinv1.NewAnalysisServiceClient(other).Analyze(t.Context(), small)
	wantCode(t, err, codes.OK)
}
