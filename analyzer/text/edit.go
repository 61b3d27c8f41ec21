package text

import (
	"fmt"
	"slices"
	"strings"
)

// Edit replaces a span of a file by new text. An edit of a path that does not
// exist creates the file; its span is then empty at 0.
type Edit struct {
	Loc
	New string
}

// SortEdits orders edits by place. Two insertions at one place keep their order.
func SortEdits(edits []Edit) {
	slices.SortStableFunc(edits, func(a, b Edit) int { return a.Loc.Compare(b.Loc) })
}

// Apply applies the edits of one file to its text. It fails, and changes
// nothing, if an edit lies outside src, if two edits overlap, or if they
// name different files.
func Apply(src string, edits []Edit) (string, error) {
	if len(edits) == 0 {
		return src, nil
	}
	sorted := slices.Clone(edits)
	SortEdits(sorted)
	var b strings.Builder
	at := 0
	for _, e := range sorted {
		switch {
		case e.Path != sorted[0].Path:
			return "", fmt.Errorf("edits of %q and %q cannot be applied to one file", sorted[0].Path, e.Path)
		case e.Span.Start < 0 || e.Span.End > len(src) || e.Span.End < e.Span.Start:
			return "", fmt.Errorf("edit %d-%d of %q lies outside its %d bytes", e.Span.Start, e.Span.End, e.Path, len(src))
		case e.Span.Start < at:
			return "", fmt.Errorf("edit %d-%d of %q overlaps the one that ends at %d", e.Span.Start, e.Span.End, e.Path, at)
		}
		b.WriteString(src[at:e.Span.Start])
		b.WriteString(e.New)
		at = e.Span.End
	}
	b.WriteString(src[at:])
	return b.String(), nil
}

// Before is where an offset of a file after sorted edits was before them. Inside new
// text it is where the edit begins.
func Before(path string, off int, edits []Edit) int {
	shift := 0
	for _, e := range edits {
		if e.Path != path {
			continue
		}
		at := e.Span.Start + shift // in the new text
		if off < at {
			break
		}
		if off < at+len(e.New) {
			return e.Span.Start
		}
		shift += len(e.New) - e.Span.Len()
	}
	return off - shift
}
