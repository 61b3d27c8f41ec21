package server

import (
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// callers are those who have open calls: how many of which class, and how much of
// the memory. A caller gets half of everything at most, so that the others always
// have as much.
type callers struct {
	most         [classes]int // open calls of all callers; 0 for any number
	memory, work *pool

	mu   sync.Mutex
	open [classes]int
	each map[client]*caller
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
	return &callers{most: most, each: map[client]*caller{}, memory: newPool(held), work: newPool(working)}
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
		one = &caller{who: who, memory: newShare(c.memory), work: newShare(c.work), streams: semaphore.NewWeighted(maxStreaming)}
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

// streams is how many calls are open, by class.
func (c *callers) streams() map[string]int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make(map[string]int64, classes)
	for k, n := range c.open {
		out[classNames[k]] = int64(n)
	}
	return out
}
