package interpret

import (
	"hash/maphash"

	"hairpin.example/hairpin/analyzer/value"
)

// binding is a list of variables, the latest first. Lists share their tails.
type binding struct {
	name     string
	compute  func() value.Value // nil once it was called
	computed value.Value
	prev     *binding
	depth    int    // of the list
	index    *index // of the list, once somebody had to look far into it
	// join is where branches meet that gave it different values, nil if one place did.
	join *joined
	// inputs are the variables from which it is computed, once it was.
	inputs []input
	// given computes the value where something is assumed, nil if that makes no
	// difference; anew are the values that it gave.
	given func(assumed) value.Value
	anew  map[assumed]value.Value
}

// anyVariable is the name under which a list holds what variables that are not
// set otherwise can be: after a fragment that is not among the files they can
// be anything.
const anyVariable = ""

// far is the number of variables that are looked at one by one.
const far = 32

// lookup is the value of a variable: no alternatives if it is not set.
func (b *binding) lookup(name string) value.Value {
	l := b
	for range far {
		switch {
		case l == nil:
			return value.Value{}
		case l.index != nil:
			return l.index.lookup(name)
		case l.name == name:
			return l.value()
		case l.name == anyVariable: // what was set before may be there still
			if set := l.prev.named(name); set != nil {
				return value.Join(l.value(), set.value())
			}
			return value.Join(l.value(), value.Unset())
		}
		l = l.prev
	}
	if l == nil {
		return value.Value{}
	}
	b.index = b.indexed()
	return b.index.lookup(name)
}

// named is the latest binding of a name, nil if there is none.
func (b *binding) named(name string) *binding {
	l := b
	for range far {
		switch {
		case l == nil:
			return nil
		case l.index != nil:
			return l.index.get(name)
		case l.name == name:
			return l
		}
		l = l.prev
	}
	if l == nil {
		return nil
	}
	b.index = b.indexed()
	return b.index.get(name)
}

// indexed makes an index of the list, on that of the nearest list that has one.
func (b *binding) indexed() *index {
	var list []*binding
	l := b
	for ; l != nil && l.index == nil; l = l.prev {
		list = append(list, l)
	}
	var x *index
	if l != nil {
		x = l.index
	}
	for i := len(list) - 1; i >= 0; i-- {
		x = x.insert(list[i], hash(list[i].name), 0)
	}
	return x
}

// with is b and one more variable; its value is computed once, when needed.
func (b *binding) with(name string, value func() value.Value) *binding {
	out := &binding{name: name, compute: value, prev: b, depth: 1}
	if b != nil {
		out.depth = b.depth + 1
	}
	if out.depth%pending == 0 {
		out.settle()
	}
	return out
}

// pending bounds the variables in a row whose values nobody has asked for: a value
// that is made of the one before it, and so on, is computed by recursion.
const pending = 256

// settle computes the latest values of the list, in their order.
func (b *binding) settle() {
	var list [pending]*binding
	n := 0
	for l := b; l != nil && n < pending; l = l.prev {
		list[n] = l
		n++
	}
	for n--; n >= 0; n-- {
		list[n].value()
	}
}

// value is the value of the variable.
func (b *binding) value() value.Value {
	if b.compute != nil {
		compute := b.compute
		b.compute = nil // a variable set from itself reads the one before it
		b.computed = compute()
	}
	return b.computed
}

// withGiven is with for a value that depends on what is assumed.
func (b *binding) withGiven(name string, given func(assumed) value.Value) *binding {
	out := b.with(name, func() value.Value { return given(assumed{}) })
	out.given = given
	return out
}

// below reports whether another binding is later.
func (b *binding) below(other *binding) bool {
	return other != nil && (b == nil || b.depth < other.depth)
}

// source is the binding that a variable has its value from: its own, or the later one
// of what may have set any variable.
func source(set, anything *binding) *binding {
	if set.below(anything) {
		return anything
	}
	return set
}

// since lists the variables that were bound between an older list and any of
// some, each once.
func since(old *binding, lists ...*binding) []string {
	var names []string
	seen := map[string]bool{}
	for _, b := range lists {
		for ; b != nil && b != old; b = b.prev {
			if !seen[b.name] {
				seen[b.name] = true
				names = append(names, b.name)
			}
		}
	}
	return names
}

// index finds the latest binding of a name: a trie over hashes, whose nodes are
// shared between lists.
type index struct {
	children [16]*index
	last     *binding // in a leaf
}

var hashSeed = maphash.MakeSeed()

func hash(name string) uint64 { return maphash.String(hashSeed, name) }

func (x *index) get(name string) *binding {
	for h := hash(name); x != nil; h >>= 4 {
		if x.last != nil {
			if x.last.name == name {
				return x.last
			}
			return nil
		}
		x = x.children[h&15]
	}
	return nil
}

func (x *index) lookup(name string) value.Value {
	found, other := x.get(name), x.get(anyVariable)
	switch {
	case found == nil && other == nil:
		return value.Value{}
	case found == nil:
		return value.Join(other.value(), value.Unset())
	case other != nil && other.depth > found.depth:
		return value.Join(other.value(), found.value())
	}
	return found.value()
}

// insert is the index with a binding added. Names whose hashes are equal would
// not be told apart, so the hash is of 64 bits.
func (x *index) insert(b *binding, h uint64, level int) *index {
	const bits = 64
	switch {
	case x == nil, x.last != nil && (x.last.name == b.name || level >= bits/4):
		return &index{last: b}
	case x.last != nil:
		old := x.last
		x = &index{}
		x.children[hash(old.name)>>(4*level)&15] = &index{last: old}
	default:
		copied := *x
		x = &copied
	}
	i := h >> (4 * level) & 15
	x.children[i] = x.children[i].insert(b, h, level+1)
	return x
}
