package policy

import (
	"path/filepath"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

func TestCorpus(t *testing.T) {
	malformed := map[string]string{
		"Filter response content based on product name.policy.xml":       `a comment must not contain "--"`,
		"Call out to an HTTP endpoint and cache the response.policy.xml": "the expression is not closed",
	}
	found := 0
	for path, src := range corpus(t) {
		if err := checkInvariants(src); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		_, errs := Parse(text.NewView(src))
		f := text.NewFile(path, src)
		want := malformed[filepath.Base(path)]
		if want != "" && len(errs) == 1 && errs[0].Message == want {
			found++
			continue
		}
		for _, e := range errs {
			line, col := f.LineCol(e.Span.Start)
			t.Errorf("%s:%d:%d: %s", path, line, col, e.Message)
		}
	}
	if found != len(malformed) {
		t.Errorf("%d of %d malformed documents were found", found, len(malformed))
	}
}
