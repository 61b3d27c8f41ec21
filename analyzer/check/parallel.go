package check

import "sync"

// parallel calls f for every index below n, a few at a time.
func parallel(n int, f func(int)) {
	const workers, least = 8, 4
	if n < least {
		for i := range n {
			f(i)
		}
		return
	}
	var next sync.Mutex
	var wg sync.WaitGroup
	at := 0
	for range min(workers, n) {
		wg.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}
