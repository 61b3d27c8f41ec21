package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	client "hairpin.example/hairpin/clients/go"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestSoakAttacks has one client attack a server while another one calls it ten
// times a second: the honest one is answered, and afterwards all is as before.
func TestSoakAttacks(t *testing.T) {
	each, _ := soakTime(t)
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("honest\nmean\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	metrics := freeAddress(t)
	const bound = 512 << 10 // kB
	r := replicate(t, "127.0.0.1:0", "--metrics", metrics, "--token-file", tokens, "--max-memory", "512MiB", "--max-silence", "3s")
	c, err := client.Dial(r.address, client.Options{Token: "honest"}, grpc.WithDisableRetry())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.Analyze(t.Context(), soakRequests()[0]); err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	running, before := goroutines(t, metrics), r.descriptors(t)

	half := append(binary.BigEndian.AppendUint32([]byte{0}, 10<<20), make([]byte, 10<<20-1)...)
	attacks := []struct {
		name  string
		round func(context.Context, *testing.T)
	}{
		{"nobody", func(ctx context.Context, _ *testing.T) { <-ctx.Done() }},
		{"half-sent messages to health", func(ctx context.Context, t *testing.T) {
			halfSent(ctx, t, r.address, grpc_health_v1.Health_Check_FullMethodName, 200, half)
		}},
		{"half-sent messages to Analyze", func(ctx context.Context, t *testing.T) {
			halfSent(ctx, t, r.address, hairpinv1.AnalysisService_Analyze_FullMethodName, 100, half)
		}},
		{"silent streams", func(ctx context.Context, t *testing.T) {
			halfSent(ctx, t, r.address, hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, 100, nil)
		}},
		{"half-sent JSON", func(ctx context.Context, t *testing.T) {
			jsonSent(ctx, t, r.address, 100, bytes.Repeat([]byte(" "), 10<<20-1))
		}},
		{"files of JSON", func(ctx context.Context, t *testing.T) {
			jsonSent(ctx, t, r.address, 10, []byte(`{"files":[`+strings.Repeat("{},", 7<<19)+`{}]}`))
		}},
		{"wrong paths", func(ctx context.Context, t *testing.T) { wrongPaths(ctx, t, r.address, 40_000) }},
	}
	for _, a := range attacks {
		ctx, cancel := context.WithTimeout(t.Context(), each)
		var attack sync.WaitGroup
		attack.Go(func() {
			for ctx.Err() == nil {
				a.round(ctx, t)
			}
		})
		took, failures := honestly(ctx, c)
		attack.Wait()
		cancel()
		slices.Sort(took)
		var p99 time.Duration
		if n := len(took); n > 0 {
			p99 = took[n*99/100]
		}
		t.Logf("%s: %d calls, p99 %v, %d failures %v, %d MiB of memory, %d at most so far",
			a.name, len(took), p99.Round(time.Millisecond), len(failures), failures, r.status(t, "VmRSS")>>10, r.status(t, "VmHWM")>>10)
		if len(failures) > 0 || len(took) == 0 {
			t.Errorf("%s: %d calls of another client are answered, and %d not", a.name, len(took), len(failures))
		}
	}
	if most := r.status(t, "VmHWM"); most > bound && !raced() {
		t.Errorf("%d kB of memory, the bound is %d", most, bound)
	}
	deadline, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	for {
		http.DefaultClient.CloseIdleConnections()
		open, left := r.descriptors(t), goroutines(t, metrics)
		if open <= before && left <= running {
			break
		}
		if deadline.Err() != nil {
			t.Fatalf("%d descriptors and %d goroutines, %d and %d at first", open, left, before, running)
		}
		runtime.Gosched()
	}
	t.Logf("%d descriptors and %d goroutines as at first", before, running)
}

// honestly makes ten calls a second until the context ends, and tells how long each
// took, and which failed.
func honestly(ctx context.Context, c *client.Client) (took []time.Duration, failures map[codes.Code]int) {
	requests, tick := soakRequests(), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	failures = map[codes.Code]int{}
	for n := 0; ; n++ {
		begin := time.Now()
		if _, err := c.Analyze(context.WithoutCancel(ctx), requests[n%len(requests)]); err != nil {
			failures[status.Code(err)]++
		} else {
			took = append(took, time.Since(begin))
		}
		select {
		case <-ctx.Done():
			return took, failures
		case <-tick.C:
		}
	}
}

// halfSent opens calls on one connection and sends the same data on each, as far as
// the server takes them. It ends when the server has ended all calls.
func halfSent(ctx context.Context, t *testing.T, address, method string, calls int, data []byte) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	f := http2.NewFramer(conn, conn)
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil || f.WriteSettings() != nil {
		return // it ends
	}
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	window, windows, rest := 65535, map[uint32]int{}, map[uint32][]byte{}
	var ids []uint32
	for i := range calls {
		block.Reset()
		for _, h := range []hpack.HeaderField{
			{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"}, {Name: ":path", Value: method}, {Name: ":authority", Value: address},
			{Name: "content-type", Value: "application/grpc"}, {Name: "te", Value: "trailers"}, {Name: "authorization", Value: "Bearer mean"},
		} {
			if err := enc.WriteField(h); err != nil {
				t.Error(err)
				return
			}
		}
		id := uint32(2*i + 1)
		if f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block.Bytes(), EndHeaders: true}) != nil {
			return
		}
		ids = append(ids, id)
		windows[id], rest[id] = 65535, data
	}
	for len(rest) > 0 {
		for _, id := range ids {
			n := min(len(rest[id]), window, windows[id], 16<<10)
			if n <= 0 {
				continue
			}
			if f.WriteData(id, false, rest[id][:n]) != nil {
				return
			}
			rest[id], window, windows[id] = rest[id][n:], window-n, windows[id]-n
		}
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = f.WriteSettingsAck()
			}
		case *http2.PingFrame:
			if !frame.IsAck() {
				_ = f.WritePing(true, frame.Data)
			}
		case *http2.WindowUpdateFrame:
			if frame.StreamID == 0 {
				window += int(frame.Increment)
			} else {
				windows[frame.StreamID] += int(frame.Increment)
			}
		case *http2.RSTStreamFrame:
			delete(rest, frame.StreamID)
		case *http2.HeadersFrame:
			if frame.StreamEnded() {
				delete(rest, frame.StreamID)
			}
		}
	}
}

// jsonSent opens connections and sends the same body on each: of 10 MiB at least, as it says,
// whatever it has. It ends when the server has closed all.
func jsonSent(ctx context.Context, t *testing.T, address string, calls int, body []byte) {
	var sending sync.WaitGroup
	defer sending.Wait()
	for range calls {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Error(err)
			return
		}
		sending.Go(func() {
			defer func() { _ = conn.Close() }()
			defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
			fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: server\r\nAuthorization: Bearer mean\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", hairpinv1.AnalysisService_Analyze_FullMethodName, max(10<<20, len(body)))
			if _, err := conn.Write(body); err != nil {
				return // the server has enough
			}
			_, _ = io.Copy(io.Discard, conn)
		})
	}
}

// wrongPaths sends a request with so many violations, and holds the answer to what
// clients take.
func wrongPaths(ctx context.Context, t *testing.T, address string, n int) {
	c, err := client.Dial(address, client.Options{Token: "mean"}, grpc.WithDisableRetry(), grpc.WithMaxHeaderListSize(16<<10))
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = c.Close() }()
	req := &hairpinv1.AnalyzeRequest{}
	for i := range n {
		req.Files = append(req.Files, &hairpinv1.File{Path: fmt.Sprintf("/%d", i)})
	}
	req.Files[0].Path += strings.Repeat("x", 10<<10)
	for ctx.Err() == nil {
		_, err := c.Analyze(ctx, req)
		if status.Code(err) == codes.DeadlineExceeded {
			return // the server may see it a moment before ctx does
		}
		if ctx.Err() == nil && status.Code(err) != codes.InvalidArgument {
			t.Errorf("%d wrong paths: %v", n, err)
			return
		}
	}
}
