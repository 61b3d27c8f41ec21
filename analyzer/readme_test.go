package analyzer_test

import (
	"os"
	"strings"
	"testing"

	"hairpin/analyzer"
)

// TestReadmeRules keeps the table of rules in the README current.
func TestReadmeRules(t *testing.T) {
	src, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range analyzer.Rules() {
		row := "| " + r.ID + " | " + r.Name + " | " + r.Summary + " |"
		if !strings.Contains(string(src), row) {
			t.Errorf("the README has no row %q", row)
		}
	}
	if n := strings.Count(string(src), "\n"); n > 150 {
		t.Errorf("the README has %d lines", n)
	}
}
