// Command packages draws which package of Hairpin uses which, for
// docs/architecture.md:
//
//	go run ./tools/packages > docs/pictures/packages.svg
//
// The picture is made of the imports, so it is true; a test fails when it is not
// current. Each package stands below all that use it. Lines that others imply are
// left out, and so are packages that only tests and tools use.
package main

import (
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	uses, err := imports(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "packages:", err)
		os.Exit(1)
	}
	fmt.Print(draw(uses))
}

// aside are packages of tests and tools, with those below them.
var aside = []string{"internal", "tools", "analyzer/analyzertest"}

// imports are the packages of the module in a folder, each with those that it
// imports, by their paths below the module's. They are read from the sources, for
// all systems, so that a test knows when it has to run again.
func imports(dir string) (map[string][]string, error) {
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return nil, err
	}
	line, _, _ := strings.Cut(string(mod), "\n")
	module, ok := strings.CutPrefix(strings.TrimSpace(line), "module ")
	if !ok {
		return nil, errors.New("go.mod does not begin with the path of the module")
	}
	module += "/"
	uses := map[string][]string{}
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return passOver(file, dir)
		case path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		rel, err := filepath.Rel(dir, filepath.Dir(file))
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if isAside(name) {
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if _, ok := uses[name]; !ok {
			uses[name] = nil
		}
		for _, i := range tree.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if to, ours := strings.CutPrefix(imported, module); ours && !isAside(to) && !slices.Contains(uses[name], to) {
				uses[name] = append(uses[name], to)
			}
		}
		return nil
	})
	return uses, err
}

// passOver leaves folders out in which the module has no packages.
func passOver(folder, top string) error {
	switch name := filepath.Base(folder); {
	case folder == top:
		return nil
	case name == "testdata" || name == "node_modules" || strings.HasPrefix(name, "."):
		return fs.SkipDir
	}
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	switch {
	case err == nil:
		return fs.SkipDir // a module of its own
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}

func isAside(name string) bool {
	return slices.ContainsFunc(aside, func(a string) bool { return name == a || strings.HasPrefix(name, a+"/") })
}
