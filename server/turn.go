package server

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// turns gives every analysis its room in memory and its turn on a core.
func (l *limits) turns(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	if !analyses[info.FullMethod] {
		return handle(service, stream)
	}
	t := &turn{ServerStream: stream, limits: l, ctx: stream.Context(), single: !info.IsClientStream}
	t.late, _ = t.ctx.Value(lateKey{}).(*time.Timer)
	defer t.leave()
	return handle(service, t)
}

// turn is the stream of an analysis. A message is read when there is room for it,
// and when the last one is here the analysis waits for its turn: neither costs a
// caller who sends slowly a core.
type turn struct {
	grpc.ServerStream
	limits *limits
	ctx    context.Context
	cancel context.CancelFunc
	late   *time.Timer
	single bool      // one message is all
	held   int64     // bytes of memory
	begin  time.Time // of the turn; zero between turns
}

type turnKey struct{}

// Context is that of the analysis: it ends when its time is over.
func (t *turn) Context() context.Context { return t.ctx }

// RecvMsg reads a message.
func (t *turn) RecvMsg(m any) error {
	if err := t.room(); err != nil {
		return err
	}
	var f frame
	err := t.ServerStream.RecvMsg(&f)
	cost := f.cost()
	t.keep(min(cost, t.limits.message))
	switch {
	case errors.Is(err, io.EOF):
		if turnErr := t.start(); turnErr != nil {
			return turnErr
		}
		return err
	case err != nil:
		return err
	case cost > t.limits.message:
		return status.Errorf(codes.ResourceExhausted, "the message contains too many files for a message of at most %d bytes; AnalyzeStream takes more", t.limits.message)
	}
	if err := proto.Unmarshal(f, m.(proto.Message)); err != nil {
		return status.Error(codes.InvalidArgument, "the message does not match the contract")
	}
	if t.single {
		return t.start()
	}
	return nil
}

// room reserves memory for a message of any size. Who holds none yet can wait for
// it; the others would wait for each other.
func (t *turn) room() error {
	l := t.limits
	if t.held == 0 {
		if err := l.memory.Acquire(t.ctx, l.message); err != nil {
			return failed(err)
		}
	} else if !l.memory.TryAcquire(l.message) {
		return errFullMemory
	}
	t.held += l.message
	return nil
}

// keep gives back what a message did not need of the memory that was reserved.
func (t *turn) keep(cost int64) {
	t.limits.memory.Release(t.limits.message - cost)
	t.held -= t.limits.message - cost
}

// start begins the turn.
func (t *turn) start() error {
	if err := t.limits.start(t.ctx); err != nil {
		return err
	}
	if t.late != nil {
		t.late.Stop()
	}
	if t.cancel == nil {
		t.ctx, t.cancel = context.WithTimeout(context.WithValue(t.ctx, turnKey{}, t), t.limits.maxTime)
	}
	t.begin = time.Now()
	return nil
}

// rest ends the turn for now.
func (t *turn) rest() {
	if t.begin.IsZero() {
		return
	}
	t.limits.end(time.Since(t.begin))
	t.begin = time.Time{}
	if t.late != nil {
		t.late.Reset(t.limits.receive)
	}
}

// leave gives everything back.
func (t *turn) leave() {
	t.rest()
	t.limits.memory.Release(t.held)
	if t.cancel != nil {
		t.cancel()
	}
}

// pause ends the turn of a call that is going to wait for its caller, who may
// read slowly. The context is that of the call.
func pause(ctx context.Context) {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		t.rest()
	}
}

// resume waits for the next turn after a pause.
func resume(ctx context.Context) error {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		return t.start()
	}
	return nil
}
