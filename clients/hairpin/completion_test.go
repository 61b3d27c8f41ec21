package main

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func completionScript(t *testing.T, name string) string {
	t.Helper()
	var out, errs bytes.Buffer
	sh := &shell{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &errs, cwd: t.TempDir(), getenv: func(string) string { return "" }, terminal: func(io.Writer) bool { return false }}
	if code := run([]string{"completion", name}, sh); code != exitClean {
		t.Fatalf("exit code %d: %s", code, &errs)
	}
	return out.String()
}

// TestCompletionKnowsAll: each script names every command, and the flags and
// values of check.
func TestCompletionKnowsAll(t *testing.T) {
	for name := range completions {
		src := completionScript(t, name)
		for _, want := range []string{"check", "completion", "effective", "healthcheck", "fail-level", "stdin-filename", "baseline"} {
			if !strings.Contains(src, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		if name != "powershell" && !strings.Contains(src, "text json sarif github azure") {
			t.Errorf("%s: no values of --format", name)
		}
	}
}

// TestCompletionInBash asks bash what it would offer.
func TestCompletionInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	src := completionScript(t, "bash")
	for _, c := range []struct{ typed, want string }{
		{"hairpin ch", "check"},
		{"hairpin check --form", "--format"},
		{"hairpin check --format s", "sarif"},
		{"hairpin graph --format s", "svg"},
		{"hairpin completion f", "fish"},
		{"hairpin check apis/", ""},
		{"hairpin nothing --form", ""},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		words := strings.Fields(c.typed)
		ask := src + "\nCOMP_WORDS=(" + strings.Join(words, " ") + ")\nCOMP_CWORD=$((${#COMP_WORDS[@]}-1))\n_hairpin\necho \"${COMPREPLY[*]}\"\n"
		cmd := exec.CommandContext(ctx, bash, "--norc", "-c", ask)
		out, err := cmd.CombinedOutput()
		cancel()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.want {
			t.Errorf("%s: %q, want %q (%v)", c.typed, got, c.want, err)
		}
	}
}

// TestCompletionParses: the shells that are here can read their scripts.
func TestCompletionParses(t *testing.T) {
	for _, name := range []string{"bash", "zsh", "fish"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Logf("there is no %s to read its script", name)
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, path, "-n")
		cmd.Stdin = strings.NewReader(completionScript(t, name))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", name, err, out)
		}
		cancel()
	}
}
