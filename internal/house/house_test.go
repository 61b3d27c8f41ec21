package house

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// imports is the table of edges between the packages of the module; any other
// edge is a mistake. A name stands for the package and those below it, as far as
// they have no entry of their own.
//
// The analyzer's types of facts (estate) and positions (text) are part of its
// interface, so those who call it may name them.
var imports = map[string][]string{
	"clients/hairpin":         {"analyzer", "analyzer/estate", "analyzer/gateway", "analyzer/text", "clients/go", "clients/hairpin/collect", "clients/hairpin/print", "server", "lsp", "proto"},
	"clients/hairpin/collect": {"analyzer", "analyzer/estate", "analyzer/text", "proto", "server"},
	"clients/hairpin/print":   {"analyzer/estate", "analyzer/text", "proto"},
	"clients/go":              {"proto"},
	"server":                  {"analyzer", "analyzer/estate", "analyzer/gateway", "analyzer/text", "proto"},
	"lsp":                     {"analyzer", "analyzer/text", "lsp/feature", "lsp/view", "lsp/wire"},
	"lsp/feature":             {"analyzer", "analyzer/document", "analyzer/editor", "analyzer/estate", "analyzer/expr", "analyzer/gateway", "analyzer/policy", "analyzer/text", "lsp/view", "lsp/wire"},
	"lsp/view":                {"analyzer", "analyzer/editor", "analyzer/estate", "analyzer/gateway", "analyzer/policy", "analyzer/text"},
	"lsp/wire":                {}, // a transport
	// The packages of the analyzer, each above those that it uses.
	"analyzer/text":         {},
	"analyzer/dialect":      {}, // a table
	"analyzer/expr":         {"analyzer/text"},
	"analyzer/policy":       {"analyzer/text"},
	"analyzer/tree":         {"analyzer/text"},
	"analyzer/gateway":      {"analyzer/text"},
	"analyzer/estate":       {"analyzer/gateway", "analyzer/tree", "analyzer/text"},
	"analyzer/value":        {"analyzer/expr", "analyzer/text"},
	"analyzer/effect":       {"analyzer/expr", "analyzer/text"},
	"analyzer/eval":         {"analyzer/effect", "analyzer/value", "analyzer/expr", "analyzer/text"},
	"analyzer/condition":    {"analyzer/expr"},
	"analyzer/document":     {"analyzer/condition", "analyzer/dialect", "analyzer/effect", "analyzer/expr", "analyzer/policy", "analyzer/text"},
	"analyzer/compose":      {"analyzer/document", "analyzer/estate", "analyzer/eval", "analyzer/policy", "analyzer/text", "analyzer/value"},
	"analyzer/call":         {"analyzer/compose", "analyzer/document", "analyzer/estate", "analyzer/gateway", "analyzer/policy", "analyzer/text", "analyzer/value"},
	"analyzer/interpret":    {"analyzer/call", "analyzer/compose", "analyzer/condition", "analyzer/dialect", "analyzer/document", "analyzer/effect", "analyzer/estate", "analyzer/eval", "analyzer/expr", "analyzer/gateway", "analyzer/policy", "analyzer/text", "analyzer/value"},
	"analyzer/graph":        {"analyzer/call", "analyzer/compose", "analyzer/estate", "analyzer/text"},
	"analyzer/finding":      {"analyzer/estate", "analyzer/text"},
	"analyzer/fix":          {"analyzer/call", "analyzer/compose", "analyzer/condition", "analyzer/document", "analyzer/effect", "analyzer/estate", "analyzer/expr", "analyzer/finding", "analyzer/gateway", "analyzer/policy", "analyzer/text", "analyzer/value"},
	"analyzer/rules":        {"analyzer/call", "analyzer/document", "analyzer/estate", "analyzer/finding", "analyzer/fix", "analyzer/gateway", "analyzer/graph", "analyzer/policy", "analyzer/text", "analyzer/value"},
	"analyzer/check":        {"analyzer/call", "analyzer/compose", "analyzer/document", "analyzer/estate", "analyzer/finding", "analyzer/fix", "analyzer/gateway", "analyzer/graph", "analyzer/interpret", "analyzer/rules", "analyzer/text"},
	"analyzer":              {"analyzer/call", "analyzer/check", "analyzer/compose", "analyzer/document", "analyzer/estate", "analyzer/finding", "analyzer/gateway", "analyzer/graph", "analyzer/policy", "analyzer/rules", "analyzer/text", "analyzer/value"},
	"analyzer/editor":       {"analyzer", "analyzer/compose", "analyzer/dialect", "analyzer/document", "analyzer/estate", "analyzer/eval", "analyzer/expr", "analyzer/gateway", "analyzer/policy", "analyzer/text"},
	"analyzer/analyzertest": {"analyzer", "analyzer/check", "analyzer/document", "analyzer/estate", "analyzer/finding", "analyzer/gateway", "analyzer/text", "analyzer/tree", "internal"}, // of tests
	"proto":                 {},
	"internal":              {"analyzer", "analyzer/estate", "analyzer/eval", "analyzer/expr", "analyzer/policy", "analyzer/text", "analyzer/value", "proto"}, // of tests
	"tools":                 {"analyzer", "analyzer/analyzertest", "analyzer/policy", "analyzer/text", "clients/go", "internal", "proto", "server"},
}

// impure lists what the analyzer must not import, with what lies below: it does
// no IO, never logs, and never asks the clock. net/url and net/netip are values.
var impure = []string{"os", "net", "log", "time", "syscall", "google.golang.org"}

var values = map[string]bool{"net/url": true, "net/netip": true}

func TestImports(t *testing.T) {
	used := map[string]bool{}
	for _, p := range list(t, "./...") {
		module := p.Module.Path + "/"
		name := strings.TrimPrefix(p.ImportPath, module)
		row := rowOf(name)
		if row == "" {
			t.Errorf("%s has no row in the table of imports; give it one that says what it may import", name)
			continue
		}
		used[row] = true
		allowed := map[string]bool{row: true}
		for _, a := range imports[row] {
			allowed[a] = true
		}
		for _, imp := range p.Imports {
			to, ours := strings.CutPrefix(imp, module)
			if ours && !allowed[rowOf(to)] {
				t.Errorf("%s imports %s, and its row %q in the table of imports does not allow that; it allows %s", name, to, row, listOf(imports[row]))
			}
			if (name == "analyzer" || strings.HasPrefix(name, "analyzer/")) && name != "analyzer/analyzertest" && isImpure(imp) {
				t.Errorf("%s imports %s, but the analyzer does no IO, never logs, and never asks the clock", name, imp)
			}
			if name == "analyzer/text" && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
				t.Errorf("%s imports %s, but it stands on the standard library alone", name, imp)
			}
		}
	}
	for row, to := range imports {
		if !used[row] {
			t.Errorf("the table of imports has a row for %s, but there is no such package; remove the row", row)
		}
		for _, name := range to {
			if _, ok := imports[name]; !ok {
				t.Errorf("the row of %s in the table of imports allows %s, which has no row of its own; give it one", row, name)
			}
		}
	}
}

// listOf is a list of packages in a sentence.
func listOf(names []string) string {
	if len(names) == 0 {
		return "no package of the module"
	}
	return strings.Join(names, ", ")
}

// rowOf is the row of the table that a package belongs to.
func rowOf(name string) string {
	for row := name; ; {
		if _, ok := imports[row]; ok {
			return row
		}
		slash := strings.LastIndexByte(row, '/')
		if slash < 0 {
			return ""
		}
		row = row[:slash]
	}
}

func isImpure(imp string) bool {
	if values[imp] {
		return false
	}
	for _, bad := range impure {
		if imp == bad || strings.HasPrefix(imp, bad+"/") {
			return true
		}
	}
	return false
}

// listed is a package, as far as the tests ask for it.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
	Module                  *struct {
		Path string
		Main bool
	}
}

// ours tells whether a package is one of this module.
func (l *listed) ours() bool { return l.Module != nil && l.Module.Main }

// list asks the Go tool for packages.
func list(t *testing.T, args ...string) []*listed {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Export,GoFiles,Imports,Module"}, args...)...)
	cmd.Dir = root(t)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	var all []*listed
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		p := &listed{}
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func root(t *testing.T) string {
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// maxLines is the length of a file that a reader takes in.
const maxLines = 600

func TestFileLength(t *testing.T) {
	sources(t, func(path string, src []byte) {
		if lines := bytes.Count(src, []byte("\n")); lines > maxLines && !isTest(path) {
			t.Errorf("%s has %d lines; %d is the most", path, lines, maxLines)
		}
	})
}

// TestUnfinished: what is missing stands in the issue tracker, not in the code.
func TestUnfinished(t *testing.T) {
	marks := []string{"TO" + "DO", "FIX" + "ME", "XX" + "X:"}
	sources(t, func(path string, src []byte) {
		lines := bufio.NewScanner(bytes.NewReader(src))
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			for _, m := range marks {
				if strings.Contains(lines.Text(), m) {
					t.Errorf("%s:%d: %s", path, n, m)
				}
			}
		}
	})
}

func isTest(path string) bool {
	return strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, ".test.ts")
}

// sources calls visit for every source file that was written by hand.
func sources(t *testing.T, visit func(path string, src []byte)) {
	top := root(t)
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if name == ".git" || name == "node_modules" || name == "testdata" || name == "dist" || name == "bin" {
				return filepath.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(name); ext != ".go" && ext != ".ts" {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, mark := range []string{"// Code generated ", "// @generated "} {
			if bytes.Contains(src[:min(len(src), 2000)], []byte(mark)) {
				return nil
			}
		}
		rel, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(rel), src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
