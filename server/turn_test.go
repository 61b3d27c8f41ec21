package server

import (
	"testing"
	"testing/synctest"
	"time"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// turnOf is an analysis that was let in and has not had its turn.
func turnOf(t *testing.T, l *limits) *turn {
	t.Helper()
	ctx, err := l.reserve(t.Context(), hairpinv1.AnalysisService_Analyze_FullMethodName, client{})
	if err != nil {
		t.Fatal(err)
	}
	return &turn{limits: l, visit: visitOf(ctx), ctx: ctx}
}

// TestTurnAndReading: the time for a caller to send runs until the turn begins, not
// while it lasts, and anew when the caller has to read.
func TestTurnAndReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Options{MaxConcurrent: 1, MaxMessage: 1 << 20, MaxReceive: time.Minute, MaxTime: time.Hour})
		turn := turnOf(t, l)
		ctx := turn.visit.ctx
		alive := func(after time.Duration, what string) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if ctx.Err() != nil {
				t.Fatalf("%s: the call is at its end", what)
			}
		}
		send := func(takes time.Duration, running int) {
			t.Helper()
			err := aside(turn.Context(), func() error {
				alive(takes, "while it is read")
				if len(l.running) != running {
					t.Errorf("a call that has waited for its caller for %v holds %d cores, want %d", takes, len(l.running), running)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		alive(time.Minute-time.Second, "while it is sent")
		if err := turn.start(); err != nil {
			t.Fatal(err)
		}
		alive(10*time.Minute, "in its turn")
		send(quick-time.Millisecond, 1)
		send(time.Minute-time.Second, 0)
		alive(10*time.Minute, "in its second turn")
		if len(l.running) != 1 {
			t.Error("a call that goes on holds no core")
		}
		pause(turn.Context())
		pause(turn.Context()) // a turn ends once
		if len(l.running) != 0 {
			t.Error("a call that waits for its caller holds a core")
		}
		alive(time.Minute-time.Second, "while its answer is read")
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if ctx.Err() == nil {
			t.Error("a caller who does not read keeps its call")
		}
		if usual := time.Duration(l.usual.Load()); usual < time.Minute || usual > 10*time.Minute {
			t.Errorf("turns of ten minutes make the usual one %s", usual)
		}
		turn.leave()
		if turn.Context().Err() == nil || len(l.running) != 0 {
			t.Error("a call that has left holds something")
		}
	})
}

// TestTurnIsOver: a turn that lasts too long ends its call.
func TestTurnIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Options{MaxConcurrent: 1, MaxMessage: 1 << 20, MaxReceive: time.Minute, MaxTime: time.Hour})
		turn := turnOf(t, l)
		if err := turn.start(); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			after time.Duration
			over  bool
		}{{time.Hour - time.Second, false}, {2 * time.Second, true}} {
			time.Sleep(c.after)
			synctest.Wait()
			if over := turn.Context().Err() != nil; over != c.over {
				t.Errorf("after %s the turn is over: %v", c.after, over)
			}
		}
		turn.leave()
		if len(l.running) != 0 {
			t.Error("a call that has left in its turn holds a core")
		}
	})
}

// TestTurnThatLeaves: what a call began ends with it, and one that never had its
// turn has nothing to end.
func TestTurnThatLeaves(t *testing.T) {
	l := newLimits(Options{MaxConcurrent: 1, MaxQueue: 3, MaxMessage: 1 << 20, MaxReceive: time.Hour, MaxTime: time.Hour})
	held := turnOf(t, l)
	if err := held.room(l.message); err != nil {
		t.Fatal(err)
	}
	held.arrived()
	if err := held.start(); err != nil {
		t.Fatal(err)
	}
	if l.callers.memory.memory().Reserved == 0 || l.callers.work.memory().Reserved == 0 {
		t.Error("a call in its turn holds no memory")
	}
	ctx := held.Context()
	held.leave()
	if ctx.Err() == nil || len(l.running) != 0 {
		t.Error("the analysis of a call that has left goes on")
	}
	waiting := turnOf(t, l)
	if err := waiting.room(l.message); err != nil {
		t.Fatal(err)
	}
	waiting.leave()
	if one := waiting.visit.caller; !one.streams.TryAcquire(maxStreaming) || one.whole.Load() != 0 {
		t.Error("the request of a call that has left still counts")
	}
	for what, s := range map[string]share{"requests": waiting.visit.caller.memory, "analyses": waiting.visit.caller.work} {
		if !s.TryAcquire(s.half) {
			t.Errorf("a call that has left holds memory for %s of its caller", what)
		}
		s.Release(s.half)
	}
	// All of the memory is there again.
	if !l.callers.memory.free.TryAcquire(LeastHeld*l.message) || !l.callers.work.free.TryAcquire(workShare*LeastHeld*l.message) ||
		l.callers.memory.memory().Reserved != 0 || l.callers.work.memory().Reserved != 0 {
		t.Error("a call that has left holds memory")
	}
}
