package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
)

// refusals counts what was refused, and tells of it. Of each kind it logs one in a
// second, with their number: who sends others away has no time to write about
// each, and no room.
type refusals struct {
	log  *slog.Logger
	what string // "refused"

	mu    sync.Mutex
	count int64
	kinds map[codes.Code]*refused
}

// refused are the refusals of one kind.
type refused struct {
	untold int64
	told   time.Time // the last time
}

// tell counts a refusal, and logs it if it is time to.
func (r *refusals) tell(ctx context.Context, code codes.Code, attrs ...slog.Attr) {
	if times := r.add(code); times > 0 {
		r.log.LogAttrs(ctx, slog.LevelWarn, r.what, append(attrs, slog.String("code", code.String()), slog.Int64("times", times))...)
	}
}

// add counts a refusal, and gives how many of its kind are to be told of; 0 if it
// is too early to.
func (r *refusals) add(code codes.Code) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count++
	if r.kinds == nil {
		r.kinds = map[codes.Code]*refused{}
	}
	k := r.kinds[code]
	if k == nil {
		k = &refused{}
		r.kinds[code] = k
	}
	k.untold++
	now := time.Now()
	if now.Sub(k.told) < time.Second {
		return 0
	}
	times := k.untold
	k.untold, k.told = 0, now
	return times
}

// all is how many there were.
func (r *refusals) all() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count
}
