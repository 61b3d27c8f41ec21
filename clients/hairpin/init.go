package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/clients/hairpin/print"
	"hairpin.example/hairpin/server"
)

// initCmd is "hairpin init".
type initCmd struct {
	Source string `arg:"" optional:"" help:"The output of \"az apim show\" as a file or - for standard input, or a folder with an estate. Default: the working directory."`
	Output string `short:"o" default:"hairpin.yaml" type:"path" placeholder:"FILE" help:"The file to write. Default: ${default}."`
	Name   string `placeholder:"NAME" help:"The instance to use, if the source lists several."`
	Force  bool   `help:"Replace an existing file."`
}

// Help is printed after the summary of the command.
func (*initCmd) Help() string {
	return `For example:

    az apim show --name NAME --resource-group GROUP | hairpin init -`
}

// Run carries the command out.
func (c *initCmd) Run(sh *shell) error {
	source := c.Source
	if source == "" {
		source = "."
	}
	in := &collect.Input{Cwd: sh.cwd, Stdin: sh.stdin, StdinName: collect.StdinPath}
	target := in.Abs(c.Output)
	if _, err := os.Lstat(target); err == nil && !c.Force {
		return fmt.Errorf("%s already exists; replace it with --force", in.Display(target))
	}
	d := description{origin: source}
	info, err := os.Stat(in.Abs(source))
	switch {
	case source == "-":
		src, err := io.ReadAll(io.LimitReader(sh.stdin, server.MaxFileSize+1))
		if err != nil {
			return fmt.Errorf("standard input: %s", collect.Reason(err))
		}
		d.origin = "standard input"
		if err := d.instance("instance.json", string(src), c.Name); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("%s: %s", source, collect.Reason(err))
	case info.IsDir():
		d.origin = "the files in " + source
		if source == "." {
			d.origin = "the files in this folder"
		}
		if err := d.estate(in, source, filepath.Dir(target), c.Name); err != nil {
			return err
		}
	default:
		src, err := os.ReadFile(in.Abs(source))
		if err != nil {
			return fmt.Errorf("%s: %s", source, collect.Reason(err))
		}
		if err := d.instance(filepath.ToSlash(source), string(src), c.Name); err != nil {
			return err
		}
	}
	content := d.yaml()
	if err := os.WriteFile(target, []byte(content), 0o644); err != nil {
		return fmt.Errorf("%s: %s", in.Display(target), collect.Reason(err))
	}
	fmt.Fprintf(sh.stdout, "wrote %s:\n\n%s", in.Display(target), content)
	return nil
}

// description is what a hairpin.yaml will say.
type description struct {
	origin string
	facts  gateway.Facts
	from   string // path of an instance.json, instead of facts
	envs   []estate.EnvironmentFile
}

// instance reads the output of az apim show.
func (d *description) instance(path, src, name string) error {
	if strings.TrimSpace(src) == "" {
		return fmt.Errorf("%s is empty; provide the output of az apim show", d.origin)
	}
	if estate.Parse(text.NewFile(path, "")) == nil {
		path += ".json"
	}
	f := text.NewFile(path, src)
	group := estate.Group{Instances: []string{path}}
	e := estate.Read([]*text.File{f}, group, estate.Options{Flags: gateway.Facts{Name: name}})
	if len(e.Problems) > 0 {
		p := e.Problems[0]
		line, col := f.LineCol(p.At.Span.Start)
		return fmt.Errorf("%s:%d:%d: %s", strings.ReplaceAll(d.origin, "\\", "/"), line, col, p.Message)
	}
	d.facts = e.Gateway.Facts
	return nil
}

// estate looks for what the files of an estate say about their instance.
func (d *description) estate(in *collect.Input, folder, targetDir, name string) error {
	in.Read([]string{folder})
	if len(in.Problems) > 0 {
		p := in.Problems[0]
		return fmt.Errorf("%s: %s; or %s", p.GetLocation().GetPath(), p.GetMessage(), d.hint())
	}
	var files []*text.File
	var paths []string
	project := in.Project(filepath.Join(targetDir, "hairpin.yaml"))
	for _, f := range project.Files {
		if !estate.IsConfig(f.GetPath()) {
			files = append(files, text.NewFile(f.GetPath(), string(f.GetContent())))
			paths = append(paths, f.GetPath())
		}
	}
	base := project.Rel(targetDir)
	seen := map[string]bool{}
	for _, g := range estate.Split(paths) {
		if len(g.Instances) > 0 && d.from == "" {
			d.from = relative(base, g.Instances[0])
		}
		for _, env := range g.Environments {
			if env.Path = relative(base, env.Path); !seen[env.Name] {
				seen[env.Name] = true
				d.envs = append(d.envs, env)
			}
		}
		if d.facts.Name == "" {
			d.facts = estate.Read(files, g, estate.Options{Flags: gateway.Facts{Name: name}}).Gateway.Facts
		}
	}
	if d.facts.Name == "" && len(d.facts.Hosts) == 0 && d.from == "" && len(d.envs) == 0 {
		return fmt.Errorf("nothing in %s says which instance this is; %s", folder, d.hint())
	}
	return nil
}

func (d *description) hint() string {
	return "run az apim show --name NAME --resource-group GROUP | hairpin init -"
}

// relative is a path of the request relative to a folder of the request.
func relative(dir, path string) string {
	rel, err := filepath.Rel(filepath.FromSlash(dir), filepath.FromSlash(path))
	if err != nil {
		return path
	}
	return filepath.ToSlash(rel)
}

// yaml lays the description out. What is not known stands there as a comment.
func (d *description) yaml() string {
	var b strings.Builder
	f := &d.facts
	line := func(known bool, format string, args ...any) {
		mark := "  "
		if !known {
			mark = "  # "
		}
		b.WriteString(mark + fmt.Sprintf(format, args...) + "\n")
	}
	fmt.Fprintf(&b, "# The API Management instance that these policies are deployed to.\n# Written by \"hairpin init\" from %s.\n", print.Clean(d.origin))
	b.WriteString("instance:\n")
	if d.from != "" {
		line(true, "from: %s", scalar(d.from))
	} else {
		var hosts, addresses []string
		for _, h := range f.Hosts {
			if h.Kind == gateway.GatewayHost && h.Name != f.Name+"."+f.Suffix {
				hosts = append(hosts, scalar(h.Name))
			}
		}
		for _, a := range f.PrivateIPs {
			addresses = append(addresses, scalar(a.String()))
		}
		line(f.Name != "", "name: %s", scalar(or(f.Name, "contoso")))
		if f.Suffix != "" && f.Suffix != gateway.CloudSuffixes[0] {
			line(true, "suffix: %s", scalar(f.Suffix))
		}
		line(f.Complete || len(hosts) > 0, "hostnames: [%s]", or(strings.Join(hosts, ", "), unless(f.Complete, "api.contoso.com")))
		line(f.VNet != gateway.UnknownVNet, "virtualNetwork: %s", or(f.VNet.String(), "internal  # internal, external or none"))
		line(f.SKU != gateway.UnknownSKU, "sku: %s", or(f.SKU.String(), "Developer"))
		if f.Units > 0 {
			line(true, "units: %d", f.Units)
		}
		if len(addresses) > 0 {
			line(true, "privateIPs: [%s]", strings.Join(addresses, ", "))
		}
	}
	if len(d.envs) > 0 {
		b.WriteString("environments:\n")
		byName := map[string]string{}
		for _, e := range d.envs {
			byName[e.Name] = e.Path
		}
		for _, name := range slices.Sorted(maps.Keys(byName)) {
			line(true, "%s: { overrides: %s }", scalar(name), scalar(byName[name]))
		}
	}
	return b.String()
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func unless(not bool, s string) string {
	if not {
		return ""
	}
	return s
}

// plainScalar matches texts that YAML reads as strings without quotes.
var plainScalar = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9./_-]*$|^[0-9]+(\.[0-9]+){3}$`)

// scalar writes a text as a YAML scalar.
func scalar(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return strconv.Quote(s)
	}
	if plainScalar.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
