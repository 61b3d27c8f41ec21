// Command rename-module gives the module another path, in the folder that it is
// run in, the root of the repository:
//
//	go run ./tools/rename-module example.com/hairpin
//
// The path stands in every go.mod, in the imports, in the contract and the code
// that is generated from it, and maybe in comments, scripts and documentation. An
// old path that begins with a hostname is changed wherever it stands. One that
// does not may also be the name of the product or of the binary: outside of go.mod
// and imports it counts only before a slash and a folder with Go code, and never
// inside of a longer path.
//
//	main.go         which files are changed
//	text.go         go.mod, Go and any other text
//	descriptor.go   the contract inside of generated code, with the path as bytes
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if len(os.Args) != 2 || !valid.MatchString(os.Args[1]) {
		fmt.Fprintln(os.Stderr, "usage: rename-module PATH, a module path such as example.com/hairpin")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "rename-module:", err)
		os.Exit(1)
	}
}

// valid are paths that Go takes for a module, apart from rare ones.
var valid = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$`)

func run(to string) error {
	files, err := tracked(".")
	if err != nil {
		return err
	}
	changed, err := rename(".", files, to)
	for _, c := range changed {
		fmt.Println(c)
	}
	fmt.Printf("%d of %d files changed\n", len(changed), len(files))
	return err
}

// tracked are the files of a repository that git does not ignore, with slashes.
func tracked(root string) ([]string, error) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w\n%s", err, &stderr)
	}
	var files []string
	for _, f := range strings.Split(string(out), "\x00") {
		if info, err := os.Lstat(filepath.Join(root, f)); f != "" && err == nil && info.Mode().IsRegular() {
			files = append(files, f)
		}
	}
	return files, nil
}

// rename changes the module path in the files below root, and gives those that it
// has changed. It writes when all could be changed.
func rename(root string, files []string, to string) ([]string, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	from := modulePath(mod)
	if from == "" {
		return nil, fmt.Errorf("go.mod names no module")
	}
	r := newRenamer(from, to, files)
	var changed []string
	after := map[string][]byte{}
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f)))
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(src, 0) >= 0 || !bytes.Contains(src, []byte(path.Base(from))) {
			continue // not text, or without the path in any form
		}
		out, err := r.file(f, src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		if !bytes.Equal(src, out) {
			changed = append(changed, f)
			after[f] = out
		}
	}
	for _, f := range changed {
		at := filepath.Join(root, filepath.FromSlash(f))
		if err := os.WriteFile(at, after[f], 0o644); err != nil {
			return nil, err
		}
	}
	return changed, nil
}
