package analyzer_test

import (
	"context"
	"testing"
	"time"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/hostile"
)

// BenchmarkGiveUp measures how long a check goes on after its caller has given up:
// the worst of several moments, while a hostile policy of 4 MiB is read and checked.
func BenchmarkGiveUp(b *testing.B) {
	for _, shape := range hostile.Shapes {
		b.Run(shape.Name, func(b *testing.B) {
			files := []*text.File{text.NewFile("p.xml", shape.Policy(4<<20))}
			var worst, at time.Duration
			for b.Loop() {
				for wait := time.Millisecond; wait < 20*time.Second; wait += wait/2 + time.Millisecond {
					ctx, cancel := context.WithCancel(b.Context())
					var given time.Time
					time.AfterFunc(wait, func() { given = time.Now(); cancel() })
					err := readAndFix(ctx, files)
					done := time.Now()
					if err == nil {
						break
					}
					if over := done.Sub(given); over > worst {
						worst, at = over, wait
					}
				}
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
			b.ReportMetric(float64(at.Milliseconds()), "at-ms")
		})
	}
}

func readAndFix(ctx context.Context, files []*text.File) error {
	s, err := analyzer.ReadSnapshot(ctx, files)
	if err != nil {
		return err
	}
	if _, err := s.Fix(ctx, analyzertest.Internal("contoso"), analyzer.FixOptions{}); err != nil {
		return err
	}
	_, err = s.ListCalls(ctx, analyzertest.Internal("contoso"))
	return err
}
