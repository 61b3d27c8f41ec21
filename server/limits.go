package server

import (
	"context"
	"math"
	"sync/atomic"
	"time"
)

// limits keeps a server from taking on more than it can do: an analysis keeps a
// core busy and its files in memory, so few run at once, some more wait, and the
// rest is sent away at once, to come back or to go elsewhere.
type limits struct {
	callers *callers
	running chan struct{} // holds one element for each analysis that runs
	slots   int64         // how many can run
	waiting atomic.Int64  // analyses whose files are here and that do not run
	short   atomic.Int64  // analyses that wait for memory
	usual   atomic.Int64  // nanoseconds that an analysis took of late
	message int64         // the most that a message with files can hold, in bytes
	silence time.Duration // for the next bytes of a request to come
	receive time.Duration // for a request to come in
	wait    time.Duration // for memory, and for a turn
	maxTime time.Duration
}

// LeastHeld is how many of the largest messages a server has room for at least:
// two of each of two callers, a message being here twice while it is unpacked.
const LeastHeld = 4

// workShare is how much memory analyses may take, for each byte that requests may
// hold: half of that of the process, whose requests get an eighth.
const workShare = 4

// workCost is how many bytes an analysis takes for each one of its request.
// Sixteen of an estate of 1,000 APIs took so much when all had begun.
const workCost = 14

// The most open calls of all callers that carry no files. They cost little, but
// not nothing.
const (
	maxProbes = 256
	maxOthers = 256
)

func newLimits(o Options) *limits {
	held := max(o.MaxHeld, LeastHeld*int64(o.MaxMessage))
	return &limits{
		callers: newCallers(held, workShare*held, [classes]int{
			analysis: o.MaxConcurrent + o.MaxQueue, probe: maxProbes, watch: o.MaxConnections, other: maxOthers,
		}),
		running: make(chan struct{}, o.MaxConcurrent),
		slots:   int64(o.MaxConcurrent),
		message: int64(o.MaxMessage),
		silence: orForever(o.MaxSilence),
		receive: orForever(o.MaxReceive),
		wait:    orForever(o.MaxWait),
		maxTime: o.MaxTime,
	}
}

// orForever lets what was not given last for ever.
func orForever(d time.Duration) time.Duration {
	if d == 0 {
		return math.MaxInt64
	}
	return d
}

// reserve takes a place for a call until its context ends, or refuses it.
func (l *limits) reserve(ctx context.Context, method string, who client) (context.Context, error) {
	k := classOf(method)
	one, err := l.callers.enter(who, k)
	if err != nil {
		return ctx, err
	}
	v := newVisit(ctx, one, l.silence, l.receive)
	// The context of a call ends with it, whether it came to be answered or not.
	context.AfterFunc(v.ctx, func() {
		v.hush()
		l.callers.leave(one, k)
	})
	return v.ctx, nil
}

// start waits for the turn of an analysis. One that would wait beyond its
// deadline is refused at once: it would be work for nobody.
func (l *limits) start(ctx context.Context) error {
	select {
	case l.running <- struct{}{}:
		return nil
	default:
	}
	before := l.waiting.Add(1)
	defer l.waiting.Add(-1)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < time.Duration(l.usual.Load()*before/l.slots) {
		return errTooLate
	}
	late := time.NewTimer(l.wait)
	defer late.Stop()
	select {
	case l.running <- struct{}{}:
		return nil
	case <-late.C:
		return errTurn
	case <-ctx.Done():
		return failed(ctx.Err())
	}
}

// end frees the place of an analysis that ran for a time. What is usual follows
// the last eight or so.
func (l *limits) end(ran time.Duration) {
	usual := l.usual.Load()
	l.usual.Store(usual + (int64(ran)-usual)/8)
	<-l.running
}
