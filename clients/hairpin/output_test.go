package main

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"

	"hairpin/analyzer/text"
	hairpinv1 "hairpin/proto/hairpin/v1"
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
	r := &report{
		source: func(string) *text.File { return nil },
		resp: &hairpinv1.AnalyzeResponse{
			Findings: []*hairpinv1.Finding{
				{RuleId: "HP101", Severity: hairpinv1.Severity_SEVERITY_ERROR, Message: nasty, Location: &hairpinv1.Location{Path: nasty}},
				{RuleId: "HP401", Severity: hairpinv1.Severity_SEVERITY_HINT, Message: nasty, Location: &hairpinv1.Location{Path: nasty}, NoFixReason: nasty},
			},
			Problems: []*hairpinv1.Problem{{Message: nasty, Location: &hairpinv1.Location{Path: nasty}}},
		},
	}
	for name, w := range map[string]func(io.Writer, *report) error{"github": writeGitHub, "azure": writeAzure} {
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

func TestPalette(t *testing.T) {
	for _, c := range []struct {
		flag, noColor, term string
		terminal, want      bool
	}{
		{"auto", "", "xterm", true, true},
		{"auto", "", "xterm", false, false},
		{"auto", "1", "xterm", true, false},
		{"auto", "", "dumb", true, false},
		{"always", "1", "dumb", false, true},
		{"never", "", "xterm", true, false},
	} {
		sh := &shell{
			terminal: func(io.Writer) bool { return c.terminal },
			getenv:   func(name string) string { return map[string]string{"NO_COLOR": c.noColor, "TERM": c.term}[name] },
		}
		if got := (&outputFlags{Color: c.flag}).palette(sh) != (palette{}); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	sh := &shell{stderr: &out, terminal: func(io.Writer) bool { return true }, getenv: func(string) string { return "xterm" }}
	p := newProgress(sh)
	for n := range 1201 {
		p.read(n)
	}
	p.done()
	if got := out.String(); !strings.HasPrefix(got, "\rreading: 500 files\r") || strings.Count(got, "reading") != 8 || !strings.HasSuffix(got, "\r") {
		t.Errorf("%q", got)
	}
	out.Reset()
	p.read(10)
	p.say("analysing %d files", 10)
	p.done()
	sh.terminal = func(io.Writer) bool { return false }
	q := newProgress(sh)
	q.read(1000)
	q.done()
	if out.Len() > 0 {
		t.Errorf("%q", &out)
	}
}

// TestFixLines: alternatives, reviews and reasons are told apart.
func TestFixLines(t *testing.T) {
	r := &report{source: func(string) *text.File { return nil }, fixWith: "hairpin fix"}
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

func TestSuggest(t *testing.T) {
	known := []string{"HP101", "HP102", "self-chained-backend"}
	for word, want := range map[string]string{
		"hp101": `; did you mean "HP101"?`, "HP11": `; did you mean "HP101"?`, "selfchainedbackend": `; did you mean "self-chained-backend"?`,
		"xyz": "", "": "", strings.Repeat("x", 200): "",
	} {
		if got := didYouMean(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
