package server

import (
	"context"
	"log/slog"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// heap is what is alive in memory, in bytes.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what pools held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// bubble runs a test of a server in memory on a clock that goes on when nothing
// else does.
func bubble(t *testing.T, change func(*Options), test func(t *testing.T, r *running)) {
	t.Helper()
	tokens := filepath.Join(t.TempDir(), "tokens")
	put(t, tokens, []byte("mean\nhonest\n"))
	synctest.Test(t, func(t *testing.T) {
		r := start(t, nil, New(), func(o *Options) {
			o.MaxMessage, o.MaxConcurrent, o.MaxQueue, o.MaxHeld = 16<<20, 2, 128, 128<<20
			o.MaxSilence, o.MaxReceive, o.MaxWait = 10*time.Second, 2*time.Minute, 30*time.Second
			var err error
			if o.Tokens, err = NewTokens(tokens, slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
			if change != nil {
				change(o)
			}
		})
		test(t, r)
		_ = r.conn.Close()
		r.stop()
		if err := <-r.ended; err != nil {
			t.Error(err)
		}
	})
}

func (r *running) raw(t *testing.T) *raw {
	t.Helper()
	conn, err := r.pipe.DialContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rawClient(t, conn)
}

// as is the context of a caller with a token.
func as(t *testing.T, token string) context.Context {
	return metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
}

var (
	mean   = hpack.HeaderField{Name: "authorization", Value: "Bearer mean"}
	honest = hpack.HeaderField{Name: "authorization", Value: "Bearer honest"}
)

// TestHalfSent: messages of which the end never comes cost next to nothing,
// whoever sends them to whatever method, and are not waited for.
func TestHalfSent(t *testing.T) {
	const calls, size = 200, 10 << 20
	for method, most := range map[string]int64{
		grpc_health_v1.Health_Check_FullMethodName:                  4 << 20,
		grpc_health_v1.Health_Watch_FullMethodName:                  4 << 20,
		hairpinv1.AnalysisService_ListRules_FullMethodName:          4 << 20,
		"/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": 4 << 20,
		"/no.such.Service/Method":                                   4 << 20,
		hairpinv1.AnalysisService_Analyze_FullMethodName:            64<<20 + 80*window, // half of the room, and what waits
	} {
		t.Run(method, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, r *running) {
				c := r.raw(t)
				data := append(promise(size), make([]byte, size-1)...)
				before := heap()
				ctx, cancel := context.WithCancel(t.Context())
				var sending sync.WaitGroup
				for range calls {
					id := c.call(method, mean)
					sending.Go(func() { c.send(ctx, id, data) })
				}
				synctest.Wait()
				if grown := heap() - before; grown > most {
					t.Errorf("%d KiB of memory for %d messages, the bound is %d", grown>>10, calls, most>>10)
				} else {
					t.Logf("%d KiB", grown>>10)
				}
				if _, err := grpc_health_v1.NewHealthClient(r.conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{}); err != nil && method != grpc_health_v1.Health_Check_FullMethodName {
					t.Errorf("health: %v", err)
				}
				_, err := r.client().Analyze(as(t, "honest"), small)
				wantCode(t, err, codes.OK)
				begin := time.Now()
				c.wait(calls)
				if took := time.Since(begin); took > 40*time.Second { // to wait for memory, and to be silent
					t.Errorf("the calls are waited for %v", took)
				}
				cancel()
				sending.Wait()
				runtime.KeepAlive(data)
				_ = c.conn.Close()
			})
		})
	}
}

// TestSilentStreams: calls that send nothing but headers, or a length, hold
// nothing that others need, and end.
func TestSilentStreams(t *testing.T) {
	for name, data := range map[string][]byte{"headers": nil, "a length": promise(16 << 20)} {
		t.Run(name, func(t *testing.T) {
			bubble(t, nil, func(t *testing.T, r *running) {
				c := r.raw(t)
				const calls = 100
				var ids []uint32
				for range calls {
					id := c.call(hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, mean)
					c.send(t.Context(), id, data)
					ids = append(ids, id)
				}
				synctest.Wait()
				begin := time.Now()
				_, err := r.client().Analyze(as(t, "honest"), small)
				wantCode(t, err, codes.OK)
				if took := time.Since(begin); took > 0 {
					t.Errorf("another caller waits for %v", took)
				}
				_, err = r.client().Analyze(as(t, "mean"), small)
				wantBusy(t, err, "client")
				if status := c.end(ids[calls-1])["grpc-status"]; status != strconv.Itoa(int(codes.ResourceExhausted)) {
					t.Errorf("one call too many ends with %s", status)
				}
				c.wait(calls - 65 + 1) // those too many, and the first of half of 130 places
				if took := time.Since(begin); took != 10*time.Second {
					t.Errorf("a silent call ends after %v", took)
				}
				if status := c.end(ids[0])["grpc-status"]; data == nil && status != strconv.Itoa(int(codes.Canceled)) {
					t.Errorf("a silent call ends with %s", status)
				}
				c.wait(calls)
				_, err = r.client().Analyze(as(t, "mean"), small)
				wantCode(t, err, codes.OK)
				_ = c.conn.Close()
			})
		})
	}
}

// TestWait: who waits for memory that does not become free is told to come back.
func TestWait(t *testing.T) {
	bubble(t, func(o *Options) { o.MaxSilence = time.Minute }, func(t *testing.T, r *running) {
		c := r.raw(t)
		for range 4 { // all that one caller gets
			c.send(t.Context(), c.call(hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, mean), promise(16<<20))
		}
		synctest.Wait()
		begin := time.Now()
		_, err := r.client().Analyze(as(t, "mean"), small)
		wantBusy(t, err, "memory")
		if took := time.Since(begin); took != 30*time.Second {
			t.Errorf("it waits for %v", took)
		}
		_ = c.conn.Close()
	})
}

// TestSlowSender: a caller who sends something now and then is not silent, but its
// time ends too.
func TestSlowSender(t *testing.T) {
	bubble(t, nil, func(t *testing.T, r *running) {
		c := r.raw(t)
		id := c.call(hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, honest)
		begin := time.Now()
		for ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute); ; {
			c.send(ctx, id, promise(0))
			select {
			case <-time.After(9 * time.Second):
				c.mu.Lock()
				ended := c.ended[id]
				c.mu.Unlock()
				if ended == nil {
					continue
				}
			case <-ctx.Done():
				t.Error("it goes on for ever")
			}
			cancel()
			break
		}
		if took := time.Since(begin); took < 2*time.Minute || took > 2*time.Minute+9*time.Second {
			t.Errorf("it ends after %v", took)
		}
		_ = c.conn.Close()
	})
}

// TestConnections: half of the connections are for one address, and the others
// have room. Nothing holds one for ever.
func TestConnections(t *testing.T) {
	bubble(t, func(o *Options) { o.MaxConnections, o.MaxIdle = 4, time.Minute }, func(t *testing.T, r *running) {
		one, two := r.raw(t), r.raw(t)
		synctest.Wait()
		three := r.raw(t)
		synctest.Wait()
		if one.gone || two.gone || !three.gone {
			t.Errorf("gone are %v %v %v", one.gone, two.gone, three.gone)
		}
		begin := time.Now()
		one.mu.Lock()
		for !one.gone {
			one.changed.Wait()
		}
		one.mu.Unlock()
		if took := time.Since(begin); took > 3*time.Minute {
			t.Errorf("an idle connection lasts %v", took)
		}
		_ = two.conn.Close()
		synctest.Wait()
		_, err := r.client().Analyze(as(t, "honest"), small)
		wantCode(t, err, codes.OK)
	})
}

// TestBegun: analyses that have begun and wait for their readers are so few that
// there is memory for them; what they leave is for others.
func TestBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Options{MaxMessage: 1 << 20, MaxConcurrent: 8, MaxQueue: 8, MaxHeld: 4 << 20, MaxWait: time.Second, MaxTime: time.Hour})
		begin := func(who client) (*turn, error) {
			ctx, cancel := context.WithCancel(t.Context())
			t.Cleanup(cancel)
			ctx, err := l.reserve(ctx, hairpinv1.AnalysisService_AnalyzeStream_FullMethodName, who)
			if err != nil {
				t.Fatal(err)
			}
			turn := &turn{limits: l, visit: visitOf(ctx), ctx: ctx}
			if err := turn.more(1 << 20); err != nil {
				t.Fatal(err)
			}
			return turn, turn.start()
		}
		var begun []*turn
		for _, who := range []client{{1}, {2}} {
			one, err := begin(who)
			wantCode(t, err, codes.OK)
			one.rest() // its reader is slow
			begun = append(begun, one)
			late, err := begin(who)
			wantBusy(t, err, "memory")
			late.leave()
		}
		if n := len(l.running); n != 0 {
			t.Errorf("%d run", n)
		}
		begun[0].leave()
		next, err := begin(client{1})
		wantCode(t, err, codes.OK)
		next.leave()
		begun[1].leave()
	})
}
