package tree

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
)

// Node is a value of a JSON or YAML document with its place. A nil node is an
// absent value; every method accepts one.
type Node struct {
	Kind Kind
	// View is the text of a scalar: of a string what stands between its quotes,
	// decoded.
	View text.View
	// at is the whole value; of a map or list it begins where the value does and may
	// end early.
	at      text.Span
	Entries []entry // of a map, in file order
	Items   []*Node // of a list
}

// Kind is what a node is.
type Kind uint8

const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Map
)

// Words are the kinds in the words of a message.
var Words = [...]string{
	Null: "null", Bool: "true or false", Number: "a number", String: "a string", List: "a list", Map: "a map",
}

// entry is one key of a map.
type entry struct {
	Key   string
	At    text.Span // the key, without quotes
	Value *Node
}

// maxMerged bounds how many maps a key is looked for in through YAML's merge
// keys, which can multiply.
const maxMerged = 1000

// Get is the value of a key; nil if there is none. Of a key that stands twice
// the last one counts, as for every JSON reader.
func (n *Node) Get(key string) *Node {
	left := maxMerged
	return n.lookup(key, &left)
}

func (n *Node) lookup(key string, left *int) *Node {
	if n == nil || n.Kind != Map || *left == 0 {
		return nil
	}
	*left--
	var merged *Node
	for i := len(n.Entries) - 1; i >= 0; i-- {
		e := &n.Entries[i]
		if e.Key == key {
			return e.Value
		}
		if e.Key == mergeKey && merged == nil {
			merged = e.Value
		}
	}
	if merged == nil {
		return nil
	}
	if merged.Kind != List {
		return merged.lookup(key, left)
	}
	for _, m := range merged.Items {
		if v := m.lookup(key, left); v != nil {
			return v
		}
	}
	return nil
}

// mergeKey is YAML's "<<", which takes over the keys of another map.
// https://yaml.org/type/merge.html
const mergeKey = "<<"

// Fold is get without regard to the case of the key.
func (n *Node) Fold(key string) *Node {
	if v := n.Get(key); v != nil || n == nil {
		return v
	}
	for i := range n.Entries {
		if strings.EqualFold(n.Entries[i].Key, key) {
			return n.Entries[i].Value
		}
	}
	return nil
}

// Is reports whether the node is there and of a kind.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// Present reports whether there is a value other than null.
func (n *Node) Present() bool { return n != nil && n.Kind != Null }

// Text is the text of a scalar, "" for everything else. YAML writes numbers and
// strings alike: "apiRevision: 1".
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	switch n.Kind {
	case String, Number, Bool:
		return n.View.Src
	}
	return ""
}

// Number is a small whole number.
func (n *Node) Number() (int, bool) {
	if n.Is(Number) {
		return text.SmallInt(n.View.Src)
	}
	return 0, false
}

// List is the items of a list, nil for everything else.
func (n *Node) List() []*Node {
	if n.Is(List) {
		return n.Items
	}
	return nil
}

// Span is the place of a scalar without quotes, or of the whole value.
func (n *Node) Span() text.Span {
	if n.Is(String) {
		return n.View.Span(0, len(n.View.Src))
	}
	return n.at
}
