package check

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Panic is what a panic of a worker becomes in the goroutine of its caller.
type Panic struct {
	Path  string // of the document that was worked on; empty if it was several
	Value any    // which may quote the document
	Stack []byte // of the worker
}

// Error is what the run time prints if nobody recovers.
func (p *Panic) Error() string { return fmt.Sprintf("%s: %v\n%s", p.Path, p.Value, p.Stack) }

// parallel calls f for every index below n, a few at a time. A panic of one of
// them is that of the caller, who may recover: it is a [Panic], which says what
// was worked on. The others are finished before.
func parallel(n int, path func(int) string, f func(int)) {
	const workers, least = 8, 4
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed *Panic
	at := 0
	one := func(i int) {
		defer func() {
			if p := recover(); p != nil {
				mu.Lock()
				defer mu.Unlock()
				if failed == nil {
					failed = &Panic{Path: path(i), Value: p, Stack: debug.Stack()}
				}
				at = n // nobody wants the rest
			}
		}()
		f(i)
	}
	next := func() int {
		mu.Lock()
		defer mu.Unlock()
		at++
		return at - 1
	}
	work := func() {
		for i := next(); i < n; i = next() {
			one(i)
		}
	}
	if n < least {
		work()
	}
	for range min(workers, n) {
		wg.Go(work)
	}
	wg.Wait()
	if failed != nil {
		panic(failed)
	}
}
