package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
)

// TestVSCodeSettings: the extension's setting of the severities names the rules
// that there are. "npm run settings" writes it.
func TestVSCodeSettings(t *testing.T) {
	text, err := os.ReadFile("../vscode/package.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Contributes struct {
			Configuration struct {
				Properties map[string]struct {
					Properties map[string]struct {
						Enum                []string
						MarkdownDescription string
					}
				}
			}
		}
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	rules := manifest.Contributes.Configuration.Properties["hairpin.rules"].Properties
	if len(rules) != len(analyzer.Rules()) {
		t.Errorf("hairpin.rules in clients/vscode/package.json has %d rules, the analyzer %d", len(rules), len(analyzer.Rules()))
	}
	for _, r := range analyzer.Rules() {
		p, ok := rules[r.ID]
		if !ok || !strings.Contains(p.MarkdownDescription, r.Summary) {
			t.Errorf("%s: hairpin.rules in clients/vscode/package.json says %q, not %q", r.ID, p.MarkdownDescription, r.Summary)
		}
		for _, word := range p.Enum {
			if _, ok := analyzer.ParseSeverity(word); !ok {
				t.Errorf("%s: %q is no severity", r.ID, word)
			}
		}
		if !slices.Contains(p.Enum, "off") {
			t.Errorf("%s cannot be switched off", r.ID)
		}
	}
}
