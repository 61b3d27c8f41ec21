package main

import (
	"os"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestPipelines holds the examples for pipelines to their form: they are YAML, and
// the commands in them are commands.
func TestPipelines(t *testing.T) {
	page, err := os.ReadFile("../../docs/pipelines.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks, commands := 0, 0
	for _, part := range strings.Split(string(page), "```yaml\n")[1:] {
		src, _, _ := strings.Cut(part, "```")
		var pipeline any
		if err := yaml.Unmarshal([]byte(src), &pipeline); err != nil {
			t.Errorf("%v in\n%s", err, src)
		}
		blocks++
		for _, command := range hairpins(pipeline) {
			parses(t, command)
			commands++
		}
	}
	if blocks < 6 || commands < 6 {
		t.Errorf("%d pipelines with %d commands", blocks, commands)
	}
}

// hairpins are the lines of scripts that run hairpin.
func hairpins(node any) []string {
	var out []string
	switch node := node.(type) {
	case map[string]any:
		for _, v := range node {
			out = append(out, hairpins(v)...)
		}
	case []any:
		for _, v := range node {
			out = append(out, hairpins(v)...)
		}
	case string:
		for line := range strings.Lines(node) {
			if strings.HasPrefix(line, "hairpin ") {
				out = append(out, strings.TrimSpace(line))
			}
		}
	}
	return out
}

func parses(t *testing.T, command string) {
	t.Helper()
	command, _, _ = strings.Cut(command, " > ")
	parser, err := newParser()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(strings.Fields(command)[1:]); err != nil {
		t.Errorf("%s: %v", command, err)
	}
}
