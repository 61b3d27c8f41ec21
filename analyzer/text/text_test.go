package text

import (
	"cmp"
	"strings"
	"testing"
)

func TestLineCol(t *testing.T) {
	f := NewFile("p.xml", "\ufeffa\nb\r\nc\rd\n\n")
	for _, c := range []struct{ off, line, col int }{
		{-1, 1, 1}, {0, 1, 1}, {3, 1, 4}, {4, 1, 5}, // the mark counts
		{5, 2, 1}, {6, 2, 2}, {7, 2, 3}, {8, 3, 1}, {9, 3, 2}, {10, 4, 1}, {12, 5, 1}, {13, 6, 1}, {99, 6, 1},
	} {
		if line, col := f.LineCol(c.off); line != c.line || col != c.col {
			t.Errorf("LineCol(%d) = %d, %d, want %d, %d", c.off, line, col, c.line, c.col)
		}
	}
	if f.Lines() != 6 {
		t.Errorf("%d lines", f.Lines())
	}
}

func TestLine(t *testing.T) {
	f := NewFile("p.xml", "a\nbc\r\n\rd")
	for line, want := range map[int]string{1: "a", 2: "bc", 3: "", 4: "d"} {
		if got := f.Line(line).Of(f.Src); got != want {
			t.Errorf("Line(%d) = %q, want %q", line, got, want)
		}
	}
	if got := f.Line(3); got != (Span{6, 6}) {
		t.Errorf("an empty line is at %v", got)
	}
	if got := f.Line(5); got != (Span{8, 8}) {
		t.Errorf("the line behind the last is at %v", got)
	}
	if got := f.Line(0); got != (Span{}) {
		t.Errorf("the line before the first is at %v", got)
	}
}

func TestEmptyFile(t *testing.T) {
	f := NewFile("p.xml", "")
	if line, col := f.LineCol(0); line != 1 || col != 1 || f.Lines() != 1 || f.Line(1) != (Span{}) {
		t.Errorf("an empty file has %d lines, starts at %d:%d", f.Lines(), line, col)
	}
}

func TestLineEnd(t *testing.T) {
	for src, want := range map[string]string{"": "\n", "a": "\n", "a\nb\r\n": "\n", "a\r\nb\n": "\r\n", "a\rb": "\r"} {
		if got := NewFile("", src).LineEnd(); got != want {
			t.Errorf("line end of %q is %q, want %q", src, got, want)
		}
	}
}

func TestSpan(t *testing.T) {
	s := Span{2, 5}
	switch {
	case s.Len() != 3, s.Empty(), !(Span{2, 2}).Empty():
		t.Error("length")
	case s.Contains(1), !s.Contains(2), !s.Contains(4), s.Contains(5):
		t.Error("Contains")
	case !s.Covers(s), !s.Covers(Span{3, 3}), s.Covers(Span{1, 3}), s.Covers(Span{4, 6}):
		t.Error("Covers")
	case s.Of("abcdef") != "cde", s.Of("abcd") != "", (Span{-1, 2}).Of("abc") != "", (Span{3, 2}).Of("abc") != "":
		t.Error("Of")
	}
}

func TestLocCompare(t *testing.T) {
	ordered := []Loc{{}, {"a", Span{1, 2}}, {"a", Span{1, 3}}, {"a", Span{2, 2}}, {"b", Span{0, 0}}}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := a.Compare(b); got != cmp.Compare(i, j) {
				t.Errorf("%v compared with %v: %d", a, b, got)
			}
		}
	}
	if !ordered[0].IsZero() || ordered[1].IsZero() {
		t.Error("IsZero")
	}
}

func TestIsText(t *testing.T) {
	for src, want := range map[string]bool{"": true, "é\r\n": true, BOM: true, "a\x00": false, "\xff": false} {
		if IsText(src) != want {
			t.Errorf("IsText(%q) = %v", src, !want)
		}
	}
}

func TestApply(t *testing.T) {
	edit := func(start, end int, s string) Edit { return Edit{Loc{"p.xml", Span{start, end}}, s} }
	for _, c := range []struct {
		name  string
		edits []Edit
		want  string
		err   string
	}{
		{"nothing", nil, "abcdef", ""},
		{"replace, delete, insert, in any order", []Edit{edit(6, 6, "!"), edit(2, 4, ""), edit(0, 1, "XY")}, "XYbef!", ""},
		{"two insertions at a place keep their order", []Edit{edit(3, 3, "1"), edit(3, 3, "2")}, "abc12def", ""},
		{"an insertion before a replacement", []Edit{edit(3, 4, "D"), edit(3, 3, "+")}, "abc+Def", ""},
		{"neighbours", []Edit{edit(1, 3, "X"), edit(3, 5, "Y")}, "aXYf", ""},
		{"overlap", []Edit{edit(1, 4, ""), edit(3, 5, "")}, "", "overlaps"},
		{"insertion inside", []Edit{edit(1, 4, ""), edit(2, 2, "x")}, "", "overlaps"},
		{"behind the end", []Edit{edit(5, 7, "")}, "", "outside"},
		{"before the start", []Edit{edit(-1, 2, "")}, "", "outside"},
		{"backwards", []Edit{edit(4, 2, "")}, "", "outside"},
		{"two files", []Edit{edit(0, 1, ""), {Loc{"q.xml", Span{2, 3}}, ""}}, "", "one file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Apply("abcdef", c.edits)
			switch {
			case c.err == "" && (err != nil || got != c.want):
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || got != ""):
				t.Errorf("got %q, %v, want an error with %q", got, err, c.err)
			}
		})
	}
}
