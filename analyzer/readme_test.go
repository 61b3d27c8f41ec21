package analyzer_test

import (
	"os"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
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
			t.Errorf("README.md has no row %q in its table of rules", row)
		}
	}
	const most = 150
	if n := strings.Count(string(src), "\n"); n > most {
		t.Errorf("README.md has %d lines; %d is the most", n, most)
	}
}
