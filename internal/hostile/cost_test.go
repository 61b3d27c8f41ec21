package hostile

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "measure the costs, and write them into docs/serve.md")

const (
	page       = "../../docs/serve.md"
	begin, end = "<!-- costs: make costs -->\n", "<!-- end of costs -->\n"
)

// TestCosts writes the table of the worst costs, if it is asked to; else it checks
// that each use has a row.
func TestCosts(t *testing.T) {
	src, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(src), begin)
	table, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the costs", page)
	}
	if !*update {
		for _, u := range uses {
			if !strings.Contains(table, "\n| "+u.name+" |") {
				t.Errorf("%s has no costs of %q; run make costs", page, u.name)
			}
		}
		return
	}
	if err := os.WriteFile(page, []byte(before+begin+costs(t)+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// costs measures every use of every shape, of 1 MiB, and gives the worst of each use.
func costs(t *testing.T) string {
	const size = 1 << 20
	var b strings.Builder
	b.WriteString("\n| | the slowest policy of 1 MiB | time | the one that takes most memory | memory |\n|---|---|---|---|---|\n")
	for _, u := range uses {
		var slowest, largest string
		var longest time.Duration
		var most uint64
		for _, s := range Shapes {
			took, memory, err := measure(t.Context(), u, s.Policy(size))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %s: %s, %d MiB", u.name, s.Name, took.Round(time.Millisecond), memory>>20)
			if took > longest {
				longest, slowest = took, s.Name
			}
			if memory > most {
				most, largest = memory, s.Name
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %.1f s | %s | %d MiB |\n", u.name, slowest, longest.Seconds(), largest, most>>20)
	}
	b.WriteString("\n")
	return b.String()
}

// measure gives the time that a use takes, and the most memory that it holds at a
// time, as far as looks every few milliseconds tell.
func measure(ctx context.Context, u use, src string) (time.Duration, uint64, error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, uint64(0)
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				peak <- most
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}()
	start := time.Now()
	err := u.do(ctx, src)
	took := time.Since(start)
	close(done)
	return took, max(<-peak, before) - before, err
}
