package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/concrete"
	"hairpin.example/hairpin/internal/estategen"
)

// input is a folder that the binaries are run in.
type input struct {
	name string
	dir  string
	env  string // an environment of it to check beside all of them, "" for none
	apis []api
}

// api is what the effective policy is asked of.
type api struct{ workspace, id, operation string }

// generated are the sizes of the large estates.
var generated = []estategen.Options{
	{APIs: 1, Operations: 1, Seed: 1, SelfCalls: 1},
	{APIs: 5, Operations: 4, Seed: 2, SelfCalls: 3},
	{APIs: 12, Operations: 10, Seed: 3, SelfCalls: 1},
	{APIs: 60, Operations: 6, Seed: 4, SelfCalls: 7},
	{APIs: 60, Operations: 6, Seed: 5},
	{APIs: 300, Operations: 5, Seed: 6, SelfCalls: 10},
}

// sources say where inputs come from; what is zero gives none.
type sources struct {
	archives  string // the archives below this folder
	corpus    string // each folder in this one
	random    int    // so many small estates
	generated []estategen.Options
	folders   []string
}

// inputs makes the inputs that are not folders already below dir.
func (s sources) inputs(dir string) ([]input, error) {
	var made []input
	add := func(name, env string, files []*text.File) error {
		to := filepath.Join(dir, strconv.Itoa(len(made)))
		made = append(made, input{name: name, dir: to, env: env})
		return write(to, files)
	}
	if s.archives != "" {
		all, err := analyzertest.Load(s.archives)
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			env := a.Env
			if env == "all" {
				env = ""
			}
			if err := add(a.Path, env, a.Files); err != nil {
				return nil, err
			}
		}
	}
	for seed := range uint64(s.random) {
		files, _ := concrete.Estate(seed)
		if err := add("random estate "+strconv.FormatUint(seed, 10), "", files); err != nil {
			return nil, err
		}
	}
	for i, o := range s.generated {
		if err := add("generated estate "+strconv.Itoa(i), "", estategen.Generate(o)); err != nil {
			return nil, err
		}
	}
	folders := slices.Clone(s.folders)
	if s.corpus != "" {
		entries, err := os.ReadDir(s.corpus)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if e.IsDir() {
				folders = append(folders, filepath.Join(s.corpus, e.Name()))
			}
		}
	}
	for _, f := range folders {
		made = append(made, input{name: f, dir: f})
	}
	for i := range made {
		var err error
		if made[i].apis, err = apisIn(made[i].dir); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func write(dir string, files []*text.File) error {
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(f.Src), 0o644); err != nil {
			return err
		}
	}
	return os.MkdirAll(dir, 0o755)
}

// apisIn finds the APIs and operations that have a folder: apis/ID and
// apis/ID/operations/ID, in a workspace or not.
func apisIn(dir string) ([]api, error) {
	seen := map[api]bool{}
	var out []api
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		names := strings.Split(filepath.ToSlash(rel), "/")
		at := slices.Index(names, "apis")
		if at < 0 || slices.Contains(names[:at], "products") {
			return nil
		}
		var a api
		if w := slices.Index(names[:at], "workspaces"); w >= 0 && w+1 < at {
			a.workspace = names[w+1]
		}
		switch rest := names[at+1:]; {
		case len(rest) == 1:
			a.id = rest[0]
		case len(rest) == 3 && rest[1] == "operations":
			a.id, a.operation = rest[0], rest[2]
		default:
			return nil
		}
		if !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
		return nil
	})
	return out, err
}
