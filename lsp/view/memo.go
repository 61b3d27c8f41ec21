package view

import (
	"context"
	"sync"
)

// memo is a value that is computed once, when somebody needs it. One who waits
// for it can give up; if the one who computes it gives up, the next one does it.
type memo[T any] struct {
	turn  chan struct{} // holds one token while somebody computes
	done  bool
	value T
}

func newMemo[T any]() *memo[T] { return &memo[T]{turn: make(chan struct{}, 1)} }

// get is the value. The error is the context's, or that of compute.
func (m *memo[T]) get(ctx context.Context, compute func(context.Context) (T, error)) (T, error) {
	select {
	case m.turn <- struct{}{}:
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
	defer func() { <-m.turn }()
	if m.done {
		return m.value, nil
	}
	v, err := compute(ctx)
	if err == nil {
		m.value, m.done = v, true
	}
	return v, err
}

// keyed are memos by name. The zero value has none.
type keyed[T any] struct {
	mu  sync.Mutex
	all map[string]*memo[T]
}

// get is the value of that name.
func (k *keyed[T]) get(ctx context.Context, name string, compute func(context.Context) (T, error)) (T, error) {
	k.mu.Lock()
	m := k.all[name]
	if m == nil {
		m = newMemo[T]()
		if k.all == nil {
			k.all = map[string]*memo[T]{}
		}
		k.all[name] = m
	}
	k.mu.Unlock()
	return m.get(ctx, compute)
}
