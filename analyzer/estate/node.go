package estate

import (
	"strings"

	"hairpin/analyzer/text"
)

// node is a value of a JSON or YAML document with its place. A nil node is an
// absent value; every method accepts one.
type node struct {
	kind nodeKind
	// view is the text of a scalar: of a string what stands between its quotes,
	// decoded.
	view text.View
	// at is the whole value; of a map or list it begins where the value does and may
	// end early.
	at      text.Span
	entries []entry // of a map, in file order
	items   []*node // of a list
}

type nodeKind uint8

const (
	nullNode nodeKind = iota
	boolNode
	numberNode
	stringNode
	listNode
	mapNode
)

// words are the kinds in the words of a message.
var words = [...]string{
	nullNode: "null", boolNode: "true or false", numberNode: "a number", stringNode: "a string", listNode: "a list", mapNode: "a map",
}

// entry is one key of a map.
type entry struct {
	key   string
	at    text.Span // the key, without quotes
	value *node
}

// maxMerged bounds how many maps a key is looked for in through YAML's merge
// keys, which can multiply.
const maxMerged = 1000

// get is the value of a key; nil if there is none. Of a key that stands twice
// the last one counts, as for every JSON reader.
func (n *node) get(key string) *node {
	left := maxMerged
	return n.lookup(key, &left)
}

func (n *node) lookup(key string, left *int) *node {
	if n == nil || n.kind != mapNode || *left == 0 {
		return nil
	}
	*left--
	var merged *node
	for i := len(n.entries) - 1; i >= 0; i-- {
		e := &n.entries[i]
		if e.key == key {
			return e.value
		}
		if e.key == mergeKey && merged == nil {
			merged = e.value
		}
	}
	if merged == nil {
		return nil
	}
	if merged.kind != listNode {
		return merged.lookup(key, left)
	}
	for _, m := range merged.items {
		if v := m.lookup(key, left); v != nil {
			return v
		}
	}
	return nil
}

// mergeKey is YAML's "<<", which takes over the keys of another map.
// https://yaml.org/type/merge.html
const mergeKey = "<<"

// fold is get without regard to the case of the key.
func (n *node) fold(key string) *node {
	if v := n.get(key); v != nil || n == nil {
		return v
	}
	for i := range n.entries {
		if strings.EqualFold(n.entries[i].key, key) {
			return n.entries[i].value
		}
	}
	return nil
}

// is reports whether the node is there and of a kind.
func (n *node) is(k nodeKind) bool { return n != nil && n.kind == k }

// present reports whether there is a value other than null.
func (n *node) present() bool { return n != nil && n.kind != nullNode }

// str is the text of a scalar, "" for everything else. YAML writes numbers and
// strings alike: "apiRevision: 1".
func (n *node) str() string {
	if n == nil {
		return ""
	}
	switch n.kind {
	case stringNode, numberNode, boolNode:
		return n.view.Src
	}
	return ""
}

// number is a small whole number.
func (n *node) number() (int, bool) {
	if n.is(numberNode) {
		return smallInt(n.view.Src)
	}
	return 0, false
}

// list is the items of a list, nil for everything else.
func (n *node) list() []*node {
	if n.is(listNode) {
		return n.items
	}
	return nil
}

// span is the place of a scalar without quotes, or of the whole value.
func (n *node) span() text.Span {
	if n.is(stringNode) {
		return n.view.Span(0, len(n.view.Src))
	}
	return n.at
}
