package collect

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/analyzer/estate"
)

// maxAbove bounds how many folders above an input are looked at where no
// repository says where to stop.
const maxAbove = 8

// above lists the folders from dir upwards: to the root of the repository, or a
// bounded number of them. The root of the file system is left out.
func above(dir string) []string {
	top := repository(dir)
	var out []string
	for range maxAbove {
		if filepath.Dir(dir) == dir {
			break
		}
		out = append(out, dir)
		if dir == top {
			break
		}
		dir = filepath.Dir(dir)
	}
	if top != "" && dir != top { // a repository may be deeper than the bound
		for dir != top {
			out = append(out, dir)
			dir = filepath.Dir(dir)
		}
		out = append(out, top)
	}
	return out
}

// repository is the nearest folder from dir upwards that holds .git, "" if there
// is none.
func repository(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// ignorerFor reads the .gitignore files above a folder, in its repository. If
// they exclude the folder itself, it was named in spite of them, and they do not
// count in it.
func ignorerFor(dir string) *ignorer {
	top := repository(dir)
	if top == "" {
		return nil
	}
	rel, err := filepath.Rel(top, dir)
	if err != nil || rel == "." {
		return nil
	}
	ig, at := (*ignorer)(nil), top
	for _, name := range strings.Split(rel, string(filepath.Separator)) {
		ig = ig.below(at)
		at = filepath.Join(at, name)
		if ig.ignored(at, true) {
			return nil
		}
	}
	return ig
}

// around reads the estate that a selected file or folder belongs to, and what
// configures it in the folders above.
func (in *Input) around(path string) {
	dir := path
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		dir = filepath.Dir(path)
	}
	if in.estates[dir] {
		return
	}
	in.estates[dir] = true
	folders := above(dir)
	for _, f := range folders {
		if isEstate(f) {
			in.roots[f] = true
			in.readEstate(f)
			break
		}
	}
	for _, f := range folders {
		in.settings(f)
	}
}

// readEstate reads the artifacts of an estate; what is selected of it has been
// read already.
func (in *Input) readEstate(root string) {
	if in.estates[root+"/"] {
		return
	}
	in.estates[root+"/"] = true
	in.walk(root, ignorerFor(root), func(file string, info fs.FileInfo) {
		in.consider(file, info)
		if estate.IsConfig(filepath.ToSlash(file)) {
			in.settings(filepath.Dir(file))
		}
	})
}

// isEstate reports whether a folder holds hairpin.yaml or an artifact layout.
func isEstate(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	var paths []string
	for _, e := range entries {
		switch {
		case estate.IsConfig(e.Name()):
			return true
		case e.IsDir() && layoutFolders[e.Name()]:
			paths = append(paths, sample(dir, e.Name())...)
		}
	}
	for _, g := range estate.Split(paths) {
		if g.Artifacts && g.Root == "" {
			return true
		}
	}
	return false
}

// layoutFolders are the folders of artifacts in an estate, in both dialects.
// https://github.com/Azure/apiops and https://github.com/Azure/apiops-cli
var layoutFolders = map[string]bool{
	"apis": true, "backends": true, "products": true, "gateways": true, "workspaces": true,
	"named values": true, "policy fragments": true, "version sets": true,
	"namedValues": true, "policyFragments": true, "versionSets": true,
}

// sample lists the files of the artifacts in one folder of a layout, relative to
// the estate. One that shows the layout is enough, so not all are looked at.
func sample(dir, name string) []string {
	const most = 20
	var out []string
	artifacts, _ := os.ReadDir(filepath.Join(dir, name))
	for i, a := range artifacts {
		if i == most {
			break
		}
		files, _ := os.ReadDir(filepath.Join(dir, name, a.Name()))
		for _, f := range files {
			if f.IsDir() && name == "workspaces" {
				for _, p := range sample(filepath.Join(dir, name, a.Name()), f.Name()) {
					out = append(out, name+"/"+a.Name()+"/"+p)
				}
			} else if !f.IsDir() {
				out = append(out, name+"/"+a.Name()+"/"+f.Name())
			}
		}
	}
	return out
}

// settings reads the files in a folder that configure the estates below it. What
// is wrong in them is always reported: it bears on every finding.
func (in *Input) settings(dir string) {
	if in.estates[dir+"/settings"] {
		return
	}
	in.estates[dir+"/settings"] = true
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !isSetting(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		path := filepath.Join(dir, e.Name())
		in.setting(path)
		if estate.IsConfig(e.Name()) {
			for _, ref := range references(in.files[path]) {
				in.setting(filepath.Join(dir, filepath.FromSlash(ref)))
			}
		}
	}
}

// setting reads a file that configures. One that is named and missing is left to
// the analysis, which knows the place where it is named.
func (in *Input) setting(path string) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return
	}
	src, ok := in.files[path]
	if !ok {
		if src, ok = in.read(path); !ok {
			return
		}
	}
	if in.add(path, src) {
		in.report[path] = true
	}
}

// references lists the paths that a hairpin.yaml names under "from", "overrides"
// and "variables". Mistakes in it are the analysis's to report.
func references(src []byte) []string {
	type instance struct {
		From string `yaml:"from"`
	}
	type terraform struct {
		Variables string `yaml:"variables"`
	}
	var c struct {
		Instance     instance  `yaml:"instance"`
		Terraform    terraform `yaml:"terraform"`
		Environments map[string]struct {
			Overrides string    `yaml:"overrides"`
			Instance  instance  `yaml:"instance"`
			Terraform terraform `yaml:"terraform"`
		} `yaml:"environments"`
	}
	_ = yaml.Unmarshal(src, &c) // fills in what it can
	out := []string{c.Instance.From, c.Terraform.Variables}
	for _, e := range c.Environments {
		out = append(out, e.Overrides, e.Instance.From, e.Terraform.Variables)
	}
	var named []string
	for _, p := range out {
		if p != "" && !filepath.IsAbs(p) {
			named = append(named, strings.ReplaceAll(p, `\`, "/"))
		}
	}
	return named
}
