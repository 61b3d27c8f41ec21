package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/testing/protocmp"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// over is a client of net/http for a server in memory.
func (r *running) over(t *testing.T, config *tls.Config) *http.Client {
	t.Helper()
	transport := &http.Transport{
		DialContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return r.pipe.DialContext(ctx) },
		TLSClientConfig: config,
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// jsonCall is a request of a method.
func jsonCall(t *testing.T, method, body string, headers ...string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://memory"+method, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

// do gives an answer and all of its body.
func do(t *testing.T, c *http.Client, req *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp, string(body)
}

func toJSON(t *testing.T, req *hairpinv1.AnalyzeRequest) string {
	t.Helper()
	src, err := protojson.Marshal(req)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

const (
	analyzeMethod = hairpinv1.AnalysisService_Analyze_FullMethodName
	listMethod    = hairpinv1.AnalysisService_ListRules_FullMethodName
)

// TestWeb: a call as JSON over HTTP/1.1 is answered as one over gRPC, on the same
// port.
func TestWeb(t *testing.T) {
	r := start(t, nil, New(), nil)
	c := r.over(t, nil)
	want, err := r.client().Analyze(t.Context(), small)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // on one connection
		resp, body := do(t, c, jsonCall(t, analyzeMethod, toJSON(t, small), "X-Request-Id", "mine"))
		if resp.StatusCode != http.StatusOK || resp.Header.Get("X-Request-Id") != "mine" || resp.Header.Get("Content-Type") != "application/json" || resp.Close {
			t.Fatalf("%v %s", resp, body)
		}
		got := &hairpinv1.AnalyzeResponse{}
		if err := protojson.Unmarshal([]byte(body), got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, got, protocmp.Transform()); d != "" {
			t.Errorf("JSON changes the answer (-gRPC +JSON):\n%s", d)
		}
		if strings.Contains(body, `": `) || !strings.HasSuffix(body, "}\n") {
			t.Errorf("the answer is not on a line of its own: %q", body)
		}
	}
	if resp, body := do(t, c, jsonCall(t, "/grpc.health.v1.Health/Check", "{}")); resp.StatusCode != http.StatusOK || body != "{\"status\":\"SERVING\"}\n" {
		t.Errorf("%v %s", resp, body)
	}
	if log := r.log.String(); !strings.Contains(log, "id=mine method="+analyzeMethod+" peer=bufconn code=OK") || !strings.Contains(log, "files=1") {
		t.Errorf("the log:\n%s", log)
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if n := r.server.Load().Connections; n != 0 {
		t.Errorf("%d connections are open", n)
	}
}

// TestWebRefusals: what is wrong is said in JSON, with the status that HTTP has for
// it.
func TestWebRefusals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("known\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, New(), func(o *Options) { o.Tokens, o.MaxMessage = tokens, 64<<10 })
	c := r.over(t, nil)
	chunked := func(req *http.Request) { req.ContentLength = -1 }
	for _, one := range []struct {
		name, method, body string
		headers            []string
		change             func(*http.Request)
		http               int
		code, message      string
	}{
		{"no token", analyzeMethod, "{}", []string{"Authorization", ""}, nil, 401, "unauthenticated", "no token that the server knows"},
		{"another token", analyzeMethod, strings.Repeat(" ", 64<<10), []string{"Authorization", "Bearer other"}, nil, 401, "unauthenticated", "no token that the server knows"},
		{"no method", "/", "{}", nil, nil, 501, "unimplemented", "the server has no such method"},
		{"no such method", "/hairpin.v1.AnalysisService/Nothing", "{}", nil, nil, 501, "unimplemented", "the server has no such method"},
		{"a stream", hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, "{}", nil, nil, 501, "unimplemented", "over gRPC only"},
		{"reflection", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "{}", nil, nil, 501, "unimplemented", "over gRPC only"},
		{"GET", listMethod, "", nil, func(req *http.Request) { req.Method, req.Body = http.MethodGet, nil }, 405, "invalid_argument", "called with POST"},
		{"a form", listMethod, "a=b", []string{"Content-Type", "application/x-www-form-urlencoded"}, nil, 415, "invalid_argument", "of the type application/json"},
		{"gRPC over HTTP/1.1", listMethod, "", []string{"Content-Type", "application/grpc"}, nil, 415, "invalid_argument", "of the type application/json"},
		{"packed", listMethod, "{}", []string{"Content-Encoding", "gzip"}, nil, 501, "unimplemented", "cannot unpack"},
		{"of unknown length", listMethod, "{}", nil, chunked, 411, "invalid_argument", "Content-Length"},
		{"nothing", listMethod, "", nil, nil, 400, "invalid_argument", "the request does not match the contract: "},
		{"no JSON", listMethod, "rules", nil, nil, 400, "invalid_argument", "the request does not match the contract: syntax error (line 1:1)"},
		{"a wrong name", analyzeMethod, `{"filez":[]}`, nil, nil, 400, "invalid_argument", `unknown field "filez"`},
		{"no base64", analyzeMethod, `{"files":[{"path":"a.xml","content":"<` + strings.Repeat("p", 1000) + `"}]}`, nil, nil, 400, "invalid_argument", "invalid value for bytes"},
		{"a wrong path", analyzeMethod, `{"files":[{"path":"../a.xml"}]}`, nil, nil, 400, "invalid_argument", ""},
		{"too large", analyzeMethod, strings.Repeat(" ", 64<<10+1), nil, nil, 429, "resource_exhausted", "larger than the 65536 bytes"},
		{"too large for rules", listMethod, strings.Repeat(" ", smallMessage+1), nil, nil, 429, "resource_exhausted", "larger than the 4096 bytes"},
		{"too many files", analyzeMethod, `{"files":[` + strings.Repeat("{},", 1000) + `{}]}`, nil, nil, 429, "resource_exhausted", "too many files"},
		{"late before it comes", analyzeMethod, "{}", []string{"Connect-Timeout-Ms", "0"}, nil, 504, "deadline_exceeded", "the deadline passed"},
	} {
		t.Run(one.name, func(t *testing.T) {
			req := jsonCall(t, one.method, one.body, append([]string{"Authorization", "Bearer known"}, one.headers...)...)
			if one.change != nil {
				one.change(req)
			}
			resp, body := do(t, c, req)
			var got failure
			if err := json.Unmarshal([]byte(body), &got); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			if resp.StatusCode != one.http || got.Code != one.code || !strings.Contains(got.Message, one.message) || len(body) > 1000 {
				t.Errorf("%d %s, want %d %s %s", resp.StatusCode, body, one.http, one.code, one.message)
			}
		})
	}
	if n, log := sum(r.server.Load().Refusals), r.log.String(); n != 14 || !strings.Contains(log, `message="the method takes a stream of messages`) {
		t.Errorf("%d are counted as refused; the log:\n%s", n, log)
	}
	_, body := do(t, c, jsonCall(t, analyzeMethod, `{"files":[{"path":"../a.xml"}]}`, "Authorization", "Bearer known"))
	if !strings.Contains(body, `"type":"google.rpc.BadRequest"`) || !strings.Contains(body, `"debug":{"fieldViolations":[{"field":"files[0].path"`) {
		t.Errorf("the error has no details: %s", body)
	}
}

// TestWebBusy: who is one too many is told when to come back, whichever way calls
// come.
func TestWebBusy(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) {
		o.MaxRate, o.Now = 1, func() time.Time { return time.Unix(1_700_000_000, 0) }
	})
	_, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	wantCode(t, err, codes.OK)
	resp, body := do(t, r.over(t, nil), jsonCall(t, listMethod, "{}"))
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") != "1" || !strings.Contains(body, `"type":"google.rpc.QuotaFailure"`) {
		t.Errorf("%v %s", resp, body)
	}
}

// TestWebHalfSent: requests of which the end never comes cost next to nothing, and
// are not waited for; nor are headers.
func TestWebHalfSent(t *testing.T) {
	const calls, size = 200, 10 << 20
	part := make([]byte, size-1)
	for name, one := range map[string]struct {
		head string
		most int64
	}{
		"headers":   {"POST " + analyzeMethod + " HTTP/1.1\r\nHost: memory\r\n", 8 << 20},
		"a word":    {"PO", 8 << 20},
		"a refusal": {"POST " + analyzeMethod + " HTTP/1.1\r\nHost: memory\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n", 8 << 20},
		"rules":     {"POST " + listMethod + " HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer mean\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n", 8 << 20},
		"bodies":    {"POST " + analyzeMethod + " HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer mean\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n", 64<<20 + 80*window},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, r *running) {
				var conns []net.Conn
				for range calls {
					conn, err := r.pipe.DialContext(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					conns = append(conns, conn)
				}
				before := heap()
				begin := time.Now()
				var sending sync.WaitGroup
				for _, conn := range conns {
					sending.Go(func() {
						if _, err := io.WriteString(conn, one.head); err == nil && strings.Contains(one.head, "\r\n\r\n") {
							_, _ = conn.Write(part)
						}
						_, _ = io.Copy(io.Discard, conn) // until the server has enough
						_ = conn.Close()
					})
				}
				synctest.Wait()
				if grown := heap() - before; grown > one.most {
					t.Errorf("%d KiB of memory for %d requests, the bound is %d", grown>>10, calls, one.most>>10)
				} else {
					t.Logf("%d KiB", grown>>10)
				}
				_, err := r.client().Analyze(as(t, "honest"), small)
				wantCode(t, err, codes.OK)
				sending.Wait()
				if took := time.Since(begin); took > 45*time.Second { // to wait for memory, to be silent, and to close
					t.Errorf("the calls are waited for %v", took)
				}
				runtime.KeepAlive(part)
			})
		})
	}
}

// TestWebTime: calls over HTTP have the time that others have: to be silent, to run,
// and to be read.
func TestWebTime(t *testing.T) {
	bubble(t, nil, func(t *testing.T, r *running) {
		conn, err := r.pipe.DialContext(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer mean\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", analyzeMethod)
		answer, err := io.ReadAll(conn)
		if took := time.Since(begin); took < 10*time.Second || took > 11*time.Second || !strings.HasPrefix(string(answer), "HTTP/1.1 499 ") || !strings.Contains(string(answer), `"message":"nothing more of the request came for too long"`) {
			t.Errorf("after %v %v: %s", took, err, answer)
		}
		_ = conn.Close()
	})
	synctest.Test(t, func(t *testing.T) {
		endless := scripted{analyze: func(ctx context.Context) error { <-ctx.Done(); return failed(ctx.Err()) }}
		r := start(t, nil, endless, func(o *Options) { o.MaxTime, o.MaxIdle, o.MaxAge = time.Minute, time.Hour, 90*time.Second })
		c := r.over(t, nil)
		for _, closes := range []bool{false, false, true} { // the third one comes after the age of the connection
			resp, body := do(t, c, jsonCall(t, analyzeMethod, "{}"))
			if resp.StatusCode != http.StatusGatewayTimeout || !strings.Contains(body, "deadline_exceeded") || resp.Close != closes {
				t.Errorf("%v %s", resp, body)
			}
		}
		c.CloseIdleConnections()
		_ = r.conn.Close()
		r.stop()
		if err := <-r.ended; err != nil {
			t.Error(err)
		}
	})
}

// TestWebLate: a deadline that passes is told as such, and ends no other call of the
// connection.
func TestWebLate(t *testing.T) {
	r := start(t, nil, New(), nil)
	c := r.over(t, nil)
	req := &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{file("a.xml", strings.Repeat("<policies/>", 20_000))}}
	body := toJSON(t, req)
	for range 100 {
		resp, got := do(t, c, jsonCall(t, analyzeMethod, body, "Connect-Timeout-Ms", "0"))
		if resp.StatusCode != http.StatusGatewayTimeout {
			t.Fatalf("%d %s", resp.StatusCode, got)
		}
	}
}

// TestWebUnread: an answer that nobody reads is not kept for ever.
func TestWebUnread(t *testing.T) {
	bubble(t, nil, func(t *testing.T, r *running) {
		conn, err := r.pipe.DialContext(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		req := &hairpinv1.AnalyzeRequest{Config: internalDeveloper()}
		for i := range 2000 {
			req.Files = append(req.Files, file(fmt.Sprintf("%d.xml", i), orders))
		}
		body := toJSON(t, req)
		begin := time.Now()
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: memory\r\nAuthorization: Bearer mean\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", analyzeMethod, len(body), body)
		synctest.Wait()
		if n := r.server.Load().Streams["analysis"]; n != 1 {
			t.Fatalf("%d calls are open: the answer is too small to be waited for", n)
		}
		for r.server.Load().Connections > 0 {
			time.Sleep(time.Second) // on the clock of the bubble
		}
		if took := time.Since(begin); took < 2*time.Minute || took > 2*time.Minute+2*lastWord {
			t.Errorf("the answer is kept for %v:\n%s", took, r.log)
		}
		if n := r.server.Load().Streams["analysis"]; n != 0 {
			t.Errorf("%d calls are open", n)
		}
		_ = conn.Close()
	})
}

// TestWebGone: the analysis of a caller who has gone ends.
func TestWebGone(t *testing.T) {
	began, ended := make(chan struct{}), make(chan error, 1)
	r := start(t, nil, scripted{analyze: func(ctx context.Context) error {
		close(began)
		<-ctx.Done()
		ended <- ctx.Err()
		return failed(ctx.Err())
	}}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-began
		cancel()
	}()
	resp, err := r.over(t, nil).Do(jsonCall(t, analyzeMethod, "{}").WithContext(ctx))
	if err == nil {
		_ = resp.Body.Close()
		t.Error("it is answered")
	}
	if err := <-ended; err == nil {
		t.Error("the analysis goes on")
	}
}

// TestWebDrain: a call that runs when the server stops is answered.
func TestWebDrain(t *testing.T) {
	var r *running
	r = start(t, nil, scripted{analyze: func(context.Context) error {
		r.stop()
		<-r.server.stopping.Done()
		return nil
	}}, nil)
	if resp, body := do(t, r.over(t, nil), jsonCall(t, analyzeMethod, "{}")); resp.StatusCode != http.StatusOK {
		t.Errorf("%v %s", resp, body)
	}
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
}

// TestWebPanic: a panic is answered, and its value is in no answer.
func TestWebPanic(t *testing.T) {
	r := start(t, nil, scripted{analyze: func(context.Context) error { panic("secret") }}, nil)
	resp, body := do(t, r.over(t, nil), jsonCall(t, analyzeMethod, "{}", "X-Request-Id", "mine"))
	if resp.StatusCode != http.StatusInternalServerError || !strings.Contains(body, "mine") || strings.Contains(body, "secret") {
		t.Errorf("%v %s", resp, body)
	}
}

// TestWebConnections: connections of HTTP/1.1 count as others do.
func TestWebConnections(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) { o.MaxConnections = 2 })
	c := r.over(t, nil)
	if resp, body := do(t, c, jsonCall(t, listMethod, "{}")); resp.StatusCode != http.StatusOK {
		t.Fatalf("%v %s", resp, body)
	}
	if n := r.server.Load().Connections; n != 1 {
		t.Errorf("%d connections are open", n)
	}
	_, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	wantCode(t, err, codes.Unavailable)
	c.CloseIdleConnections()
	for r.server.Load().Connections > 0 {
		runtime.Gosched() // the server learns of it after its client
	}
}

// TestWebTLS: TLS agrees on HTTP/1.1 with those who want it, and asks them for a
// certificate as it asks others.
func TestWebTLS(t *testing.T) {
	ca, mine, config := mutual(t)
	r := start(t, nil, New(), func(o *Options) { o.TLS = config })
	call := func() *http.Request {
		req := jsonCall(t, listMethod, "{}")
		req.URL.Scheme = "https"
		return req
	}
	resp, body := do(t, r.over(t, &tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{mine}}), call())
	if resp.StatusCode != http.StatusOK || resp.ProtoMajor != 1 || !strings.Contains(body, "HP101") {
		t.Errorf("%v %s", resp, body)
	}
	if resp, err := r.over(t, &tls.Config{RootCAs: ca.pool()}).Do(call()); err == nil {
		_ = resp.Body.Close()
		t.Error("who has no certificate is answered")
	}
}

// tally is a measure of calls.
type tally struct {
	mu   sync.Mutex
	seen bytes.Buffer
}

func (*tally) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }
func (*tally) HandleConn(context.Context, stats.ConnStats)                       {}
func (c *tally) TagRPC(ctx context.Context, i *stats.RPCTagInfo) context.Context {
	return context.WithValue(ctx, c, i.FullMethodName)
}

func (c *tally) HandleRPC(ctx context.Context, s stats.RPCStats) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s := s.(type) {
	case *stats.Begin:
		fmt.Fprintln(&c.seen, "begin", ctx.Value(c))
	case *stats.End:
		fmt.Fprintln(&c.seen, "end", ctx.Value(c), status.Code(s.Error))
	}
}

// TestWebMeasured: who measures calls learns of those over HTTP.
func TestWebMeasured(t *testing.T) {
	seen := &tally{}
	r := start(t, nil, New(), func(o *Options) { o.Stats = seen })
	do(t, r.over(t, nil), jsonCall(t, listMethod, `{"a":1}`))
	r.stop()
	if err := <-r.ended; err != nil {
		t.Error(err)
	}
	if got, want := seen.seen.String(), "begin "+listMethod+"\nend "+listMethod+" InvalidArgument\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestConnectCodes: every code has a name, and who is one too many is told when to
// come back.
func TestConnectCodes(t *testing.T) {
	for code := codes.Canceled; code <= codes.Unauthenticated; code++ {
		if connectCodes[code].name == "" {
			t.Errorf("%v has no name", code)
		}
	}
	if _, ok := status.Convert(errRate).Details()[0].(*errdetails.RetryInfo); !ok {
		t.Error("who is one too many is not told when to come back")
	}
}

func sum(counts map[string]int64) (n int64) {
	for _, c := range counts {
		n += c
	}
	return n
}
