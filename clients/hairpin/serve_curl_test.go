package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestServeDocumented runs the commands that docs/serve.md shows with their output:
// lines of console blocks that begin with "$ ".
func TestServeDocumented(t *testing.T) {
	for _, tool := range []string{"sh", "find", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("this needs", tool)
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	address, stop := serving(t, "--listen", "127.0.0.1:0")
	defer stop()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // files that the commands write
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "examples"), filepath.Join(dir, "examples")); err != nil {
		t.Skip("no links here:", err)
	}
	print := func(line string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.ReplaceAll(line, defaultListen, address))
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
		return string(out)
	}
	path := filepath.Join(root, "docs", "serve.md")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const open, shut, prompt = "```console\n", "```\n", "$ "
	var want bytes.Buffer
	commands := 0
	for i, part := range strings.Split(string(src), open) {
		if i > 0 {
			want.WriteString(open)
		}
		if i == 0 || !strings.HasPrefix(part, prompt) {
			want.WriteString(part)
			continue
		}
		block, rest, _ := strings.Cut(part, shut)
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, prompt); ok {
				want.WriteString(line + print(command))
				commands++
			}
		}
		want.WriteString(shut + rest)
	}
	if commands < 5 {
		t.Errorf("%d commands", commands)
	}
	if *update {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(src), want.String()); d != "" {
		t.Errorf("docs/serve.md is not current; run go test ./clients/hairpin -run TestServeDocumented -update (-shown +printed):\n%s", d)
	}
}
