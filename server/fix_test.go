package server

import (
	"maps"
	"testing"

	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestFixPlaces: what is left has its lines and columns in the text that is given
// back, and what was applied in the text that was sent; a file that a fix creates
// has only the one.
func TestFixPlaces(t *testing.T) {
	archives, err := analyzertest.Load("../analyzer/testdata")
	if err != nil {
		t.Fatal(err)
	}
	moved, applied := 0, 0
	for _, a := range archives {
		var files []*hairpinv1.File
		before := map[string]*text.File{}
		for _, f := range a.Files {
			files = append(files, file(f.Path, f.Src))
			before[f.Path] = f
		}
		resp, err := New().Fix(t.Context(), &hairpinv1.FixRequest{Files: files, Config: &hairpinv1.Config{Environment: a.Env}, ApplyNeedsReview: true})
		if err != nil {
			t.Fatal(err)
		}
		after := maps.Clone(before)
		for _, f := range resp.GetFiles() {
			after[f.GetPath()] = text.NewFile(f.GetPath(), string(f.GetContent()))
			if before[f.GetPath()] == nil {
				before[f.GetPath()] = after[f.GetPath()]
			}
		}
		for _, f := range resp.GetRemaining().GetFindings() {
			inPlace(t, a.Name, after, f)
			if at := f.GetLocation(); after[at.GetPath()] != nil && lineCol(before[at.GetPath()], at.GetRange().GetStart()) != lineCol(after[at.GetPath()], at.GetRange().GetStart()) {
				moved++
			}
		}
		for _, f := range resp.GetApplied() {
			inPlace(t, a.Name, before, f)
			applied++
		}
	}
	if moved == 0 || applied == 0 {
		t.Errorf("%d findings are left whose lines a fix moved, and %d were applied", moved, applied)
	}
}

// lineCol is the line and column of an offset.
func lineCol(f *text.File, p *hairpinv1.Position) [2]int {
	line, col := f.LineCol(min(int(p.GetOffset()), len(f.Src)))
	return [2]int{line, col}
}

// inPlace checks the places of a finding and of its notes.
func inPlace(t *testing.T, name string, files map[string]*text.File, f *hairpinv1.Finding) {
	t.Helper()
	places := []*hairpinv1.Location{f.GetLocation()}
	for _, n := range f.GetRelated() {
		places = append(places, n.GetLocation())
	}
	for _, at := range places {
		src := files[at.GetPath()]
		if src == nil {
			continue
		}
		for _, p := range []*hairpinv1.Position{at.GetRange().GetStart(), at.GetRange().GetEnd()} {
			if got, want := [2]int{int(p.GetLine()), int(p.GetColumn())}, lineCol(src, p); got != want || int(p.GetOffset()) > len(src.Src) {
				t.Errorf("%s: %s at %s:%d is said to be at %v, not %v", name, f.GetRuleId(), at.GetPath(), p.GetOffset(), got, want)
			}
		}
	}
}
