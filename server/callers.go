package server

import (
	"context"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// callers are those who have open calls: how many of which class, and how much of
// the memory. A caller gets half of everything at most, so that the others always
// have as much.
type callers struct {
	held, working int64        // bytes of memory of all requests, and of all analyses
	most          [classes]int // open calls of all callers; 0 for any number

	mu           sync.Mutex
	open         [classes]int
	each         map[client]*caller
	memory, work *semaphore.Weighted
}

// caller is what one client has of a server.
type caller struct {
	who          client
	open         [classes]int
	calls        int
	memory, work share // for requests, and for analyses
	// streams that come in piece by piece: so few that most of them find room for all
	// of their pieces. whole are requests that are here, whose memory will be free.
	streams *semaphore.Weighted
	whole   atomic.Int64
}

// maxStreaming is how many requests of one caller come in piece by piece at a time.
const maxStreaming = 4

func newCallers(held, working int64, most [classes]int) *callers {
	return &callers{
		held: held, working: working, most: most, each: map[client]*caller{},
		memory: semaphore.NewWeighted(held), work: semaphore.NewWeighted(working),
	}
}

// enter counts a call of a client, or refuses it.
func (c *callers) enter(who client, k class) (*caller, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.most[k] > 0 && c.open[k] >= c.most[k] {
		return nil, errFull
	}
	one := c.each[who]
	if one == nil {
		one = &caller{who: who, memory: newShare(c.memory, c.held), work: newShare(c.work, c.working), streams: semaphore.NewWeighted(maxStreaming)}
	}
	if c.most[k] > 0 && one.open[k] >= (c.most[k]+1)/2 {
		return nil, errHalf
	}
	c.each[who] = one
	c.open[k]++
	one.open[k]++
	one.calls++
	return one, nil
}

// leave ends a call that has entered.
func (c *callers) leave(one *caller, k class) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[k]--
	one.open[k]--
	one.calls--
	if one.calls == 0 {
		delete(c.each, one.who)
	}
}

// inside is how many calls of a class are open.
func (c *callers) inside(k class) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(c.open[k])
}

// share is the half of some memory, in bytes, that a caller gets at most.
type share struct {
	all, mine *semaphore.Weighted
	half      int64
}

func newShare(all *semaphore.Weighted, size int64) share {
	return share{all, semaphore.NewWeighted(size / 2), size / 2}
}

// Acquire waits for memory.
func (s share) Acquire(ctx context.Context, n int64) error {
	if err := s.mine.Acquire(ctx, n); err != nil {
		return err
	}
	if err := s.all.Acquire(ctx, n); err != nil {
		s.mine.Release(n)
		return err
	}
	return nil
}

// TryAcquire takes memory if it is free.
func (s share) TryAcquire(n int64) bool {
	if !s.mine.TryAcquire(n) {
		return false
	}
	if !s.all.TryAcquire(n) {
		s.mine.Release(n)
		return false
	}
	return true
}

// Release gives memory back.
func (s share) Release(n int64) {
	s.all.Release(n)
	s.mine.Release(n)
}
