package estate

import (
	"path"
	"slices"
	"sort"
	"strings"
)

// Group is one estate of a workspace: which files belong to it and which files
// configure it. Files that configure may stand above the estate.
type Group struct {
	// Root is the folder of the estate, "" for the root of the workspace.
	Root string
	// Paths are the files of the estate, sorted.
	Paths []string
	// Config is the path of the nearest hairpin.yaml in the root or above, "" if there
	// is none.
	Config string
	// Instances are the files called instance.json in the root and above, nearest
	// first.
	Instances []string
	// Base is the path of the nearest configuration.yaml, "" if there is none.
	Base string
	// Environments are the files configuration.<name>.yaml in the root and above,
	// sorted by name; of one name the nearest counts.
	Environments []EnvironmentFile
	// Artifacts reports whether the root has an artifact layout.
	Artifacts bool

	placed []placed // the artifact files among Paths
}

// EnvironmentFile is a configuration.<name>.yaml.
type EnvironmentFile struct{ Name, Path string }

// Names of files that are looked for in the folder of an estate and above it.
const (
	instanceFile  = "instance.json"
	configuration = "configuration"
	// extractor is no environment: configuration.extractor.yaml lists what the APIOps
	// extractor reads. https://azure.github.io/apiops/apiops/3-apimTools/apiops-2-1-tools-extractor.html
	extractor = "extractor"
)

// configNames are the names of the configuration, best first.
var configNames = [...]string{"hairpin.yaml", "hairpin.yml"}

// Split sorts the files of a workspace into estates. The root of an estate is a
// folder that holds hairpin.yaml or an artifact layout; a file belongs to the
// nearest root above it, and to the root of the workspace if there is none. A
// hairpin.yaml configures every estate below it that has none nearer.
//
// Groups are sorted by root. Every path is in exactly one of them.
func Split(paths []string) []Group {
	all := slices.Clone(paths)
	slices.Sort(all)
	all = slices.Compact(all)
	f := look(all)
	byRoot := map[string]*Group{}
	for root, artifacts := range f.roots {
		byRoot[root] = &Group{Root: root, Artifacts: artifacts}
	}
	last, root := "/", "" // sorted paths often share a folder
	for _, p := range all {
		if dir := dirOf(p); dir != last {
			last, root = dir, f.rootOf(dir)
		}
		g := byRoot[root]
		if g == nil {
			g = &Group{}
			byRoot[root] = g
		}
		g.Paths = append(g.Paths, p)
		if g.Artifacts {
			if pl, ok := place(p, below(p, root)); ok {
				g.placed = append(g.placed, pl)
			}
		}
	}
	out := make([]Group, 0, len(byRoot))
	for _, g := range byRoot {
		if len(g.Paths) > 0 {
			f.configure(g)
			out = append(out, *g)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Root < out[j].Root })
	return out
}

// found is what a first look at the paths shows, by folder.
type found struct {
	roots     map[string]bool // true: with an artifact layout
	configs   map[string]string
	instances map[string]string
	base      map[string]string
	envs      map[string][]EnvironmentFile
}

func look(paths []string) *found {
	f := &found{map[string]bool{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string][]EnvironmentFile{}}
	for _, p := range paths {
		dir := dirOf(p)
		base := p[strings.LastIndexByte(p, '/')+1:]
		if slices.Contains(configNames[:], base) {
			if _, ok := f.roots[dir]; !ok {
				f.roots[dir] = false
			}
			if f.configs[dir] == "" || base == configNames[0] {
				f.configs[dir] = p
			}
		}
		if base == instanceFile {
			f.instances[dir] = p
		}
		if name, ok := environmentOf(base); ok && name == "" {
			f.base[dir] = p
		} else if ok && name != extractor {
			f.envs[dir] = append(f.envs[dir], EnvironmentFile{name, p})
		}
		if root, ok := layoutRoot(p); ok {
			f.roots[root] = true
		}
	}
	return f
}

// rootOf is the nearest root of a folder.
func (f *found) rootOf(dir string) string {
	for d := range upward(dir) {
		if _, ok := f.roots[d]; ok {
			return d
		}
	}
	return ""
}

// environmentOf takes configuration.<name>.yaml apart; the name of
// configuration.yaml is "".
func environmentOf(base string) (name string, ok bool) {
	rest, ok := strings.CutPrefix(base, configuration)
	if !ok {
		return "", false
	}
	for _, ext := range [...]string{".yaml", ".yml"} {
		if name, ok := strings.CutSuffix(rest, ext); ok {
			if name == "" {
				return "", true
			}
			name, ok := strings.CutPrefix(name, ".")
			return name, ok && name != "" && !strings.Contains(name, ".")
		}
	}
	return "", false
}

// configure finds the files that configure a group, from its root upwards.
func (f *found) configure(g *Group) {
	seen := map[string]bool{}
	for dir := range upward(g.Root) {
		if g.Config == "" {
			g.Config = f.configs[dir]
		}
		if p := f.instances[dir]; p != "" {
			g.Instances = append(g.Instances, p)
		}
		if g.Base == "" {
			g.Base = f.base[dir]
		}
		for _, e := range f.envs[dir] {
			if !seen[e.Name] {
				seen[e.Name] = true
				g.Environments = append(g.Environments, e)
			}
		}
	}
	sort.Slice(g.Environments, func(i, j int) bool { return g.Environments[i].Name < g.Environments[j].Name })
}

// dirOf is the folder of a path, "" for the root of the workspace.
func dirOf(p string) string {
	return p[:max(strings.LastIndexByte(p, '/'), 0)]
}

// below is a path relative to a folder above it.
func below(p, root string) string {
	if root == "" {
		return p
	}
	return p[len(root)+1:]
}

// upward goes from a folder to the root of the workspace, which is "".
func upward(dir string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for yield(dir) && dir != "" {
			dir = dirOf(dir)
		}
	}
}

// join resolves a path that is written in a file, relative to that file.
func join(file, rel string) string {
	rel = strings.ReplaceAll(rel, `\`, "/")
	return strings.TrimPrefix(path.Join(dirOf(file), rel), "./")
}
