package main

import (
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCurrent: the picture in the documentation is that of the imports.
func TestCurrent(t *testing.T) {
	uses, err := imports("../..")
	if err != nil {
		t.Fatal(err)
	}
	const path = "docs/pictures/packages.svg"
	got, err := os.ReadFile("../../" + path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(draw(uses), string(got)); d != "" {
		t.Errorf("%s is not current; run: go run ./tools/packages > %s (-drawn +there)\n%s", path, path, d)
	}
}

// TestRows: a package stands below all that use it, lines go from a row to the next,
// and edges that others imply are left out.
func TestRows(t *testing.T) {
	uses := map[string][]string{"top": {"left", "right", "base"}, "left": {"base"}, "right": {"mid"}, "mid": {"base"}, "base": nil}
	rows := layOut(uses, width, gap)
	want := [][]string{{"top"}, {"left", "right"}, {"", "mid"}, {"base"}}
	var got [][]string
	for i, row := range rows {
		var names []string
		for k, n := range row {
			names = append(names, n.name)
			if k > 0 && n.x-n.w/2 < row[k-1].x+row[k-1].w/2 {
				t.Errorf("%q and %q overlap", row[k-1].name, n.name)
			}
			for _, next := range n.below {
				if next.rank != i+1 {
					t.Errorf("a line leads from %q in row %d to %q in row %d", n.name, i, next.name, next.rank)
				}
			}
		}
		slices.Sort(names)
		got = append(got, names)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if n := len(rows[0][0].below); n != 2 {
		t.Errorf("%d lines from the top, want 2: that to the base is implied", n)
	}
	if n := crossings(rows); n != 0 {
		t.Errorf("%d lines cross", n)
	}
}
