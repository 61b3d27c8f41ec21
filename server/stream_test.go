package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/testing/protocmp"

	"hairpin.example/hairpin/analyzer/analyzertest"
	client "hairpin.example/hairpin/clients/go"
	"hairpin.example/hairpin/internal/estategen"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// dial serves in memory, and gives a client.
func dial(t testing.TB, change func(*server.Options)) *client.Client {
	t.Helper()
	l := bufconn.Listen(1 << 20)
	o := server.Options{MaxMessage: 1 << 20, MaxConcurrent: 2, MaxQueue: 8, MaxReceive: time.Hour, MaxTime: time.Hour, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&o)
	}
	s := server.NewServer(server.New(), o)
	go func() { _ = s.Serve(t.Context(), l) }()
	c, err := client.Dial("passthrough:///memory", client.Options{}, grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return l.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		s.Stop()
	})
	return c
}

// TestStreamParity sends every archive in one message and in pieces, and asks
// without a wire: all three say the same.
func TestStreamParity(t *testing.T) {
	list, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, func(o *server.Options) { o.MaxMessage = 64 << 20 })
	for i, a := range list {
		t.Run(a.Name, func(t *testing.T) {
			req := &hairpinv1.AnalyzeRequest{Config: &hairpinv1.Config{Environment: a.Env}}
			for _, f := range a.Files {
				req.Files = append(req.Files, &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)})
			}
			sameAnswers(t, c, req, 1+i*37%500)
		})
	}
}

// TestStreamParityCorpus does so with each folder of the corpus as one workspace.
func TestStreamParityCorpus(t *testing.T) {
	dir := os.Getenv("HAIRPIN_CORPUS")
	if dir == "" {
		t.Skip("HAIRPIN_CORPUS is not set")
	}
	c := dial(t, func(o *server.Options) { o.MaxMessage = 256 << 20 })
	folders, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		req := &hairpinv1.AnalyzeRequest{Config: &hairpinv1.Config{Instance: &hairpinv1.Instance{Name: "contoso", VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL}}}
		root := os.DirFS(filepath.Join(dir, folder.Name()))
		for path, src := range textFiles(t, root) {
			req.Files = append(req.Files, &hairpinv1.File{Path: path, Content: src})
		}
		if len(req.GetFiles()) > 0 {
			t.Run(folder.Name(), func(t *testing.T) { sameAnswers(t, c, req, 64<<10) })
		}
	}
}

func sameAnswers(t *testing.T, c *client.Client, req *hairpinv1.AnalyzeRequest, size int) {
	t.Helper()
	direct, err := server.New().Analyze(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	unary, err := c.Analyze(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(direct, unary, protocmp.Transform()); d != "" {
		t.Errorf("unary (-direct +wire):\n%s", d)
	}
	streamed, err := c.AnalyzeInPieces(t.Context(), req, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(direct, streamed, protocmp.Transform()); d != "" {
		t.Errorf("stream (-direct +wire):\n%s", d)
	}
	if !testing.Short() { // each of them runs three times
		s := server.New()
		same(t, "Fix", &hairpinv1.FixRequest{Files: req.GetFiles(), Config: req.GetConfig()}, s.Fix, c.Fix, c.FixInPieces)
		same(t, "ListCalls", &hairpinv1.ListCallsRequest{Files: req.GetFiles(), Config: req.GetConfig()}, s.ListCalls, c.ListCalls, c.ListCallsInPieces)
		same(t, "ComposeEffectivePolicy", &hairpinv1.ComposeEffectivePolicyRequest{Files: req.GetFiles(), Config: req.GetConfig(), ApiId: "orders"},
			s.ComposeEffectivePolicy, c.ComposeEffectivePolicy, c.ComposeEffectivePolicyInPieces)
		same(t, "GetCallGraph", &hairpinv1.GetCallGraphRequest{Files: req.GetFiles(), Config: req.GetConfig()}, s.GetCallGraph, c.GetCallGraph, c.GetCallGraphInPieces)
	}
	if got := inPieces(t, c, req, size); !cmp.Equal(direct.GetSummary(), got, protocmp.Transform()) {
		t.Errorf("in pieces of %d bytes: %v, want %v", size, got, direct.GetSummary())
	}
}

// same: a method gives the same called directly, on the wire and in pieces.
func same[Req, Resp any](t *testing.T, name string, req Req, direct func(context.Context, Req) (Resp, error),
	wire func(context.Context, Req, ...grpc.CallOption) (Resp, error), pieces func(context.Context, Req, func(int), ...grpc.CallOption) (Resp, error),
) {
	t.Helper()
	want, wantErr := direct(t.Context(), req)
	unary, err := wire(t.Context(), req)
	if status.Code(err) != status.Code(wantErr) || err == nil && !cmp.Equal(want, unary, protocmp.Transform()) {
		t.Errorf("%s: %v, want %v; (-direct +wire):\n%s", name, err, wantErr, cmp.Diff(want, unary, protocmp.Transform()))
	}
	streamed, err := pieces(t.Context(), req, nil)
	if status.Code(err) != status.Code(wantErr) || err == nil && !cmp.Equal(want, streamed, protocmp.Transform()) {
		t.Errorf("%s in pieces: %v, want %v; (-direct +pieces):\n%s", name, err, wantErr, cmp.Diff(want, streamed, protocmp.Transform()))
	}
}

// inPieces streams a request in messages of a size, and gives the summary. It
// holds the answer to its form.
func inPieces(t *testing.T, c *client.Client, req *hairpinv1.AnalyzeRequest, size int) *hairpinv1.Summary {
	t.Helper()
	stream, err := c.AnalyzeStream(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for m := range client.Pieces(req, size) {
		if err := stream.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for {
		resp, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if end := resp.GetEnd(); end != nil {
			return end.GetSummary()
		}
		for _, f := range resp.GetDocument().GetFindings() {
			if f.GetLocation().GetPath() != resp.GetDocument().GetPath() {
				t.Errorf("a finding in %s is told of %s", f.GetLocation().GetPath(), resp.GetDocument().GetPath())
			}
		}
	}
}

// BenchmarkJobs makes 16 analyses of an estate of 1,000 APIs at once, in one message
// each and streamed. It tells of the time of all, and of the most memory.
func BenchmarkJobs(b *testing.B) {
	req := &hairpinv1.AnalyzeRequest{}
	for _, f := range estategen.Generate(estategen.Options{APIs: 1000, Operations: 5, Seed: 1, SelfCalls: 20}) {
		req.Files = append(req.Files, &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)})
	}
	defer debug.SetGCPercent(debug.SetGCPercent(server.GCPercent))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(1 << 30))
	for _, way := range []struct {
		name string
		call func(*client.Client) error
	}{
		{"unary", func(c *client.Client) error { _, err := c.Analyze(b.Context(), req); return err }},
		{"streamed", func(c *client.Client) error { _, err := c.AnalyzeInPieces(b.Context(), req, nil); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			c := dial(b, func(o *server.Options) {
				o.MaxMessage, o.MaxHeld, o.MaxQueue = 16<<20, 128<<20, 128
				o.MaxSilence, o.MaxReceive, o.MaxWait, o.MaxTime = 10*time.Second, 2*time.Minute, 30*time.Second, time.Minute
			})
			done, most := make(chan struct{}), make(chan uint64)
			go func() { most <- peak(done) }()
			for b.Loop() {
				var jobs sync.WaitGroup
				for range 16 {
					jobs.Go(func() {
						if err := way.call(c); err != nil {
							b.Error(err)
						}
					})
				}
				jobs.Wait()
			}
			close(done)
			b.ReportMetric(float64(<-most>>20), "MiB")
		})
	}
}

// peak is the most that the heap takes until done.
func peak(done <-chan struct{}) (most uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for {
		metrics.Read(sample)
		most = max(most, sample[0].Value.Uint64())
		select {
		case <-done:
			return most
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// TestStreamMany: a document with more findings than a message holds.
func TestStreamMany(t *testing.T) {
	var src strings.Builder
	src.WriteString("<policies><inbound><base />")
	long := strings.Repeat("stock/", 20)
	for i := range 2000 {
		fmt.Fprintf(&src, `<send-request mode="new" response-variable-name="r%d"><set-url>https://api.contoso.com/%s%d</set-url></send-request>`, i, long, i)
	}
	src.WriteString("</inbound></policies>")
	req := &hairpinv1.AnalyzeRequest{
		Files: []*hairpinv1.File{{Path: strings.Repeat("stock/", 40) + "policy.xml", Content: []byte(src.String())}},
		Config: &hairpinv1.Config{Instance: &hairpinv1.Instance{
			GatewayHosts: []string{"api.contoso.com"}, VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL,
		}},
	}
	c := dial(t, func(o *server.Options) { o.MaxMessage = 4 << 20 })
	stream, err := c.AnalyzeStream(t.Context(), grpc.MaxCallRecvMsgSize(4<<20))
	if err != nil {
		t.Fatal(err)
	}
	for m := range client.Pieces(req, 1000) {
		if err := stream.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	messages, findings := 0, 0
	for {
		resp, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if end := resp.GetEnd(); end != nil {
			s := end.GetSummary()
			if all := int(s.GetErrors() + s.GetWarnings() + s.GetInfos() + s.GetHints()); messages < 2 || findings != all {
				t.Errorf("%d findings of %d in %d messages", findings, all, messages)
			}
			return
		}
		messages++
		findings += len(resp.GetDocument().GetFindings())
	}
}

func TestStreamRefused(t *testing.T) {
	chunk := func(path, content string) *hairpinv1.AnalyzeStreamRequest {
		return &hairpinv1.AnalyzeStreamRequest{Chunks: []*hairpinv1.FileChunk{{Path: path, Content: []byte(content)}}}
	}
	config := &hairpinv1.AnalyzeStreamRequest{Config: &hairpinv1.Config{Environment: "prod"}}
	c := dial(t, nil)
	for name, messages := range map[string][]*hairpinv1.AnalyzeStreamRequest{
		"no file to go on with": {chunk("", "x")},
		"outside":               {chunk("../a.xml", "x")},
		"drive":                 {chunk("C:/a.xml", "x")},
		"control character":     {chunk("a\x1b.xml", "x")},
		"invisible character":   {chunk("a\u202e.xml", "x")},
		"twice":                 {chunk("a.xml", "x"), chunk("b.xml", "x"), chunk("a.xml", "x")},
		"late config":           {chunk("a.xml", "x"), config},
		"unknown environment":   {config, chunk("a.xml", "x")},
	} {
		t.Run(name, func(t *testing.T) {
			stream, err := c.AnalyzeStream(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range messages {
				if err := stream.Send(m); err != nil {
					break // Recv tells why
				}
			}
			_ = stream.CloseSend()
			if _, err := stream.Recv(); status.Code(err) != codes.InvalidArgument || len(status.Convert(err).Details()) != 1 {
				t.Errorf("%v", err)
			}
		})
	}
}
