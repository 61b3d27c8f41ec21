package expr_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// sample is one expression of a real policy.
type sample struct {
	file  string
	view  text.View
	block bool
	whole bool // its end was found
}

// corpus is the expressions of the policies in the folder HAIRPIN_CORPUS.
func corpus(t testing.TB) []sample {
	t.Helper()
	dir := os.Getenv("HAIRPIN_CORPUS")
	if dir == "" {
		t.Skip("HAIRPIN_CORPUS is not set: real policies are not read")
	}
	return readCorpus(t, dir)
}

func readCorpus(t testing.TB, dir string) []sample {
	t.Helper()
	var all []sample
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		root, _ := policy.Parse(text.NewView(string(data)))
		all = append(all, expressions(path, root)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// expressions is those of an element and of everything in it.
func expressions(path string, e *policy.Element) (all []sample) {
	value := func(v policy.Value) {
		for _, p := range v.Parts {
			if p.Kind == policy.Expression {
				all = append(all, sample{path, p.View, p.Block, !p.Unclosed})
			}
		}
	}
	for _, a := range e.Attrs {
		value(a.Value)
	}
	for _, n := range e.Children {
		switch n := n.(type) {
		case *policy.Element:
			all = append(all, expressions(path, n)...)
		case *policy.Text:
			value(n.Value)
		}
	}
	return all
}

// malformed are the published snippets whose quotes no C# compiler accepts.
var malformed = []string{
	"Call out to an HTTP endpoint and cache the response.policy.xml",
	"Loopback request for service at same API Management service.xml",
	"Pre-authorize requests based on HTTP method with validate-jwt.policy.xml",
}

// TestCorpus reads every expression of real policies. Errors stand in those
// that are malformed, and nowhere else.
func TestCorpus(t *testing.T) {
	all := corpus(t)
	var found []string
	for _, s := range all {
		_, errs := expr.Parse(s.view, s.block)
		if len(errs) == 0 {
			continue
		}
		name := filepath.Base(s.file)
		if !slices.Contains(found, name) {
			found = append(found, name)
		}
		if slices.Contains(malformed, name) {
			continue
		}
		src, _ := os.ReadFile(s.file)
		f := text.NewFile(s.file, string(src))
		for _, e := range errs {
			line, col := f.LineCol(e.Span.Start)
			t.Errorf("%s:%d:%d: %s: %q", s.file, line, col, e.Message, e.Span.Of(f.Src))
		}
	}
	slices.Sort(found)
	if !slices.Equal(found, malformed) {
		t.Errorf("errors stand in %s\nwant %s", strings.Join(found, "\n"), strings.Join(malformed, "\n"))
	}
	t.Logf("%d expressions", len(all))
}
