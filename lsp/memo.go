package lsp

import "context"

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
