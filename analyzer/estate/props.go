package estate

import (
	"fmt"
	"path"

	"hairpin/analyzer/text"
)

// props is a value of an artifact in layers: the override of the chosen
// environment first, then the artifact's own file. APIOps merges the two the
// same way: maps key by key, everything else as a whole.
// https://github.com/Azure/apiops/wiki/Configuration
type props []layer

// layer is a value in one file.
type layer struct {
	path string
	node *node
}

// get is the value of a key. The nearest layer that has it decides; farther
// ones take part as long as all are maps.
func (p props) get(key string) props {
	var out props
	for _, l := range p {
		switch v := l.node.get(key); {
		case v == nil:
		case v.kind == mapNode:
			out = append(out, layer{l.path, v})
		case len(out) == 0:
			return props{{l.path, v}}
		default:
			return out
		}
	}
	return out
}

// node is the nearest value, nil if absent.
func (p props) node() *node {
	if len(p) == 0 {
		return nil
	}
	return p[0].node
}

// present reports whether the nearest value is there and not null.
func (p props) present() bool { return p.node().present() }

// artifact reads the fields of one artifact and notes those of a wrong kind.
type artifact struct {
	props
	problems *[]Problem
}

func (a artifact) get(key string) artifact { return artifact{a.props.get(key), a.problems} }

func (a artifact) want(key string, kind nodeKind) (layer, bool) {
	p := a.props.get(key)
	if !p.present() {
		return layer{}, false
	}
	l := p[0]
	if l.node.kind == kind {
		return l, true
	}
	if kind == stringNode && path.Ext(l.path) != ".json" && l.node.str() != "" {
		return l, true // "apiRevision: 1" in YAML is meant as text
	}
	*a.problems = append(*a.problems, Problem{
		At:      text.Loc{Path: l.path, Span: l.node.span()},
		Message: fmt.Sprintf("%q must be %s, not %s", key, words[kind], words[l.node.kind]),
	})
	return layer{}, false
}

// text is a field that holds a string.
func (a artifact) text(key string) string {
	l, _ := a.want(key, stringNode)
	return l.node.str()
}

// field is a string together with its place. An empty one is absent.
func (a artifact) field(key string) Field {
	l, ok := a.want(key, stringNode)
	if !ok || l.node.view.Src == "" {
		return Field{}
	}
	return Field{l.path, l.node.view}
}

// flag is a field that holds true or false; absent is what it is without one.
func (a artifact) flag(key string, absent bool) bool {
	l, ok := a.want(key, boolNode)
	if !ok {
		return absent
	}
	return l.node.str() == "true"
}

// items are the entries of a list, and the file it stands in.
func (a artifact) items(key string) (string, []*node) {
	l, ok := a.want(key, listNode)
	if !ok {
		return "", nil
	}
	return l.path, l.node.items
}

// texts are the strings of a list.
func (a artifact) texts(key string) []string {
	_, items := a.items(key)
	var out []string
	for _, n := range items {
		if n.is(stringNode) {
			out = append(out, n.str())
		}
	}
	return out
}
