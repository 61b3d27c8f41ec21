package client_test

import (
	"context"
	"net"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	client "hairpin.example/hairpin/clients/go"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// cutting is a server whose machine dies, some times, when it has begun to answer.
type cutting struct {
	hairpinv1.UnimplementedAnalysisServiceServer
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
	cuts  int
	calls int
	begun chan struct{} // an answer has begun to arrive
}

// TagRPC and the others make it a listener of the client, which waits for headers.
func (c *cutting) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (c *cutting) HandleRPC(_ context.Context, s stats.RPCStats) {
	if in, ok := s.(*stats.InHeader); ok && in.Client {
		c.begun <- struct{}{}
	}
}

func (c *cutting) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (c *cutting) HandleConn(context.Context, stats.ConnStats) {}

func (c *cutting) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.mu.Lock()
		c.conns = append(c.conns, conn)
		c.mu.Unlock()
	}
	return conn, err
}

func (c *cutting) Analyze(ctx context.Context, _ *hairpinv1.AnalyzeRequest) (*hairpinv1.AnalyzeResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls++; c.calls > c.cuts {
		return &hairpinv1.AnalyzeResponse{}, nil
	}
	if err := grpc.SendHeader(ctx, metadata.Pairs("x-request-id", "1")); err != nil {
		return nil, err
	}
	<-c.begun
	for _, conn := range c.conns {
		_ = conn.Close()
	}
	c.conns = nil
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestAnswerCutOff: a call is repeated even if its answer had begun.
func TestAnswerCutOff(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutting{Listener: l, cuts: 3, begun: make(chan struct{}, 9)}
	s := grpc.NewServer()
	hairpinv1.RegisterAnalysisServiceServer(s, c)
	go func() { _ = s.Serve(c) }()
	t.Cleanup(s.Stop)
	conn, err := client.Dial(l.Addr().String(), client.Options{}, grpc.WithStatsHandler(c))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.AnalysisServiceClient.Analyze(t.Context(), &hairpinv1.AnalyzeRequest{}); err != nil {
		t.Error(err)
	}
	if c.calls != 4 {
		t.Errorf("the server saw %d calls", c.calls)
	}
}
