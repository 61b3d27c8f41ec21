package analyzer_test

import (
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/hostile"
)

// TestHostile: a policy of whatever content allocates a bounded amount of memory, needs
// no deep stack, and has a bounded number of findings, the last of which says that there
// are more.
func TestHostile(t *testing.T) {
	const most = 512 << 20
	size := 200_000
	if testing.Short() {
		size = 20_000
	}
	defer debug.SetMaxStack(debug.SetMaxStack(8 << 20)) // more ends the process
	for _, shape := range hostile.Shapes {
		t.Run(shape.Name, func(t *testing.T) {
			src := shape.Policy(size)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			res := analyzertest.CheckFiles(t, []*text.File{text.NewFile("p.xml", src)}, analyzertest.Internal("contoso"))
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%d MiB were allocated for %d bytes", got>>20, len(src))
			}
			if n := len(res.Findings); n > 5001 {
				t.Errorf("%d findings in one file", n)
			} else if n == 5001 && !strings.Contains(res.Findings[n-1].Message, "more finding") {
				t.Errorf("the last finding says %q", res.Findings[n-1].Message)
			}
		})
	}
}

// countdown is a context that ends when it has been asked a number of times: at any
// point of the work.
type countdown struct {
	context.Context
	left *int
}

func (c countdown) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestGivenUp: whoever reads, checks and fixes a hostile policy and gives up in the
// middle is told so, and the context is not asked much more often after its end.
func TestGivenUp(t *testing.T) {
	const most = 2_000
	size := 50_000
	if testing.Short() {
		size = 10_000
	}
	for _, shape := range hostile.Shapes {
		t.Run(shape.Name, func(t *testing.T) {
			files := []*text.File{text.NewFile("p.xml", shape.Policy(size))}
			asked := 1 << 40
			if err := readAndFix(countdown{t.Context(), &asked}, files); err != nil {
				t.Fatal(err)
			}
			whole := 1<<40 - asked
			for _, left := range []int{0, whole / 4, whole / 2, whole * 3 / 4} {
				if err := readAndFix(countdown{t.Context(), &left}, files); !errors.Is(err, context.Canceled) {
					t.Errorf("given up in the middle: %v", err)
				}
				if over := -left; over > most {
					t.Errorf("of %d times, the context was asked %d times after its end", whole, over)
				}
			}
		})
	}
}

// TestCallsAreCounted: the context is asked again and again while many calls of one
// document are gone over.
func TestCallsAreCounted(t *testing.T) {
	const call = "<send-request><set-url>https://api.contoso.com/x</set-url><set-method>GET</set-method></send-request>"
	s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", "<policies><inbound>"+strings.Repeat(call, 500)+"</inbound></policies>")})
	asked := 1 << 40
	if _, err := s.Check(countdown{t.Context(), &asked}, analyzertest.Internal("contoso")); err != nil {
		t.Fatal(err)
	}
	if whole := 1<<40 - asked; whole < 500 {
		t.Errorf("the context was asked %d times only", whole)
	}
}
