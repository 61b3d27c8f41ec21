package estate

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// overrides are the changes that one environment makes to the artifacts: the
// lists of configuration.<env>.yaml, whose entries have a name and properties.
// They apply to artifacts that exist; they create none.
//
// configuration.yaml, without an environment, is read for apimServiceName alone:
// the publisher applies the file of the environment that it publishes to.
// https://github.com/Azure/apiops (tools/code/publisher)
type overrides struct {
	path string
	// entries are the properties by workspace, list and name in lower case.
	entries map[overrideKey]*tree.Node
}

type overrideKey struct{ workspace, list, name string }

// overrideLists are the lists that change what is known about an estate.
var overrideLists = [...]string{"namedValues", "backends", "apis", "products", "versionSets"}

// readOverrides reads the lists of a configuration file.
func readOverrides(src *Source) (*overrides, []Problem) {
	problems := src.problems()
	o := &overrides{path: src.path, entries: map[overrideKey]*tree.Node{}}
	if src.root == nil {
		return o, problems
	}
	if !src.root.Is(tree.Map) {
		return o, append(problems, src.problem(src.root.Span(), "must contain lists such as namedValues and backends, not "+tree.Words[src.root.Kind]))
	}
	problems = append(problems, o.read(src, src.root, "")...)
	workspaces, more := namedEntries(src, src.root, workspacesFolder)
	problems = append(problems, more...)
	for _, ws := range workspaces {
		problems = append(problems, o.read(src, ws.node, ws.name)...)
	}
	return o, problems
}

func (o *overrides) read(src *Source, root *tree.Node, workspace string) []Problem {
	var problems []Problem
	for _, list := range overrideLists {
		found, more := namedEntries(src, root, list)
		problems = append(problems, more...)
		for _, e := range found {
			if p := e.node.Get("properties"); p.Is(tree.Map) {
				o.entries[overrideKey{workspace, list, strings.ToLower(e.name)}] = p
			}
		}
	}
	return problems
}

type namedEntry struct {
	name string
	node *tree.Node
}

// namedEntries reads a list whose entries have a name. The file of the
// extractor has the same lists, with plain names as entries; those say nothing.
func namedEntries(src *Source, root *tree.Node, list string) ([]namedEntry, []Problem) {
	n := root.Get(list)
	if !n.Present() {
		return nil, nil
	}
	if !n.Is(tree.List) {
		return nil, []Problem{{text.Loc{Path: src.path, Span: n.Span()}, list + " must be a list, not " + tree.Words[n.Kind]}}
	}
	var out []namedEntry
	for _, item := range n.Items {
		if name := item.Get("name").Text(); name != "" {
			out = append(out, namedEntry{name, item})
		}
	}
	return out, nil
}

// on puts the override of an artifact in front of its own properties.
func (o *overrides) on(workspace, list, name string, own layer) props {
	var out props
	if o != nil {
		if n := o.entries[overrideKey{workspace, list, strings.ToLower(name)}]; n != nil {
			out = append(out, layer{o.path, n})
		}
	}
	if own.node != nil {
		out = append(out, own)
	}
	return out
}

// serviceName is the name of the instance that a configuration file publishes
// to; "" if it is none, such as a token that is not known.
func (r *reader) serviceName(path string) string {
	src := r.setting(path)
	if src == nil {
		return ""
	}
	if s, unknown := r.estate.Filled(src.root.Get("apimServiceName").Text()); unknown == "" && isInstanceName(s) {
		return strings.ToLower(s)
	}
	return ""
}
