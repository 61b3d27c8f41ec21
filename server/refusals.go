package server

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc"
)

// refusals counts what was refused, by reason, and tells of it. For each reason it
// logs one in a second, with their number: who sends others away has no time to
// write about each, and no room.
type refusals struct {
	log *slog.Logger

	mu    sync.Mutex
	kinds map[reason]*refused
}

// refused are the refusals for one reason.
type refused struct {
	count, untold int64
	told          time.Time // the last time
}

func newRefusals(log *slog.Logger) *refusals {
	r := &refusals{log: log, kinds: map[reason]*refused{}}
	for _, why := range reasons {
		r.kinds[why] = &refused{}
	}
	return r
}

// tell counts a refusal, and logs it if it is time to.
func (r *refusals) tell(ctx context.Context, why reason, attrs ...slog.Attr) {
	if times := r.add(why); times > 0 {
		r.log.LogAttrs(ctx, slog.LevelWarn, "refused", append(attrs, slog.String("reason", string(why)), slog.Int64("times", times))...)
	}
}

// add counts a refusal, and gives how many for its reason are to be told of; 0 if
// it is too early to.
func (r *refusals) add(why reason) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := r.kinds[why]
	k.count++
	k.untold++
	now := time.Now()
	if now.Sub(k.told) < time.Second {
		return 0
	}
	times := k.untold
	k.untold, k.told = 0, now
	return times
}

// calls counts calls that were let in and refused later. They are logged like
// others.
func (r *refusals) calls(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	err := handle(service, stream)
	if why, ok := errors.AsType[*refusal](err); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.kinds[why.reason].count++
	}
	return err
}

// all is how many there were, by reason.
func (r *refusals) all() map[string]int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make(map[string]int64, len(r.kinds))
	for why, k := range r.kinds {
		out[string(why)] = k.count
	}
	return out
}
