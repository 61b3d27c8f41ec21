package server

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// Memory is memory that a server reserves, in bytes.
type Memory struct{ Reserved, Limit int64 }

// pool is memory for all callers, in bytes: requests, or analyses.
type pool struct {
	free  *semaphore.Weighted
	limit int64
	taken atomic.Int64
}

func newPool(limit int64) *pool { return &pool{free: semaphore.NewWeighted(limit), limit: limit} }

// memory tells how much is taken.
func (p *pool) memory() Memory { return Memory{Reserved: p.taken.Load(), Limit: p.limit} }

// share is the half of a pool that a caller gets at most.
type share struct {
	all  *pool
	mine *semaphore.Weighted
	half int64
}

func newShare(all *pool) share {
	return share{all, semaphore.NewWeighted(all.limit / 2), all.limit / 2}
}

// Acquire waits for memory.
func (s share) Acquire(ctx context.Context, n int64) error {
	if err := s.mine.Acquire(ctx, n); err != nil {
		return err
	}
	if err := s.all.free.Acquire(ctx, n); err != nil {
		s.mine.Release(n)
		return err
	}
	s.all.taken.Add(n)
	return nil
}

// TryAcquire takes memory if it is free.
func (s share) TryAcquire(n int64) bool {
	if !s.mine.TryAcquire(n) {
		return false
	}
	if !s.all.free.TryAcquire(n) {
		s.mine.Release(n)
		return false
	}
	s.all.taken.Add(n)
	return true
}

// Release gives memory back.
func (s share) Release(n int64) {
	s.all.taken.Add(-n)
	s.all.free.Release(n)
	s.mine.Release(n)
}
