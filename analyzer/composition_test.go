package analyzer_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// golden holds text against a file of testdata, which was reviewed by hand
// against the documents that it was made from. The file holds names and places
// only, and nothing of what those documents say.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", path, d)
	}
}

// TestCorpusComposition composes real operations: one that cuts all outer scopes
// off, one with fragments and with a section that has no <base /> in its middle,
// and one whose API has no policy and whose product says nothing of errors.
func TestCorpusComposition(t *testing.T) {
	repos := analyzertest.Corpus(t)
	var b strings.Builder
	for _, tt := range []struct {
		repo string
		q    analyzer.Query
	}{
		{"Azure__apiops", analyzer.Query{API: "basic-api", Operation: "get-items", Product: "product1"}},
		{"anotherRedbeard__apimdemo-environment", analyzer.Query{API: "responses-api", Operation: "Create_Response", Product: "restricted-apis"}},
		{"christopherhouse__mmmapimws", analyzer.Query{API: "echo-api", Operation: "retrieve-resource-cached", Product: "starter"}},
	} {
		s := analyzer.NewSnapshot(repos[tt.repo])
		e, err := s.Effective(context.Background(), analyzer.Config{}, tt.q)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s: %s/%s in %s\n\n", tt.repo, tt.q.API, tt.q.Operation, tt.q.Product)
		for _, d := range e.Documents {
			fmt.Fprintf(&b, "scope %s\n", d)
		}
		b.WriteString(outline(s, e) + "\n")
	}
	golden(t, "testdata/corpus/effective.txt", b.String())
}

// outline lists the elements of an effective policy by section: the name of each,
// indented as deep as it stands in its own document, and its place.
func outline(s *analyzer.Snapshot, e *analyzer.Effective) string {
	var b strings.Builder
	elements := map[string]map[int]*policy.Element{}
	section := ""
	for _, l := range e.Lines {
		if l.Section != section && l.Section != "" {
			section = l.Section
			fmt.Fprintf(&b, "%s\n", section)
		}
		if l.At.Path == "" {
			continue
		}
		f := s.File(l.At.Path)
		if elements[f.Path] == nil {
			elements[f.Path] = elementsOf(f)
		}
		if el := elements[f.Path][l.At.Span.Start]; el != nil {
			line, _ := f.LineCol(el.Open.Start)
			fmt.Fprintf(&b, "%s%s  %s:%d\n", strings.Repeat("  ", depth(el)), el.Tag, f.Path, line)
		}
	}
	return b.String()
}

// elementsOf finds the elements of a document by where they begin.
func elementsOf(f *text.File) map[int]*policy.Element {
	out := map[int]*policy.Element{}
	var walk func(*policy.Element)
	walk = func(e *policy.Element) {
		for c := range e.Elements() {
			out[c.Open.Start] = c
			walk(c)
		}
	}
	root, _ := policy.Parse(text.NewView(f.Src))
	walk(root)
	return out
}

// depth counts the elements around an element, up to its section or fragment.
func depth(e *policy.Element) int {
	n := 0
	for ; e != nil && e.Tag != "fragment" && e.Parent != nil && e.Parent.Tag != "policies"; e = e.Parent {
		n++
	}
	return n
}

// TestCorpusGraph follows the self-calls of a real estate.
func TestCorpusGraph(t *testing.T) {
	s := analyzer.NewSnapshot(analyzertest.Corpus(t)["anotherRedbeard__apimdemo-environment"])
	g, err := s.Graph(context.Background(), analyzertest.Internal("red-scus-apimdemo-dev"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "node %s\n", n)
	}
	for _, e := range g.Edges {
		sure := "certain"
		if !e.Certain {
			sure = "possible"
		}
		at := e.At()
		line, _ := s.File(at.Path).LineCol(at.Span.Start)
		fmt.Fprintf(&b, "edge %s -> %s  %s %s  %s:%d\n", e.From, e.To, sure, e.Call.Sink.What, at.Path, line)
	}
	for _, c := range g.Cycles {
		b.WriteString("cycle")
		for _, e := range c {
			fmt.Fprintf(&b, " %s ->", e.From)
		}
		fmt.Fprintf(&b, " %s\n", c[0].From)
	}
	golden(t, "testdata/corpus/graph.txt", b.String())
}
