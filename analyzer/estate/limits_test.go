package estate

import (
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

// Input that is made to be hard is read, or is a problem; it takes no more time
// than its length allows. The test's own time limit is the judge.
func TestLimits(t *testing.T) {
	const size = 2 << 20
	for name, c := range map[string]struct{ path, src string }{
		"deep JSON lists":     {"a.json", strings.Repeat("[", size)},
		"deep JSON objects":   {"a.json", strings.Repeat(`{"a":`, size/5)},
		"one JSON list":       {"a.json", "[" + strings.Repeat("1,", size/2) + "1]"},
		"deep YAML lists":     {"a.yaml", strings.Repeat("[", size)},
		"deep YAML blocks":    {"a.yaml", strings.Repeat("- ", size/2)},
		"one YAML line":       {"a.yaml", "[" + strings.Repeat("ü, ", size/20) + "1]"},
		"many block scalars":  {"a.yaml", strings.Repeat("- |\n  a\n", size/40)},
		"many aliases":        {"a.yaml", "- &a b\n" + strings.Repeat("- *a\n", size/40)},
		"aliases of aliases":  {"a.yaml", "a: &a [x, x]\n" + strings.Repeat("b: &a [*a, *a, *a, *a]\n", 1000)},
		"merges of merges":    {"a.yaml", "a: &a {x: 1}\n" + strings.Repeat("b: &a {<<: ["+strings.Repeat("*a, ", 100)+"*a]}\n", 100)},
		"deep specification":  {"specification.yaml", "paths:\n" + strings.Repeat("  /a:\n    get:\n      x: y\n", size/60)},
		"specification holes": {"specification.json", `{"paths":{"/a":` + strings.Repeat(`{"get":`, size/10)},
		"UTF-16":              {"a.json", "\xff\xfe" + strings.Repeat(" \x00", size/4)},
	} {
		s := Parse(text.NewFile(c.path, c.src))
		if s == nil {
			t.Errorf("%s is not read", name)
			continue
		}
		for _, e := range s.errs {
			if e.Span.End > len(c.src) || e.Message == "" {
				t.Errorf("%s: %+v", name, e)
			}
		}
		if s.root != nil {
			s.root.Get("nowhere")
			if n := len(s.root.Entries); n > 0 {
				s.root.Entries[n-1].Value.Get("nowhere")
			}
		}
	}
}
