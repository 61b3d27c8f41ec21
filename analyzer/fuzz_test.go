package analyzer_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"hairpin/analyzer"
	"hairpin/analyzer/analyzertest"
	"hairpin/analyzer/text"
)

// FuzzCheck: any text as a policy is checked without a panic; every span lies in
// the file; every safe fix applies, leaves a document that is no worse, and
// takes its finding away.
func FuzzCheck(f *testing.F) {
	list, err := analyzertest.Load("testdata")
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range list {
		for _, file := range a.Files {
			if strings.HasSuffix(file.Path, ".xml") {
				f.Add(file.Src)
			}
		}
	}
	if os.Getenv("HAIRPIN_CORPUS") != "" {
		for _, files := range corpus(f) {
			for _, file := range files {
				if strings.HasSuffix(file.Path, ".xml") && len(file.Src) < 8<<10 {
					f.Add(file.Src)
				}
			}
		}
	}
	c := instance("contoso")
	f.Fuzz(func(t *testing.T, src string) {
		s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", src)})
		res, err := s.Check(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		broken := malformed(res)
		for _, found := range res.Findings {
			if at := found.At.Span; at.Start < 0 || at.Start > at.End || at.End > len(src) {
				t.Fatalf("%s stands at %v in %d bytes", found.Rule.ID, at, len(src))
			}
			if found.Message == "" {
				t.Fatalf("%s says nothing", found.Rule.ID)
			}
			for _, fix := range found.Fixes {
				tryFix(t, s, c, found, fix, broken)
			}
		}
	})
}

func tryFix(t *testing.T, s *analyzer.Snapshot, c analyzer.Config, found analyzer.Finding, fix analyzer.Fix, broken int) {
	fixed, err := s.Apply(fix)
	if err != nil {
		t.Fatalf("%s: %v", fix.Title, err)
	}
	res, err := fixed.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if now := malformed(res); now > broken {
		t.Fatalf("%s makes %d malformed places of %d", fix.Title, now, broken)
	}
	before, err := s.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if n, m := count(before, found.Rule.ID), count(res, found.Rule.ID); m >= n {
		t.Fatalf("%s leaves %d findings of %s, %d before", fix.Title, m, found.Rule.ID, n)
	}
}

func count(res *analyzer.Result, rule string) int {
	n := 0
	for _, f := range res.Findings {
		if f.Rule.ID == rule {
			n++
		}
	}
	return n
}
