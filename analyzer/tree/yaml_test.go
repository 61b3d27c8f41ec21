package tree

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

// TestYAMLBlocks: each line of a literal block scalar knows where it was written,
// without the indentation, which the first line that is not blank has. Lines of a
// folded one stand where all of them do.
func TestYAMLBlocks(t *testing.T) {
	for _, c := range []struct {
		src, value string
		lines      []string // what is written where each line of the value stands, if that is not the line
	}{
		{"a: |\n\n  one\n  two\nb: c\n", "\none\ntwo\n", nil},
		{"a: |-\n\n  https://x\nb: c\n", "\nhttps://x", nil},
		{"a: |-\n \n  https://x\nb: c\n", "\nhttps://x", []string{"", " \n  https://x"}},
		{"a: |-\n  one\n\n  two\nb: c\n", "one\n\ntwo", nil},
		{"a: |-\n  one\n    two\nb: c\n", "one\n  two", nil},
		{"a: |-\n  one\n \n  two\nb: c\n", "one\n\ntwo", nil},
		{"a: |\r\n  one\r\n  two\r\nb: c\r\n", "one\ntwo\n", nil},
		{"a: |+\n  one\n\nb: c\n", "one\n\n", nil},
		{"a: |-\n  one", "one", nil},
		{"a: |\nb: c\n", "", nil},
		{"a: |-\n  # one\nb: c\n", "# one", nil},
		{"a: |-\n  one\n# two\nb: c\n", "one", nil},
		{"a: |2-\n   one\nb: c\n", " one", []string{"one"}},
		{"a: >-\n\n  one\n  two\nb: c\n", "\none two", []string{"", "\n  one\n  two"}},
		{"a: >-\n  one\n\n  two\nb: c\n", "one\ntwo", []string{"one\n\n  two", "one\n\n  two"}},
	} {
		n, errs := ParseYAML(text.NewView(c.src))
		if len(errs) > 0 || n.Get("a").View.Src != c.value || len(n.Entries) > 1 && n.Get("b").Text() != "c" {
			t.Errorf("%q: %s %v", c.src, dump(n, c.src), errs)
			continue
		}
		view, off := n.Get("a").View, 0
		var got []string
		lines := strings.Split(c.value, "\n")
		for _, line := range lines {
			got = append(got, view.Span(off, off+len(line)).Of(c.src))
			off += len(line) + 1
		}
		if c.lines == nil {
			c.lines = lines
		}
		if c.lines[0] == "" {
			c.lines[0], got[0] = "", "" // an empty line stands anywhere
		}
		if d := cmp.Diff(c.lines, got); d != "" {
			t.Errorf("%q (-want +got):\n%s", c.src, d)
		}
	}
}
