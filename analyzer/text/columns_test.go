package text_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// TestChars: characters are counted as from the beginning, wherever the offsets are,
// within a character too.
func TestChars(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var b strings.Builder
		for n := r.IntN(6000); b.Len() < n; {
			b.WriteString([]string{"a", "é", "€", "😀", "\xff", "\xf0\x9f", "\n"}[r.IntN(7)])
		}
		f := text.NewFile("p", b.String())
		var starts []int
		for i := range f.Src {
			starts = append(starts, i)
		}
		for range 50 {
			if len(starts) == 0 {
				break
			}
			from := starts[r.IntN(len(starts))]
			to := from + r.IntN(len(f.Src)-from+1)
			chars, pairs := 0, 0
			for _, c := range f.Src[from:to] {
				if chars++; c > 0xffff {
					pairs++
				}
			}
			if c, p := f.Chars(from, to); c != chars || p != pairs {
				t.Fatalf("between %d and %d of %d: %d characters and %d pairs, want %d and %d", from, to, len(f.Src), c, p, chars, pairs)
			}
		}
	}
}
