package expr_test

import (
	"os"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// FuzzParse: any bytes give a tree for which the invariants hold, as a plain
// view and as a decoded one.
func FuzzParse(f *testing.F) {
	for _, c := range constructs {
		f.Add(c.src)
	}
	for _, c := range statements {
		f.Add(c.src)
	}
	for _, m := range mistakes {
		f.Add(m.src)
	}
	for _, r := range repeats {
		f.Add(r + r + r)
	}
	if dir := os.Getenv("HAIRPIN_CORPUS"); dir != "" {
		for _, s := range readCorpus(f, dir) {
			f.Add(s.view.Src)
		}
	}
	f.Fuzz(func(t *testing.T, src string) { checkAll(t, src) })
}

// checkAll parses src in both modes, plain and decoded.
func checkAll(t *testing.T, src string) {
	decoded := decode(src)
	for _, block := range []bool{false, true} {
		b, errs := expr.Parse(text.NewView(src), block)
		checkTree(t, text.NewView(src), b, errs)
		checkPieces(t, b)
		d, derrs := expr.Parse(decoded, block)
		checkTree(t, decoded, d, derrs)
		if len(errs) != len(derrs) || expr.Dump(b) != expr.Dump(d) {
			t.Fatalf("%q: the decoded view gives another tree", src)
		}
	}
}

// decode is a view of the same text that was written with an escape of three
// bytes for each quote.
func decode(src string) text.View {
	var file []byte
	var quotes []int
	for i := 0; i < len(src); i++ {
		if src[i] == '"' {
			quotes = append(quotes, len(file))
			file = append(file, "&q;"...)
		} else {
			file = append(file, src[i])
		}
	}
	b := text.NewBuilder(text.NewView(string(file)))
	at := 0
	for _, q := range quotes {
		b.Copy(at, q)
		b.Put(`"`, q, q+3)
		at = q + 3
	}
	b.Copy(at, len(file))
	return b.View()
}

// checkPieces: the pieces of a literal are in order inside it.
func checkPieces(t *testing.T, b *expr.Block) {
	expr.Walk(b, func(n expr.Node) bool {
		var pieces []expr.Piece
		switch n := n.(type) {
		case *expr.String:
			pieces = n.Pieces()
		case *expr.Interpolated:
			for i := range n.Parts {
				if !n.At.At.Covers(n.Parts[i].At) {
					t.Fatalf("part %v outside of %v", n.Parts[i].At, n.At.At)
				}
				pieces = append(pieces, n.Parts[i].Pieces()...)
			}
		}
		at := n.Span().Start
		for _, p := range pieces {
			if p.At.Start < at || p.At.End > n.Span().End || p.Text != p.View.Src || p.At.Empty() {
				t.Fatalf("piece %q at %v in %v", p.Text, p.At, n.Span())
			}
			at = p.At.End
		}
		return true
	})
}

// TestPrefixes: the user is typing. Every prefix of every expression of real
// policies gives a tree.
func TestPrefixes(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range corpus(t) {
		src := s.view.Src
		if seen[src] {
			continue
		}
		seen[src] = true
		step := 1
		if testing.Short() {
			step = 7
		}
		for n := 0; n < len(src); n += step {
			v := s.view.Slice(0, n)
			b, errs := expr.Parse(v, s.block)
			checkTree(t, v, b, errs)
		}
	}
}
