package estate

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// Names that no environment may have.
const (
	// AllEnvironments stands for the base instance and every environment. Read does
	// not know it: its caller reads them one by one.
	AllEnvironments = "all"
	// BaseEnvironment names the base instance among the environments.
	BaseEnvironment = "base"
)

// Options are what a caller wants of Read.
type Options struct {
	// Env is the environment whose overrides and facts apply, "" for the base
	// instance. A name that the estate does not have changes nothing.
	Env string
	// Flags are facts that outrank those of all files.
	Flags gateway.Facts
	// Parse reads one file; nil stands for the function Parse. Callers that read an
	// estate again and again keep the result for files that did not change.
	Parse func(*text.File) *Source
}

// Read reads an estate of a workspace. Files are those of the whole workspace,
// since some that configure the estate stand outside it.
//
// Facts merge field by field, nearest first: flags, the entry of the
// environment in hairpin.yaml, its instance section, instance.json, and the
// apimServiceName of configuration.yaml or of the environment's file. Hostnames
// and addresses of all are united, with one exception: an environment that
// names another instance does not take over the hosts of the base instance.
//
// An Estate depends on the paths and on the JSON, YAML and .tfvars files of the
// workspace, and on nothing else: as long as these are the same, a change of a
// policy leaves it as it is.
func Read(files []*text.File, g Group, o Options) *Estate {
	r := &reader{
		estate: &Estate{Root: g.Root, Artifacts: g.Artifacts, scopes: make(map[string]Place, len(g.placed))},
		group:  g,
		files:  sortedFiles(files),
		parse:  o.Parse,
		kept:   map[string]*Source{},
	}
	if r.parse == nil {
		r.parse = Parse
	}
	c := r.config()
	env := r.environment(c, o.Env)
	r.tokens(c, env)
	r.facts(c, env, o)
	if env != nil && env.overrides.path != "" {
		if src := r.setting(env.overrides.path); src != nil {
			var problems []Problem
			r.over, problems = readOverrides(src)
			r.note(problems...)
		}
	}
	r.artifacts()
	return r.finish()
}

// reader reads one estate.
type reader struct {
	estate *Estate
	group  Group
	files  []*text.File // sorted by path
	parse  func(*text.File) *Source
	over   *overrides
	kept   map[string]*Source // settings, which are asked for more than once
}

func sortedFiles(files []*text.File) []*text.File {
	byPath := func(a, b *text.File) int { return strings.Compare(a.Path, b.Path) }
	if slices.IsSortedFunc(files, byPath) {
		return files
	}
	out := slices.Clone(files)
	slices.SortStableFunc(out, byPath)
	return out
}

// source is the parsed file at a path, nil if there is none.
func (r *reader) source(p string) *Source {
	i := sort.Search(len(r.files), func(i int) bool { return r.files[i].Path >= p })
	if p == "" || i >= len(r.files) || r.files[i].Path != p {
		return nil
	}
	return r.parse(r.files[i])
}

// setting is source for files that configure.
func (r *reader) setting(p string) *Source {
	s, ok := r.kept[p]
	if !ok {
		s = r.source(p)
		r.kept[p] = s
	}
	return s
}

func (r *reader) note(problems ...Problem) {
	r.estate.Problems = append(r.estate.Problems, problems...)
}

// finish puts everything in order.
func (r *reader) finish() *Estate {
	e := r.estate
	for _, w := range append([]*Workspace{&e.Service}, e.Workspaces...) {
		w.routes = routesOf(w.APIs)
	}
	slices.SortStableFunc(e.Problems, Problem.Compare)
	e.Problems = slices.Compact(e.Problems)
	return e
}

// config reads hairpin.yaml and the settings in it.
func (r *reader) config() config {
	src := r.setting(r.group.Config)
	if src == nil {
		return config{envs: r.foundEnvironments(nil)}
	}
	c, problems := readConfig(src)
	r.note(problems...)
	c.envs = r.foundEnvironments(c.envs)
	s := &r.estate.Settings
	s.Path, s.Rules, s.Ignore, s.Mentions = src.path, c.rules, c.ignore, c.mentions
	return c
}

// foundEnvironments adds the configuration files that lie beside or above the
// artifacts to the environments of hairpin.yaml.
func (r *reader) foundEnvironments(envs []configEnvironment) []configEnvironment {
	for _, f := range r.group.Environments {
		i := slices.IndexFunc(envs, func(e configEnvironment) bool { return e.name == f.Name })
		switch {
		case i < 0:
			envs = append(envs, configEnvironment{name: f.Name, overrides: configPath{path: f.Path}})
		case envs[i].overrides.path == "":
			envs[i].overrides.path = f.Path
		}
	}
	slices.SortFunc(envs, func(a, b configEnvironment) int { return strings.Compare(a.name, b.name) })
	return envs
}

// environment lists the environments and gives the chosen one.
func (r *reader) environment(c config, name string) *configEnvironment {
	var chosen *configEnvironment
	for i := range c.envs {
		e := &c.envs[i]
		r.exists(e.overrides)
		out := Environment{Name: e.name, Overrides: e.overrides.path, Facts: e.instance.facts}
		if e.instance.from.path != "" {
			from := r.instanceFrom(e.instance.from, e.instance.facts.Name)
			out.Facts = gateway.Merge(out.Facts, from).Facts
		}
		r.estate.Settings.Environments = append(r.estate.Settings.Environments, out)
		if e.name == name && name != "" {
			chosen = e
		}
	}
	return chosen
}

// exists notes a path that is not among the files, or can hold no settings.
func (r *reader) exists(p configPath) bool {
	if p.path == "" {
		return false
	}
	if r.setting(p.path) != nil {
		return true
	}
	why := fmt.Sprintf("the file %q is missing; add it, or remove it from %s", p.path, path.Base(r.group.Config))
	if Parse(text.NewFile(p.path, "")) == nil {
		why = fmt.Sprintf("%q is not a JSON or YAML file; its name must end in .json, .yaml or .yml", p.path)
	}
	r.note(Problem{text.Loc{Path: r.group.Config, Span: p.at}, why})
	return false
}

// instanceFrom reads the facts of an instance that hairpin.yaml names.
func (r *reader) instanceFrom(p configPath, name string) gateway.Facts {
	if !r.exists(p) {
		return gateway.Facts{}
	}
	f, problems := readInstance(r.setting(p.path), name)
	r.note(problems...)
	return f
}

// facts merges what all sources say about the instance.
func (r *reader) facts(c config, env *configEnvironment, o Options) {
	name := o.Flags.Name
	sources := []gateway.Facts{o.Flags}
	own := ""
	if env != nil {
		name = first(name, env.instance.facts.Name)
		own = env.instance.facts.Name
		sources = append(sources, env.instance.facts)
		if env.instance.from.path != "" {
			f := r.instanceFrom(env.instance.from, name)
			own = first(own, f.Name)
			sources = append(sources, f)
		}
	}
	base := []gateway.Facts{c.instance.facts}
	wanted := first(c.instance.facts.Name, name)
	if c.instance.from.path != "" {
		base = append(base, r.instanceFrom(c.instance.from, wanted))
	} else if len(r.group.Instances) > 0 {
		if src := r.setting(r.group.Instances[0]); src != nil {
			f, problems := readInstance(src, wanted)
			r.note(problems...)
			base = append(base, f)
		}
	}
	another := false
	for _, f := range base {
		another = another || own != "" && f.Name != "" && f.Name != own
	}
	for _, f := range base {
		if another {
			f = gateway.Facts{VNet: f.VNet, SKU: f.SKU, Units: f.Units, RegionUnits: f.RegionUnits, Suffix: f.Suffix}
		}
		sources = append(sources, f)
	}
	service := ""
	if env != nil {
		service = r.serviceName(env.overrides.path)
	}
	if service == "" && own == "" {
		service = r.serviceName(r.group.Base)
	}
	sources = append(sources, gateway.Facts{Name: service})
	r.estate.Gateway = gateway.Merge(sources...)
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
