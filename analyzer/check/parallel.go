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
	if n < least {
		var failed *Panic
		for i := 0; i < n && failed == nil; i++ {
			failed = try(i, path, f)
		}
		if failed != nil {
			panic(failed)
		}
		return
	}
	spread(min(workers, n), n, path, f)
}

// spread has workers call f for every index below n.
func spread(workers, n int, path func(int) string, f func(int)) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed *Panic
	at := 0
	for range workers {
		wg.Go(func() {
			for {
				mu.Lock()
				i := at
				at++
				mu.Unlock()
				if i >= n {
					return
				}
				if p := try(i, path, f); p != nil {
					mu.Lock()
					if failed == nil {
						failed = p
					}
					at = n // nobody wants the rest
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if failed != nil {
		panic(failed)
	}
}

// try calls f, and gives its panic.
func try(i int, path func(int) string, f func(int)) (failed *Panic) {
	defer func() {
		if p := recover(); p != nil {
			failed = &Panic{Path: path(i), Value: p, Stack: debug.Stack()}
		}
	}()
	f(i)
	return nil
}
