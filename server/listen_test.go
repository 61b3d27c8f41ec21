package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/testing/protocmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// scripted is a service whose Analyze does what a test wants.
type scripted struct {
	hairpinv1.UnimplementedAnalysisServiceServer
	analyze func(context.Context) error
}

func (s scripted) Analyze(ctx context.Context, _ *hairpinv1.AnalyzeRequest) (*hairpinv1.AnalyzeResponse, error) {
	return &hairpinv1.AnalyzeResponse{}, s.analyze(ctx)
}

// journal is a log that may be read while it is written.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.String()
}

// running is a server under test, and a client of it.
type running struct {
	server *Server
	conn   *grpc.ClientConn
	dial   []grpc.DialOption // of conn, for another connection
	pipe   *bufconn.Listener // if it serves in memory
	log    *journal
	stop   context.CancelFunc
	ended  chan error // what Serve returned
}

func (r *running) client() hairpinv1.AnalysisServiceClient {
	return hairpinv1.NewAnalysisServiceClient(r.conn)
}

// start serves on a listener, nil for one in memory. Nothing in it depends on the
// time unless change says so.
func start(t *testing.T, l net.Listener, service hairpinv1.AnalysisServiceServer, change func(*Options), dial ...grpc.DialOption) *running {
	t.Helper()
	r := &running{log: &journal{}, ended: make(chan error, 1)}
	o := Options{MaxMessage: 1 << 20, MaxConcurrent: 1, MaxQueue: 4, MaxReceive: time.Hour, MaxTime: time.Hour, Drain: time.Hour, Log: slog.New(slog.NewTextHandler(r.log, nil))}
	if change != nil {
		change(&o)
	}
	target := "passthrough:///memory"
	if l == nil {
		b := bufconn.Listen(1 << 20)
		dial = append(dial, grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return b.DialContext(ctx) }))
		l, r.pipe = b, b
	} else {
		target = l.Addr().String()
	}
	// A later option outranks an earlier one.
	dial = append([]grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}, dial...)
	conn, err := grpc.NewClient(target, dial...)
	if err != nil {
		t.Fatal(err)
	}
	r.conn, r.dial = conn, dial
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	s := NewServer(service, o)
	r.server = s
	go func() { r.ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		_ = conn.Close()
		cancel()
		s.Stop()
	})
	return r
}

func wantCode(t *testing.T, err error, want codes.Code) {
	t.Helper()
	if got := status.Code(err); got != want {
		t.Fatalf("%v, want %v: %v", got, want, err)
	}
}

var small = &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{file("orders.xml", orders)}, Config: internalDeveloper()}

func TestServeOnPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, l, New(), nil)
	got, err := r.client().Analyze(t.Context(), small, grpc.UseCompressor(gzip.Name))
	if err != nil {
		t.Fatal(err)
	}
	want, err := New().Analyze(t.Context(), small)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got, protocmp.Transform()); d != "" {
		t.Errorf("the wire changes the answer (-direct +wire):\n%s", d)
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestHealth(t *testing.T) {
	r := start(t, nil, New(), nil)
	health := grpc_health_v1.NewHealthClient(r.conn)
	for _, name := range []string{"", hairpinv1.AnalysisService_ServiceDesc.ServiceName} {
		resp, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: name})
		if err != nil || resp.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
			t.Errorf("%q: %v %v", name, resp, err)
		}
	}
	_, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: "other"})
	wantCode(t, err, codes.NotFound)
}

func TestReflection(t *testing.T) {
	r := start(t, nil, New(), nil)
	stream, err := grpc_reflection_v1.NewServerReflectionClient(r.conn).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&grpc_reflection_v1.ServerReflectionRequest{MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{}}); err != nil {
		t.Fatal(err)
	}
	resp, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range resp.GetListServicesResponse().GetService() {
		names = append(names, s.GetName())
	}
	if !slices.Contains(names, hairpinv1.AnalysisService_ServiceDesc.ServiceName) {
		t.Errorf("%q", names)
	}
}

// TestUnknownMethod: a call of what the server has not is counted and logged, without
// the name that its caller chose.
func TestUnknownMethod(t *testing.T) {
	r := start(t, nil, New(), nil)
	for _, method := range []string{"/no.Such/Method", "/hairpin.v1.AnalysisService/" + strings.Repeat("x", 1000), "nothing"} {
		err := r.conn.Invoke(t.Context(), method, small, &hairpinv1.AnalyzeResponse{})
		wantCode(t, err, codes.Unimplemented)
	}
	if n := r.server.Load().Refusals["unknown_method"]; n != 3 {
		t.Errorf("%d are counted", n)
	}
	if log := r.log.String(); !strings.Contains(log, "method=unknown") || strings.Contains(log, "Such") || strings.Contains(log, "xxx") {
		t.Errorf("the log:\n%s", log)
	}
}

// TestBusy: one analysis runs, one waits, and the third is told when to come back.
func TestBusy(t *testing.T) {
	entered, release := make(chan struct{}, 1), make(chan struct{})
	r := start(t, nil, scripted{analyze: func(context.Context) error {
		select {
		case entered <- struct{}{}:
		default:
		}
		<-release
		return nil
	}}, func(o *Options) { o.MaxQueue = 3 }) // half of four places is one caller's
	results := make(chan error, 3)
	ask := func() {
		_, err := r.client().Analyze(t.Context(), small)
		results <- err
	}
	go ask()
	<-entered
	go ask()
	go ask()
	err := <-results // while the first runs, only a refusal can come
	wantCode(t, err, codes.ResourceExhausted)
	details := status.Convert(err).Details()
	if len(details) != 2 {
		t.Fatalf("details: %v", details)
	}
	if info, ok := details[0].(*errdetails.RetryInfo); !ok || info.GetRetryDelay().AsDuration() <= 0 {
		t.Errorf("details: %v", details)
	}
	if _, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{}); status.Code(err) != codes.Unimplemented {
		t.Errorf("what costs nothing has to wait for nothing: %v", err)
	}
	close(release)
	for range 2 {
		wantCode(t, <-results, codes.OK)
	}
	// Places come back, if a little after the answer.
	for range 5 {
		for err = errFull; status.Code(err) == codes.ResourceExhausted; {
			_, err = r.client().Analyze(t.Context(), small)
		}
		wantCode(t, err, codes.OK)
	}
}

// TestGivenUp: a caller that is gone holds no place.
func TestGivenUp(t *testing.T) {
	entered, left := make(chan struct{}), make(chan struct{})
	r := start(t, nil, scripted{analyze: func(ctx context.Context) error {
		entered <- struct{}{}
		<-ctx.Done()
		left <- struct{}{}
		return failed(ctx.Err())
	}}, nil)
	for range 2 { // there is one place to run
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			_, err := r.client().Analyze(ctx, small)
			result <- err
		}()
		<-entered
		cancel()
		<-left
		wantCode(t, <-result, codes.Canceled)
	}
}

func TestMaxTime(t *testing.T) {
	r := start(t, nil, scripted{analyze: func(ctx context.Context) error {
		<-ctx.Done()
		return failed(ctx.Err())
	}}, func(o *Options) { o.MaxTime = time.Nanosecond })
	_, err := r.client().Analyze(t.Context(), small)
	wantCode(t, err, codes.DeadlineExceeded)

	r = start(t, nil, New(), func(o *Options) { o.MaxTime = time.Nanosecond })
	_, err = r.client().Analyze(t.Context(), small)
	wantCode(t, err, codes.DeadlineExceeded)
}

// TestMaxReceive: who sends no files is not waited for.
func TestMaxReceive(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) { o.MaxReceive = time.Nanosecond })
	stream, err := r.conn.NewStream(t.Context(), &grpc.StreamDesc{ClientStreams: true}, hairpinv1.AnalysisService_Analyze_FullMethodName)
	if err != nil {
		t.Fatal(err)
	}
	// A call that is late before it is let in has another code than one after that.
	err = stream.RecvMsg(&hairpinv1.AnalyzeResponse{})
	if code := status.Code(err); code != codes.Canceled && code != codes.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

// TestMaxMessage: the size counts that a request has when it is unpacked.
func TestMaxMessage(t *testing.T) {
	r := start(t, nil, New(), nil)
	large := &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{file("a.xml", strings.Repeat(" ", 2<<20))}}
	for _, options := range [][]grpc.CallOption{nil, {grpc.UseCompressor(gzip.Name)}} {
		_, err := r.client().Analyze(t.Context(), large, options...)
		wantCode(t, err, codes.ResourceExhausted)
	}
	_, err := r.client().Analyze(t.Context(), small)
	wantCode(t, err, codes.OK)
}

func TestPanic(t *testing.T) {
	const secret = "what stands in a policy"
	r := start(t, nil, scripted{analyze: func(context.Context) error { panic(secret) }}, nil)
	for range 2 { // the server stays up, and the place comes back
		_, err := r.client().Analyze(t.Context(), small)
		wantCode(t, err, codes.Internal)
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the caller learns of %v", err)
		}
	}
	log := r.log.String()
	if !strings.Contains(log, "listen_test.go") || !strings.Contains(log, "code=Internal") {
		t.Errorf("the log tells no stack or code:\n%s", log)
	}
	if strings.Contains(log, secret) {
		t.Errorf("the log tells the value:\n%s", log)
	}
}

// TestPanicOfWorker: a panic in a goroutine of the analyzer is that of the call, and
// the log names the document.
func TestPanicOfWorker(t *testing.T) {
	const secret = "what stands in a policy"
	var files []*text.File
	for i := range 20 {
		files = append(files, text.NewFile(fmt.Sprintf("apis/%d.xml", i), "<policies />"))
	}
	r := start(t, nil, scripted{analyze: func(ctx context.Context) error {
		_, err := analyzer.ReadSnapshot(ctx, files, func(f *text.File) []document.Text {
			if f.Path == "apis/7.xml" {
				panic(secret)
			}
			return nil
		})
		return err
	}}, nil)
	for range 2 {
		_, err := r.client().Analyze(t.Context(), small)
		wantCode(t, err, codes.Internal)
	}
	log := r.log.String()
	if !strings.Contains(log, "path=apis/7.xml") || !strings.Contains(log, "TestPanicOfWorker") || strings.Contains(log, secret) {
		t.Errorf("the log names no document and place, or tells the value:\n%s", log)
	}
}

func TestLog(t *testing.T) {
	r := start(t, nil, New(), nil)
	var header metadata.MD
	ctx := metadata.AppendToOutgoingContext(t.Context(), idHeader, "build-17")
	if _, err := r.client().Analyze(ctx, small, grpc.Header(&header)); err != nil {
		t.Fatal(err)
	}
	if got := header.Get(idHeader); !slices.Equal(got, []string{"build-17"}) {
		t.Errorf("id %q", got)
	}
	ctx = metadata.AppendToOutgoingContext(t.Context(), idHeader, "a code=OK")
	if _, err := r.client().Analyze(ctx, small, grpc.Header(&header)); err != nil {
		t.Fatal(err)
	}
	if got := header.Get(idHeader); len(got) != 1 || strings.Contains(got[0], " ") {
		t.Errorf("id %q", got)
	}
	r.stop()
	if err := <-r.ended; err != nil { // all calls are logged
		t.Fatal(err)
	}
	log := r.log.String()
	for _, want := range []string{"id=build-17", "method=/hairpin.v1.AnalysisService/Analyze", "peer=", "code=OK", "duration=", "files=1 bytes="} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, "contoso") || strings.Contains(log, "orders") {
		t.Errorf("the log tells what was asked:\n%s", log)
	}
}

// TestStop: health is the first to say so, running calls end in peace, and
// watchers hold nothing up.
func TestStop(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	r := start(t, nil, scripted{analyze: func(context.Context) error {
		close(entered)
		<-release
		return nil
	}}, nil)
	watch, err := grpc_health_v1.NewHealthClient(r.conn).Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if resp, err := watch.Recv(); err != nil || resp.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Fatal(resp, err)
	}
	result := make(chan error, 1)
	go func() {
		_, err := r.client().Analyze(t.Context(), small)
		result <- err
	}()
	<-entered
	r.stop()
	if resp, err := watch.Recv(); err != nil || resp.GetStatus() != grpc_health_v1.HealthCheckResponse_NOT_SERVING {
		t.Fatal(resp, err)
	}
	for err == nil {
		_, err = watch.Recv()
	}
	if !errors.Is(err, io.EOF) {
		wantCode(t, err, codes.Unavailable)
	}
	close(release)
	wantCode(t, <-result, codes.OK)
	if err := <-r.ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// TestStopHard: what does not end in time is ended.
func TestStopHard(t *testing.T) {
	entered := make(chan struct{})
	r := start(t, nil, scripted{analyze: func(ctx context.Context) error {
		close(entered)
		<-ctx.Done()
		return failed(ctx.Err())
	}}, func(o *Options) { o.Drain = 0 })
	result := make(chan error, 1)
	go func() {
		_, err := r.client().Analyze(t.Context(), small)
		result <- err
	}()
	<-entered
	r.stop()
	if err := <-result; err == nil {
		t.Error("the call ended well")
	}
	if err := <-r.ended; err != nil {
		t.Errorf("Serve: %v", err)
	}
}
