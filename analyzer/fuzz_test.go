package analyzer_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
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
		for _, files := range analyzertest.Corpus(f) {
			for _, file := range files {
				if strings.HasSuffix(file.Path, ".xml") && len(file.Src) < 8<<10 {
					f.Add(file.Src)
				}
			}
		}
	}
	c := analyzertest.Internal("contoso")
	f.Fuzz(func(t *testing.T, src string) {
		s := analyzer.NewSnapshot([]*text.File{text.NewFile("p.xml", src)})
		res, err := s.Check(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range res.Findings {
			if at := found.At.Span; at.Start < 0 || at.Start > at.End || at.End > len(src) {
				t.Fatalf("%s stands at %v in %d bytes", found.Rule.ID, at, len(src))
			}
			if found.Message == "" {
				t.Fatalf("%s says nothing", found.Rule.ID)
			}
			for _, fix := range found.Fixes {
				tryFix(t, s, c, res, found, fix)
			}
		}
	})
}

// tryFix applies one fix: its rule has a finding less, and nothing new of warning
// or above comes. Of the rules about loopback only the most telling one speaks of
// a call; when that is mended, the next one may.
func tryFix(t *testing.T, s *analyzer.Snapshot, c analyzer.Config, before *analyzer.Result, found analyzer.Finding, fix analyzer.Fix) {
	fixed, err := s.Apply(fix)
	if err != nil {
		t.Fatalf("%s: %v", fix.Title, err)
	}
	res, err := fixed.Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	was := grave(before)
	for k, n := range grave(res) {
		if n > was[k] && !(strings.HasPrefix(k, "HP20") && strings.HasPrefix(found.Rule.ID, "HP20")) {
			t.Fatalf("%s brings a new finding: %s\n%s", fix.Title, k, fixed.File("p.xml").Src)
		}
	}
	if n, m := count(before, found.Rule.ID), count(res, found.Rule.ID); m >= n {
		t.Fatalf("%s leaves %d findings of %s, %d before\n%s", fix.Title, m, found.Rule.ID, n, fixed.File("p.xml").Src)
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

// FuzzEnvironments: any text as a policy, as a token, as a variable and as a
// named value, under all environments at once. Nothing recurses without end,
// what is safe holds everywhere, and what depends on the environment has no fix.
func FuzzEnvironments(f *testing.F) {
	list, err := analyzertest.Load("testdata/tokens")
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range list {
		for _, file := range a.Files {
			if strings.HasSuffix(file.Path, ".xml") {
				for _, value := range []string{"api.contoso.com", "#{gateway}#", "{{gateway}}", "${var.gateway}", "@({{gateway}})", "\"https://\" + #{gateway}#"} {
					f.Add(file.Src, value)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, policy, value string) {
		quoted, err := json.Marshal(value)
		if err != nil {
			t.Skip()
		}
		files := []*text.File{
			text.NewFile("policy.xml", policy),
			text.NewFile("hairpin.yaml", "instance: { hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"+
				"tokens: { gateway: "+string(quoted)+" }\nterraform: { variables: v.tfvars }\n"+
				"environments: { prod: { tokens: { gateway: api.contoso.com } }, test: { instance: { virtualNetwork: none } } }\n"),
			text.NewFile("v.tfvars", "gateway = "+string(quoted)+"\n"),
			text.NewFile("named values/gateway/namedValueInformation.json", `{ "properties": { "displayName": "gateway", "value": `+string(quoted)+` } }`),
			text.NewFile("configuration.dev.yaml", "namedValues: [{ name: gateway, properties: { value: dev.contoso.com } }]\n"),
		}
		res, err := analyzer.NewSnapshot(files).Check(context.Background(), analyzer.Config{Env: estate.AllEnvironments})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range res.Findings {
			if len(found.Environments) == 0 {
				t.Fatalf("%s holds in no environment", found.Rule.ID)
			}
			for _, fix := range found.Fixes {
				if fix.Safety == analyzer.Safe && len(found.Environments) != 4 || found.Rule.ID == "HP402" {
					t.Fatalf("%s in %v has the fix %q", found.Rule.ID, found.Environments, fix.Title)
				}
			}
		}
	})
}
