package house

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
)

// circles is how many files of a package use each other's names in one circle.
// Who reads one of them has to know all of them, so the numbers only fall. A
// package without a number may have usual.
var circles = map[string]int{
	"analyzer/dialect":   12, // one table over several files
	"analyzer/estate":    11,
	"analyzer/editor":    5,
	"analyzer/eval":      31, // one machine, and the methods of .NET that run lambdas on it
	"analyzer/interpret": 10, // one machine
	"analyzer/value":     4,
	"analyzer/expr":      11, // one parser
	"internal/concrete":  11, // one machine, and what it has of .NET
}

// usual is how many files in a circle a reader takes in.
const usual = 3

// TestCircles: a package has no larger circle than its number, and no smaller one.
func TestCircles(t *testing.T) {
	all := checked(t)
	for _, p := range all {
		circle := p.largest()
		number, listed := circles[p.name]
		switch {
		case listed && number <= usual:
			t.Errorf("%s needs no number in the table of circles: up to %d files are usual", p.name, usual)
		case len(circle) > max(number, usual):
			t.Errorf("%s: %d files use each other's names in one circle; %d is the most. Move what both sides use into a file that uses neither:\n%s",
				p.name, len(circle), max(number, usual), p.describe(circle))
		case len(circle) <= usual && listed:
			t.Errorf("%s: its largest circle has %d files now; remove its number from the table of circles", p.name, len(circle))
		case len(circle) < number:
			t.Errorf("%s: its largest circle has %d files now; lower its number in the table of circles from %d to %d", p.name, len(circle), number, len(circle))
		}
	}
	for name := range circles {
		if !slices.ContainsFunc(all, func(p *pkg) bool { return p.name == name }) {
			t.Errorf("%s has a number in the table of circles, but there is no such package; remove it", name)
		}
	}
}

// pkg is a package of the module: which of its files use names of which others.
type pkg struct {
	name  string   // without the module
	files []string // names without folder, sorted
	// uses holds for each file those that declare what it uses, each with one such
	// name.
	uses []map[int]string
}

// checked type-checks all packages of the module from their source, without their
// tests. What others they import comes from the build cache.
func checked(t *testing.T) []*pkg {
	all := list(t, "-deps", "./...") // what is imported comes before who imports it
	args := []string{"-export"}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		args = append(args, "-race") // as the test was built
	}
	for _, l := range all {
		if !l.ours() {
			args = append(args, l.ImportPath)
		}
	}
	exports := map[string]string{}
	for _, l := range list(t, args...) {
		exports[l.ImportPath] = l.Export
	}
	set := token.NewFileSet()
	imp := &importing{map[string]*types.Package{}, importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })}
	var out []*pkg
	for _, l := range all {
		if !l.ours() || len(l.GoFiles) == 0 {
			continue
		}
		p, of, err := check(set, imp, l.ImportPath, l.Dir, l.GoFiles)
		if err != nil {
			t.Fatal(err)
		}
		imp.ours[l.ImportPath] = of
		p.name = strings.TrimPrefix(l.ImportPath, l.Module.Path+"/")
		out = append(out, p)
	}
	return out
}

// importing gives the packages of the module that are checked, and others.
type importing struct {
	ours   map[string]*types.Package
	others types.Importer
}

// Import gives a package by its path.
func (i *importing) Import(path string) (*types.Package, error) {
	if p := i.ours[path]; p != nil {
		return p, nil
	}
	return i.others.Import(path)
}

// check type-checks a package, and notes the uses of each file.
func check(set *token.FileSet, imp types.Importer, path, dir string, files []string) (*pkg, *types.Package, error) {
	p := &pkg{name: path, files: slices.Sorted(slices.Values(files))}
	var trees []*ast.File
	for _, name := range p.files {
		tree, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		trees = append(trees, tree)
		p.uses = append(p.uses, map[int]string{})
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	of, err := (&types.Config{Importer: imp}).Check(path, set, trees, info)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	number := map[string]int{}
	for i, tree := range trees {
		number[set.File(tree.Pos()).Name()] = i
	}
	for id, obj := range info.Uses {
		// What has a place in another file of the package is no local name.
		if obj.Pkg() == nil || obj.Pkg().Path() != path || !obj.Pos().IsValid() {
			continue
		}
		from, to := number[set.File(id.Pos()).Name()], number[set.File(obj.Pos()).Name()]
		if _, isPackage := obj.(*types.PkgName); isPackage || from == to {
			continue
		}
		if was := p.uses[from][to]; was == "" || obj.Name() < was {
			p.uses[from][to] = obj.Name()
		}
	}
	return p, of, nil
}

// largest is the largest set of files each of which uses each other one, directly
// or through others: the largest strongly connected component, by Tarjan.
func (p *pkg) largest() []int {
	var best, stack []int
	index, low := make([]int, len(p.files)), make([]int, len(p.files)) // index is 0 before the visit
	next := 0
	var visit func(v int)
	visit = func(v int) {
		next++
		index[v], low[v] = next, next
		stack = append(stack, v)
		for _, w := range slices.Sorted(maps.Keys(p.uses[v])) {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if slices.Contains(stack, w) {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		at := slices.Index(stack, v)
		if circle := stack[at:]; len(circle) > len(best) {
			best = slices.Sorted(slices.Values(circle))
		}
		stack = stack[:at]
	}
	for v := range p.files {
		if index[v] == 0 {
			visit(v)
		}
	}
	return best
}

// mostShown is of how many files of a circle each use is told; of more, only the
// names.
const mostShown = 8

// describe lists the files of a circle, and why they are in it.
func (p *pkg) describe(circle []int) string {
	var b strings.Builder
	for _, from := range circle {
		fmt.Fprintf(&b, "\t%s", p.files[from])
		if len(circle) <= mostShown {
			sep := " uses "
			for _, to := range circle {
				if name, ok := p.uses[from][to]; ok {
					fmt.Fprintf(&b, "%s%s of %s", sep, name, p.files[to])
					sep = ", "
				}
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestLargest: fields and methods count as uses, names of a file alone do not.
func TestLargest(t *testing.T) {
	dir := t.TempDir()
	for name, src := range map[string]string{
		"a.go": "package p\n\ntype A struct{ f int }\n\nfunc (A) m() int { return size }\n",
		"b.go": "package p\n\nfunc twice(x interface{ m() int }) int { return 2 * x.m() }\n\nvar size = len(all)\n",
		"c.go": "package p\n\nvar all = make([]A, 3)\n\nfunc first() int { return all[0].f }\n",
		"d.go": "package p\n\nfunc sum() int { n := first(); return n + all[0].m() }\n",
		"e.go": "package p\n\nfunc lone() int { sum := 1; return sum }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	p, _, err := check(token.NewFileSet(), nil, "p", dir, []string{"e.go", "d.go", "c.go", "b.go", "a.go"})
	if err != nil {
		t.Fatal(err)
	}
	want := "\ta.go uses size of b.go\n\tb.go uses all of c.go\n\tc.go uses A of a.go\n"
	if got := p.describe(p.largest()); got != want {
		t.Errorf("the largest circle is\n%swant\n%s", got, want)
	}
	for from, to := range map[int][]int{0: {1}, 1: {2}, 2: {0}, 3: {0, 2}, 4: nil} {
		if got := slices.Sorted(maps.Keys(p.uses[from])); !slices.Equal(got, to) {
			t.Errorf("%s uses the files %v, want %v", p.files[from], got, to)
		}
	}
}
