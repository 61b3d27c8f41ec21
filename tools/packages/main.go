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
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	uses, err := imports(".")
	if err != nil {
		fmt.Fprintln(os.Stderr, "packages:", err)
		os.Exit(1)
	}
	os.Stdout.WriteString(draw(uses))
}

// aside are packages of tests and tools, with those below them.
var aside = []string{"internal", "tools", "analyzer/analyzertest"}

// imports are the packages of the module in a folder, each with those that it
// imports, by their paths below the module's.
func imports(dir string) (map[string][]string, error) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Module", "./...")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	uses := map[string][]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string
			Imports    []string
			Module     struct{ Path string }
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return uses, nil
		} else if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(p.ImportPath, p.Module.Path+"/")
		if isAside(name) {
			continue
		}
		uses[name] = nil
		for _, i := range p.Imports {
			if to, ours := strings.CutPrefix(i, p.Module.Path+"/"); ours && !isAside(to) {
				uses[name] = append(uses[name], to)
			}
		}
	}
}

func isAside(name string) bool {
	return slices.ContainsFunc(aside, func(a string) bool { return name == a || strings.HasPrefix(name, a+"/") })
}
