package estate

import (
	"fmt"
	"path"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// props is a value of an artifact in layers: the override of the chosen
// environment first, then the artifact's own file. APIOps merges the two the
// same way: maps key by key, everything else as a whole.
// https://github.com/Azure/apiops/wiki/Configuration
type props []layer

// layer is a value in one file.
type layer struct {
	path string
	node *tree.Node
}

// get is the value of a key. The nearest layer that has it decides; farther
// ones take part as long as all are maps.
func (p props) get(key string) props {
	var out props
	for _, l := range p {
		switch v := l.node.Get(key); {
		case v == nil:
		case v.Kind == tree.Map:
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
func (p props) node() *tree.Node {
	if len(p) == 0 {
		return nil
	}
	return p[0].node
}

// present reports whether the nearest value is there and not null.
func (p props) present() bool { return p.node().Present() }

// artifact reads the fields of one artifact and notes those of a wrong kind.
type artifact struct {
	props
	problems *[]Problem
	torn     bool // its file has mistakes: it may say more than can be read
}

func (a artifact) get(key string) artifact { return artifact{a.props.get(key), a.problems, a.torn} }

func (a artifact) want(key string, kind tree.Kind) (layer, bool) {
	p := a.props.get(key)
	if !p.present() {
		return layer{}, false
	}
	l := p[0]
	if l.node.Kind == kind {
		return l, true
	}
	if kind == tree.String && path.Ext(l.path) != ".json" && l.node.Text() != "" {
		return l, true // "apiRevision: 1" in YAML is meant as text
	}
	*a.problems = append(*a.problems, Problem{
		At:      text.Loc{Path: l.path, Span: l.node.Span()},
		Message: fmt.Sprintf("%q must be %s, not %s", key, tree.Words[kind], tree.Words[l.node.Kind]),
	})
	return layer{}, false
}

// text is a field that holds a string.
func (a artifact) text(key string) string {
	l, _ := a.want(key, tree.String)
	return l.node.Text()
}

// field is a string together with its place. An empty one is absent.
func (a artifact) field(key string) Field {
	l, ok := a.want(key, tree.String)
	if !ok || l.node.View.Src == "" {
		return Field{}
	}
	return Field{l.path, l.node.View}
}

// flag is a field that holds true or false; absent is what it is without one.
func (a artifact) flag(key string, absent bool) bool {
	l, ok := a.want(key, tree.Bool)
	if !ok {
		return absent
	}
	return l.node.Text() == "true"
}

// items are the entries of a list, and the file it stands in.
func (a artifact) items(key string) (string, []*tree.Node) {
	l, ok := a.want(key, tree.List)
	if !ok {
		return "", nil
	}
	return l.path, l.node.Items
}

// texts are the strings of a list.
func (a artifact) texts(key string) []string {
	_, items := a.items(key)
	var out []string
	for _, n := range items {
		if n.Is(tree.String) {
			out = append(out, n.Text())
		}
	}
	return out
}
