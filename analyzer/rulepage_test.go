package analyzer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"hairpin.example/hairpin/analyzer"
)

// TestRulePages keeps RULES.md current: rule metadata and example archives are
// its source.
func TestRulePages(t *testing.T) {
	want := rulePages(t)
	if *update {
		if err := os.WriteFile("RULES.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("RULES.md is not current; run go test ./analyzer -run TestRulePages -update (-want +got):\n%s", d)
	}
	for _, r := range analyzer.Rules() {
		if p := analyzer.RulePage(&r.Rule); !strings.Contains(p, "## Example") || strings.Contains(p, "\n# ") {
			t.Errorf("the page of %s is not a page of its own", r.ID)
		}
	}
}

func rulePages(t *testing.T) string {
	var b strings.Builder
	b.WriteString("<!-- Generated from the rules and their example archives; go test ./analyzer -run TestRulePages -update -->\n")
	for _, r := range analyzer.Rules() {
		b.WriteString("\n" + r.Heading() + "\n\n" + strings.ToUpper(r.Summary[:1]) + r.Summary[1:] + ".\n")
		b.WriteString("Usual severity: " + r.Severity.String() + ".\n\n")
		doc := strings.TrimSpace(r.Doc)
		for _, title := range []string{"## What it does", "## Why it", "## What to use instead", "## When not to worry"} {
			if !strings.Contains(doc, title) {
				t.Errorf("the documentation of %s has no section %q", r.ID, title)
			}
		}
		head, tail, _ := strings.Cut(doc, "## What to use instead")
		b.WriteString(head + "## Example\n\n" + example(t, r) + "\n## What to use instead" + tail + "\n")
	}
	return b.String()
}

// example shows the marked policy of the example archive, and the fixed one.
func example(t *testing.T, r *analyzer.Rule) string {
	raw, err := txtar.ParseFile(filepath.Join("testdata", "rules", r.Name, "example.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(strings.TrimSpace(string(raw.Comment)) + "\n\n")
	blocks := 0
	for _, f := range raw.Files {
		if !strings.HasSuffix(f.Name, ".xml") || strings.HasPrefix(f.Name, "fix \"") {
			continue
		}
		if blocks++; blocks > 1 {
			b.WriteString("\n")
		}
		if strings.HasPrefix(f.Name, "fixed/") {
			b.WriteString("With all safe fixes:\n\n")
		}
		source, found := unmarked(string(f.Data))
		b.WriteString("```xml\n" + source + "```\n")
		if found != "" {
			b.WriteString("\n```text\n" + found + "```\n")
		}
	}
	return b.String()
}

// unmarked is a policy without its markers, and each marked line with its number
// and its markers below, so that the policy can be copied.
func unmarked(data string) (source, found string) {
	number, last := 0, ""
	for line := range strings.Lines(data) {
		marker, ok := strings.CutPrefix(line, "~")
		if !ok {
			number++
			source, last = source+line, fmt.Sprintf("%3d | %s", number, line)
			continue
		}
		found, last = found+last+"    |  "+marker, ""
	}
	return source, found
}

// TestRules holds what is true of the list of rules.
func TestRules(t *testing.T) {
	rules := analyzer.Rules()
	if !slices.IsSortedFunc(rules, func(a, b *analyzer.Rule) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the rules are not in ID order")
	}
	for _, r := range rules {
		if analyzer.RuleByID(r.ID) != r {
			t.Errorf("%s is not found by its ID", r.ID)
		}
		list, _ := filepath.Glob(filepath.Join("testdata", "rules", r.Name, "*.txtar"))
		silent := false
		for _, path := range list {
			raw, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			silent = silent || !marksRule(raw, r.ID)
		}
		if len(list) < 2 || !silent {
			t.Errorf("%s has %d archives in testdata/rules/%s; it needs example.txtar and one in which it is silent", r.ID, len(list), r.Name)
		}
	}
}

func marksRule(raw *txtar.Archive, id string) bool {
	for _, f := range raw.Files {
		for _, line := range strings.Split(string(f.Data), "\n") {
			if strings.HasPrefix(line, "~") && strings.Contains(line, " "+id+" ") {
				return true
			}
		}
	}
	return false
}
