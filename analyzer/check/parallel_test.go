package check

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// TestParallelPanic: a panic of a worker is one of the caller, whether there are
// few things to do or many.
func TestParallelPanic(t *testing.T) {
	for _, n := range []int{1, 3, 4, 1000} {
		var done atomic.Int64
		func() {
			defer func() {
				p, ok := recover().(*Panic)
				if !ok || p.Path != strconv.Itoa(n-1) || p.Value != "a mistake" || !strings.Contains(string(p.Stack), "TestParallelPanic") {
					t.Errorf("%d: %v", n, p)
				}
			}()
			parallel(n, strconv.Itoa, func(i int) {
				if i == n-1 {
					panic("a mistake")
				}
				done.Add(1)
			})
		}()
		if int(done.Load()) != n-1 {
			t.Errorf("%d of %d are done", done.Load(), n-1)
		}
	}
}

func TestParallel(t *testing.T) {
	for _, n := range []int{0, 1, 3, 4, 100} {
		var sum atomic.Int64
		parallel(n, strconv.Itoa, func(i int) { sum.Add(int64(i)) })
		if want := int64(n * (n - 1) / 2); sum.Load() != want {
			t.Errorf("%d: %d, want %d", n, sum.Load(), want)
		}
	}
}
