package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// TestTurnAndReading: the time for a caller to send runs until the turn begins, not
// while it lasts, and anew when the caller has to read.
func TestTurnAndReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits(Options{MaxConcurrent: 1, MaxMessage: 1 << 20, MaxReceive: time.Minute, MaxTime: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		turn := &turn{limits: l, ctx: ctx, late: time.AfterFunc(l.receive, cancel)}
		alive := func(after time.Duration, what string) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			if ctx.Err() != nil {
				t.Fatalf("%s: the call is at its end", what)
			}
		}
		alive(time.Minute-time.Second, "while it is sent")
		if err := turn.start(); err != nil {
			t.Fatal(err)
		}
		alive(10*time.Minute, "in its turn")
		pause(turn.Context())
		if len(l.running) != 0 {
			t.Error("a call that waits for its caller holds a core")
		}
		alive(time.Minute-time.Second, "while it is read")
		if err := resume(turn.Context()); err != nil {
			t.Fatal(err)
		}
		alive(10*time.Minute, "in its second turn")
		if len(l.running) != 1 {
			t.Error("a call that goes on holds no core")
		}
		turn.rest()
		turn.rest() // a turn ends once
		time.Sleep(time.Minute + time.Second)
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
		turn := &turn{limits: l, ctx: t.Context()}
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
	l := newLimits(Options{MaxConcurrent: 1, MaxMessage: 1 << 20, MaxReceive: time.Hour, MaxTime: time.Hour})
	held := &turn{limits: l, ctx: t.Context()}
	if err := held.room(); err != nil {
		t.Fatal(err)
	}
	if err := held.start(); err != nil {
		t.Fatal(err)
	}
	ctx := held.Context()
	held.leave()
	if ctx.Err() == nil || len(l.running) != 0 {
		t.Error("the analysis of a call that has left goes on")
	}
	waiting := &turn{limits: l, ctx: t.Context()}
	waiting.leave()
	for range LeastHeld { // all of the memory is there again
		if !l.memory.TryAcquire(l.message) {
			t.Error("a call that has left holds memory")
		}
	}
}
