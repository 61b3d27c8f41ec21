package analyzer_test

import (
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
)

// TestUnknownRule: a rule that hairpin.yaml names and that does not exist is a
// problem at its place, wherever it is named.
func TestUnknownRule(t *testing.T) {
	src := "rules:\n  HP110: off\nignore:\n  - rule: HP999\n    path: a.json\n    reason: none\n"
	res := analyzertest.CheckFiles(t, []*text.File{text.NewFile("hairpin.yaml", src), text.NewFile("p.xml", "<policies />")}, analyzer.Config{})
	want := []string{"HP110: there is no rule HP110; did you mean HP101?", "HP999: there is no rule HP999; did you mean HP901?"}
	if len(res.Problems) != len(want) {
		t.Fatalf("%v, want %d problems", res.Problems, len(want))
	}
	for i, p := range res.Problems {
		if got := p.At.Span.Of(src) + ": " + p.Message; got != want[i] {
			t.Errorf("got %q, want %q", got, want[i])
		}
	}
}
