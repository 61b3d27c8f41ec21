package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mention is the name of a file of Go in a text, perhaps with a folder or a *.
var mention = regexp.MustCompile(`[\w*/.-]*[\w*]\.go\b`)

// TestMentions: a file of Go that a comment or the documentation names is there: in
// the package of the comment, or where its folders say.
func TestMentions(t *testing.T) {
	all := files(t)
	known := func(name, dir string) bool {
		return slices.ContainsFunc(all, func(p string) bool {
			if !strings.Contains(name, "/") && dir != "" {
				ok, _ := path.Match(name, path.Base(p))
				return ok && path.Dir(p) == dir
			}
			parts := strings.Split(p, "/")
			parts = parts[max(0, len(parts)-1-strings.Count(name, "/")):]
			ok, _ := path.Match(name, strings.Join(parts, "/"))
			return ok
		})
	}
	look := func(file, text, dir string) {
		for _, name := range mention.FindAllString(text, -1) {
			if !known(name, dir) {
				t.Errorf("%s names %s, but there is no such file", file, name)
			}
		}
	}
	sources(t, func(file string, src []byte) {
		if path.Ext(file) != ".go" {
			return
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range tree.Comments {
			look(file, c.Text(), path.Dir(file))
		}
	})
	for _, file := range all {
		if ext := path.Ext(file); ext == ".md" || file == "Makefile" {
			look(file, read(t, file), "")
		}
	}
}

// inCode is what stands between backquotes.
var inCode = regexp.MustCompile("`[^`\n]+`")

// test is the name of a test, in code.
var test = regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]\w*$`)

// TestArchitecture: what docs/architecture.md names is there: tests, files, folders.
func TestArchitecture(t *testing.T) {
	const file = "docs/architecture.md"
	all, tests := files(t), map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	for _, p := range all {
		if strings.HasSuffix(p, "_test.go") {
			for _, m := range declared.FindAllStringSubmatch(read(t, p), -1) {
				tests[m[1]] = true
			}
		}
	}
	src := read(t, file)
	for _, code := range inCode.FindAllString(src, -1) {
		name := strings.Trim(code, "`")
		switch {
		case test.MatchString(name):
			if !tests[name] {
				t.Errorf("%s names the test %s, which is not there", file, name)
			}
		case strings.Contains(name, "/") && !strings.ContainsAny(name, " <>$*("):
			below := func(of string) bool {
				return slices.ContainsFunc(all, func(p string) bool { return p == of || strings.HasPrefix(p, of+"/") })
			}
			if top, _, _ := strings.Cut(name, "/"); below(top) && !below(strings.TrimSuffix(name, "/")) {
				t.Errorf("%s names %s, which is not there", file, name)
			}
		}
	}
	const most = 250
	if n := strings.Count(src, "\n"); n > most {
		t.Errorf("%s has %d lines; %d is the most", file, n, most)
	}
}

// files are the paths of all files, but for what is built.
func files(t *testing.T) []string {
	top := root(t)
	var out []string
	err := filepath.WalkDir(top, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); n == ".git" || n == "node_modules" || n == "dist" || n == "bin" {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(top, p)
		out = append(out, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, file string) string {
	src, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}
