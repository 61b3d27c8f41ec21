package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the output that the README shows")

// TestReadme runs every command that the README shows with its output: a
// console block whose first line is "$ go run ./clients/hairpin ...".
func TestReadme(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "README.md")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const open, shut, prompt = "```console\n", "```\n", "$ go run ./clients/hairpin "
	var out strings.Builder
	rest, blocks := string(src), 0
	for {
		before, block, ok := strings.Cut(rest, open)
		out.WriteString(before)
		if !ok {
			break
		}
		block, rest, _ = strings.Cut(block, shut)
		line, _, _ := strings.Cut(block, "\n")
		args, ok := strings.CutPrefix(line, prompt)
		if !ok {
			t.Fatalf("the console block %q does not begin with %q", line, prompt)
		}
		var stdout bytes.Buffer
		run(strings.Fields(args), &shell{
			ctx: context.Background(), stdin: strings.NewReader(""), stdout: &stdout, stderr: &stdout, cwd: root,
			getenv: func(string) string { return "" }, terminal: func(io.Writer) bool { return false },
		})
		out.WriteString(open + line + "\n" + stdout.String() + shut)
		blocks++
	}
	if blocks == 0 {
		t.Fatal("the README shows no output")
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(src), out.String()); d != "" {
		t.Errorf("the README is not current; run go test ./clients/hairpin -run TestReadme -update (-shown +printed):\n%s", d)
	}
}

// TestReadmeConfig: the hairpin.yaml that the README shows can be pasted beside an
// estate as it is.
func TestReadmeConfig(t *testing.T) {
	src, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(src), "```yaml\n")
	block, _, ok := strings.Cut(block, "```\n")
	if !ok {
		t.Fatal("the README shows no hairpin.yaml")
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"hairpin.yaml": block, "policy.xml": "<policies />"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stderr bytes.Buffer
	if code := run([]string{"check", "--env", "prod"}, &shell{
		ctx: context.Background(), stdin: strings.NewReader(""), stdout: io.Discard, stderr: &stderr, cwd: dir,
		getenv: func(string) string { return "" }, terminal: func(io.Writer) bool { return false },
	}); code != exitClean {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}
