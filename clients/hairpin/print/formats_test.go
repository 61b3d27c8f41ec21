package print

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

func TestEscaping(t *testing.T) {
	const nasty = "100%: a,b;c]d\r\n::error::x"
	if got, want := escapeGitHubMessage(nasty), "100%25: a,b;c]d%0D%0A::error::x"; got != want {
		t.Errorf("%q", got)
	}
	if got, want := escapeGitHubProperty(nasty), "100%25%3A a%2Cb;c]d%0D%0A%3A%3Aerror%3A%3Ax"; got != want {
		t.Errorf("%q", got)
	}
	if got, want := escapeAzureMessage(nasty), "100%AZP25: a,b;c]d%0D%0A::error::x"; got != want {
		t.Errorf("%q", got)
	}
	if got, want := escapeAzureProperty(nasty), "100%AZP25: a,b%3Bc%5Dd%0D%0A::error::x"; got != want {
		t.Errorf("%q", got)
	}
}

// TestNoCommandInjection: whatever a message quotes, every line of the output is
// a command or harmless.
func TestNoCommandInjection(t *testing.T) {
	const nasty = "x\n::error::y\n##vso[task.setvariable variable=a]b"
	r := &Report{
		Source: func(string) *text.File { return nil },
		Response: &hairpinv1.AnalyzeResponse{
			Findings: []*hairpinv1.Finding{
				{RuleId: "HP101", Severity: hairpinv1.Severity_SEVERITY_ERROR, Message: nasty, Location: &hairpinv1.Location{Path: nasty}},
				{RuleId: "HP401", Severity: hairpinv1.Severity_SEVERITY_HINT, Message: nasty, Location: &hairpinv1.Location{Path: nasty}, NoFixReason: nasty},
			},
			Problems: []*hairpinv1.Problem{{Message: nasty, Location: &hairpinv1.Location{Path: nasty}}},
		},
	}
	for name, w := range map[string]func(io.Writer, *Report) error{"github": writeGitHub, "azure": writeAzure} {
		var out bytes.Buffer
		if err := w(&out, r); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 3 {
			t.Errorf("%s: %d lines:\n%s", name, len(lines), &out)
		}
		for _, line := range lines {
			// The first command of a line is the one that counts.
			github := strings.HasPrefix(line, "::error ") || strings.HasPrefix(line, "::notice ")
			azure := strings.HasPrefix(line, "##vso[task.logissue ") || !strings.Contains(line, "##")
			if name == "github" && !github || name == "azure" && !azure {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

func TestColumnUTF16(t *testing.T) {
	f := text.NewFile("p", "\ufeffa😀é\nb")
	for off, want := range map[int]int{0: 1, 3: 1, 4: 2, 8: 4, 10: 5, 11: 1, 12: 2} {
		if got := columnUTF16(f, off); got != want {
			t.Errorf("column of %d is %d, want %d", off, got, want)
		}
	}
}

// TestFixLines: alternatives, reviews and reasons are told apart.
func TestFixLines(t *testing.T) {
	r := &Report{Source: func(string) *text.File { return nil }, FixWith: "hairpin fix"}
	var out bytes.Buffer
	b := bufio.NewWriter(&out)
	at := &hairpinv1.Location{Path: "p.xml", Range: &hairpinv1.Range{Start: &hairpinv1.Position{Line: 3, Column: 7}, End: &hairpinv1.Position{}}}
	r.finding(b, &hairpinv1.Finding{
		RuleId: "HP101", Severity: hairpinv1.Severity_SEVERITY_WARNING, Message: "m", Location: at, Environments: []string{"prod", "test"},
		Related: []*hairpinv1.Note{{Message: "here", Location: at}, {Message: "runs for a"}},
		Fixes: []*hairpinv1.Fix{
			{Title: "Do this", Safety: hairpinv1.Safety_SAFETY_NEEDS_REVIEW, SafetyReason: "it is shared"},
			{Title: "Do that", Safety: hairpinv1.Safety_SAFETY_SAFE},
		},
	})
	r.finding(b, &hairpinv1.Finding{RuleId: "HP101", Severity: hairpinv1.Severity_SEVERITY_INFO, Message: "m", Location: at, NoFixReason: "too hard"})
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	want := `p.xml:3:7: warning HP101: m
  = p.xml:3:7: here
  = runs for a
  = environments: prod, test
  = fix: Do this (needs review: it is shared; hairpin fix --review)
  = or: Do that (hairpin fix)

p.xml:3:7: info HP101: m
  = no fix: too hard

`
	if out.String() != want {
		t.Errorf("%s", &out)
	}
}
