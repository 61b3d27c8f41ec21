package print

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// TestExcerpt: ‹ and › mark the span in the source.
func TestExcerpt(t *testing.T) {
	long := strings.Repeat("a", 200)
	for _, c := range []struct{ name, src, line, carets string }{
		{"plain", "x\n  <a ‹b›/>\n", "2 |   <a b/>", "  |      ^"},
		{"tab", "\t<a ‹bc›/>", "1 |     <a bc/>", "  |        ^^"},
		{"tab inside", "ab\t‹c›", "1 | ab  c", "  |     ^"},
		{"wide", "<!-- 漢字 😀 --><‹ä›>", "1 | <!-- 漢字 😀 --><ä>", "  |                  ^"},
		{"combining", "e\u0301‹x›", "1 | e\u0301x", "  |  ^"},
		{"mark", "\ufeff‹<a›/>", "1 | <a/>", "  | ^^"},
		{"several lines", "<a ‹b\nc›>", "1 | <a b", "  |    ^"},
		{"nothing", "<a‹›>", "1 | <a>", "  |   ^"},
		{"end of file", "<a\n‹›", "2 |", "  | ^"},
		{"control", "a\x1b[31m‹b›", "1 | a␛[31mb", "  |       ^"},
		{"turned around", "a\u202e‹b›\u202c", "1 | a\ufffdb\ufffd", "  |   ^"},
		{"not UTF-8", "a\xff‹b›", "1 | a\ufffdb", "  |   ^"},
		{"CRLF", "a\r\nb‹c›\r\n", "2 | bc", "  |  ^"},
		{"cut behind", "a‹b›" + long, "1 | ab" + strings.Repeat("a", 107) + "…", "  |  ^"},
		{
			"cut before", long + "‹b›",
			"1 | …" + strings.Repeat("a", 108) + "b", "  | " + strings.Repeat(" ", 109) + "^",
		},
		{
			"cut on both sides", long + "‹b›" + long,
			"1 | …" + strings.Repeat("a", 80) + "b" + strings.Repeat("a", 27) + "…", "  | " + strings.Repeat(" ", 81) + "^",
		},
		{
			"longer than the screen", "a‹" + long + "›",
			"1 | " + strings.Repeat("a", 109) + "…", "  |  " + strings.Repeat("^", 109),
		},
	} {
		start := strings.Index(c.src, "‹")
		end := strings.Index(c.src, "›") - len("‹")
		src := strings.NewReplacer("‹", "", "›", "").Replace(c.src)
		got := excerpt(text.NewFile("p", src), text.Span{Start: start, End: end}, Palette{}, "")
		if len(got) != 3 || got[1] != c.line || got[2] != c.carets {
			t.Errorf("%s:\n%s\nwant\n%s\n%s", c.name, strings.Join(got, "\n"), c.line, c.carets)
		}
	}
}

// TestCut: wherever a line is cut, the carets stand under the same text.
func TestCut(t *testing.T) {
	src := strings.Repeat("ab漢\tc", 60)
	f := text.NewFile("p", src)
	for start := range src {
		for _, n := range []int{1, 4, 40, 300} {
			end := min(start+n, len(src))
			got := excerpt(f, text.Span{Start: start, End: end}, Palette{}, "")
			line := newScreenLine(strings.TrimPrefix(got[1], "1 | "))
			carets := strings.TrimPrefix(got[2], "  | ")
			at := strings.IndexByte(carets, '^')
			if line.width > excerptWidth || len(carets) > excerptWidth+1 {
				t.Fatalf("%d-%d: %d columns, %d carets", start, end, line.width, len(carets))
			}
			for _, c := range line.cells {
				if c.col == at && src[start] != '\t' && !strings.HasPrefix(src[start:], c.text) {
					t.Fatalf("%d-%d: the carets begin under %q:\n%s\n%s", start, end, c.text, got[1], got[2])
				}
			}
		}
	}
}

func TestClean(t *testing.T) {
	if got := Clean("a\x1b[31m\nb\u2028c\u009bd\u202ee\u2069f\u200eg\u200dh"); got != "a [31m b c d e f g\u200dh" {
		t.Errorf("%q", got)
	}
}
