package server

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// turns reads the messages of every call as far as there is room for them, and
// gives every analysis its turn on a core.
func (l *limits) turns(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	ctx := stream.Context()
	v := visitOf(ctx)
	most := int64(smallMessage)
	if analyses[info.FullMethod] {
		most = l.message
	}
	in, err := newIntake(ctx, v, most)
	if err != nil {
		return err
	}
	if !analyses[info.FullMethod] {
		return handle(service, &plain{stream, in, !info.IsClientStream})
	}
	t := &turn{ServerStream: stream, limits: l, in: in, visit: v, ctx: ctx, single: !info.IsClientStream}
	defer t.leave()
	return handle(service, t)
}

// plain is the stream of a call that carries no files: its messages are small.
type plain struct {
	grpc.ServerStream
	in     *intake
	single bool // one message is all
}

// RecvMsg reads a message.
func (p *plain) RecvMsg(m any) error {
	msg, err := p.in.next(func(int64) error { return nil })
	if err != nil {
		return err
	}
	if p.single {
		if err := p.in.end(); err != nil {
			return err
		}
		p.in.visit.hush()
	}
	return unmarshal(msg, m)
}

func unmarshal(msg []byte, m any) error {
	if err := proto.Unmarshal(msg, m.(proto.Message)); err != nil {
		return status.Error(codes.InvalidArgument, "the message does not match the contract")
	}
	return nil
}

// turn is the stream of an analysis. A message is read when there is room for it,
// and when the last one is here the analysis waits for its turn: neither costs a
// caller who sends slowly a core.
type turn struct {
	grpc.ServerStream
	limits *limits
	in     *intake
	visit  *visit
	ctx    context.Context
	cancel context.CancelFunc
	single bool  // one message is all
	held   int64 // bytes of memory for the request
	work   int64 // bytes of memory for the analysis; zero before it begins
	stage  stage

	mu    sync.Mutex
	begin time.Time // of the turn; zero between turns
}

// stage is how much of a request is here.
type stage int

const (
	nothing stage = iota
	partly        // pieces
	whole
)

type turnKey struct{}

// Context is that of the analysis: it ends when its time is over.
func (t *turn) Context() context.Context { return t.ctx }

// RecvMsg reads a message.
func (t *turn) RecvMsg(m any) error {
	before := t.held
	msg, err := t.in.next(t.room)
	if errors.Is(err, io.EOF) {
		t.arrived()
		if turnErr := t.start(); turnErr != nil {
			return turnErr
		}
		return err
	}
	if err != nil {
		return err
	}
	cost := costOf(msg, m.(proto.Message).ProtoReflect().Descriptor())
	if cost > t.limits.message {
		return tooMany(t.limits.message)
	}
	if err := t.keep(before + cost); err != nil {
		return err
	}
	if t.single {
		if err := t.in.end(); err != nil {
			return err
		}
	}
	if err := unmarshal(msg, m); err != nil {
		return err
	}
	if t.single {
		t.arrived()
		return t.start()
	}
	return nil
}

// tooMany refuses a message that costs too much for its size.
func tooMany(most int64) error {
	return forGood("the message contains too many files for a message of at most %d bytes; send the files in pieces, with a method whose name ends in Stream", most)
}

// room reserves memory for a message of a size.
func (t *turn) room(size int64) error {
	if !t.single && t.stage == nothing {
		if err := t.await(t.visit.caller.streams, 1); err != nil {
			return err
		}
		t.stage = partly
	}
	// Most messages take no more than half beside their bytes.
	return t.more(min(size+size/2+8*fieldCost, t.limits.message))
}

// arrived tells that the request is here.
func (t *turn) arrived() {
	if t.stage == partly {
		t.visit.caller.streams.Release(1)
	}
	t.stage = whole
	t.visit.caller.whole.Add(1)
}

// more reserves memory. Who holds none yet can wait for it. The others would wait
// for each other, unless a request that is here is going to free some.
func (t *turn) more(size int64) error {
	mine := t.visit.caller
	if half := mine.memory.half; t.held+size > half {
		return forGood("the files take more than the %d bytes of memory that the server has for one client; send a part of the project, or have the server started with a larger --max-memory", half)
	}
	if t.held > 0 && mine.whole.Load() == 0 {
		if !mine.memory.TryAcquire(size) {
			return errFullMemory
		}
	} else if err := t.await(mine.memory, size); err != nil {
		return err
	}
	t.held += size
	return nil
}

// keep holds so much memory as the messages really take.
func (t *turn) keep(cost int64) error {
	if cost > t.held {
		return t.more(cost - t.held)
	}
	t.visit.caller.memory.Release(t.held - cost)
	t.held = cost
	return nil
}

// await waits for memory, or what else there is a number of, for a time.
func (t *turn) await(s interface {
	Acquire(ctx context.Context, n int64) error
	TryAcquire(n int64) bool
}, n int64) error {
	if s.TryAcquire(n) {
		return nil
	}
	t.limits.short.Add(1)
	defer t.limits.short.Add(-1)
	ctx, cancel := context.WithTimeout(t.ctx, t.limits.wait)
	defer cancel()
	err := s.Acquire(ctx, n)
	switch {
	case err == nil:
		return nil
	case t.ctx.Err() != nil:
		return t.visit.why(failed(t.ctx.Err()))
	}
	return errFullMemory
}

// start begins the turn. The first one of an analysis takes memory for it too, so
// that those which have begun and wait for their callers do not become too many.
func (t *turn) start() error {
	t.visit.hush()
	if t.work == 0 {
		work := min(workCost*max(t.held, 1), t.visit.caller.work.half)
		if err := t.await(t.visit.caller.work, work); err != nil {
			return err
		}
		t.work = work
	}
	if err := t.limits.start(t.ctx); err != nil {
		return err
	}
	if t.cancel == nil {
		t.ctx, t.cancel = context.WithTimeout(context.WithValue(t.ctx, turnKey{}, t), t.limits.maxTime)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begin = time.Now()
	return nil
}

// rest ends the turn for now: it is the caller who is waited for.
func (t *turn) rest() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.begin.IsZero() {
		return
	}
	t.limits.end(time.Since(t.begin))
	t.begin = time.Time{}
	t.visit.read()
}

// leave gives everything back.
func (t *turn) leave() {
	t.rest()
	t.visit.hush()
	switch t.stage {
	case partly:
		t.visit.caller.streams.Release(1)
	case whole:
		t.visit.caller.whole.Add(-1)
	}
	t.visit.caller.memory.Release(t.held)
	t.visit.caller.work.Release(t.work)
	if t.cancel != nil {
		t.cancel()
	}
}

// pause ends the turn of a call that is done but for its answer, which its caller
// may read slowly. The context is that of the call.
func pause(ctx context.Context) {
	if t, ok := ctx.Value(turnKey{}).(*turn); ok {
		t.rest()
	}
}

// quick is how long a caller may take to read and the turn still goes on: one who
// reads would else wait behind all others with every message.
const quick = 20 * time.Millisecond

// aside does what may wait for the caller. If it does, the turn ends meanwhile,
// and the next one is waited for.
func aside(ctx context.Context, send func() error) error {
	t, ok := ctx.Value(turnKey{}).(*turn)
	if !ok {
		return send()
	}
	slow := time.AfterFunc(quick, t.rest)
	err := send()
	if slow.Stop() || err != nil {
		return err
	}
	t.rest() // it may be under way
	return t.start()
}
