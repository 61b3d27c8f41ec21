package analyzer

import (
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

func TestBefore(t *testing.T) {
	edit := func(start, end int, s string) text.Edit {
		return text.Edit{Loc: text.Loc{Path: "p", Span: text.Span{Start: start, End: end}}, New: s}
	}
	// "abcdefgh" becomes "aXXdefYgh": bc is replaced by XX, Y stands before g.
	edits := []text.Edit{edit(1, 3, "XX"), edit(6, 6, "Y")}
	for now, then := range []int{0, 1, 1, 3, 4, 5, 6, 6, 7, 8} {
		if got := text.Before("p", now, edits); got != then {
			t.Errorf("offset %d was %d, want %d", now, got, then)
		}
	}
	if got := text.Before("q", 7, edits); got != 7 {
		t.Errorf("another file moved to %d", got)
	}
}
