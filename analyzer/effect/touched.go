package effect

import (
	"cmp"
	"slices"

	"hairpin.example/hairpin/analyzer/expr"
)

// Touched says of which variables of the context some code may change the objects. The
// zero Touched is of code that changes none.
type Touched struct {
	leads   map[Root]Root // variables that may lead to the same objects, as a forest
	sizes   map[Root]int  // of its trees, by their tops
	changes []change
	body    bool
}

// Any reports whether code may change anything at all.
func (t *Touched) Any() bool { return len(t.changes) > 0 }

// Body reports whether code may read the body of the request or of the response so that
// it cannot be read again.
func (t *Touched) Body() bool { return t.body }

// change is what some code may do to the objects of a variable.
type change struct {
	of  Root
	key string // of the only entry that it changes, if it is one
	any bool   // it may change everything
}

// TouchedBy is what the block b may change; sets is the variable that is set to what it
// gives, "" for none.
func TouchedBy(b *expr.Block, sets string) *Touched {
	t := &Touched{body: ConsumesBody(b)}
	reads := false
	expr.Walk(b, func(n expr.Node) bool {
		if sel, ok := n.(*expr.Member); ok {
			reads = reads || sel.Sel.Text == "Variables"
		}
		return !reads
	})
	if !reads {
		return t
	}
	ns := NamesIn(b)
	var into *Root
	if sets != "" {
		into = &Root{Name: sets, Variable: true}
	}
	expr.Walk(b, func(n expr.Node) bool {
		if r, ok := n.(*expr.Return); ok && into != nil && r.X != nil {
			ns.linkTo(*into, r.X)
		}
		return true
	})
	e := Of(b, ns)
	members := map[Root][]Root{}
	for r := range ns.leads {
		if r.Variable {
			top := ns.Find(r)
			members[top] = append(members[top], r)
		}
	}
	for _, list := range members {
		for _, r := range list[1:] {
			t.union(list[0], r)
		}
	}
	of := func(top Root) []Root {
		if list := members[top]; len(list) > 0 || !top.Variable {
			return list
		}
		return []Root{top}
	}
	for top := range e.Objects {
		for _, r := range of(top) {
			t.changes = append(t.changes, change{of: r, any: true})
		}
	}
	for key, tops := range e.Entries {
		for top := range tops {
			for _, r := range of(top) {
				t.changes = append(t.changes, change{of: r, key: key})
			}
		}
	}
	slices.SortFunc(t.changes, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.of.Name, b.of.Name))
	})
	return t
}

// Add adds what other code may change.
func (t *Touched) Add(other *Touched) {
	for r, up := range other.leads {
		t.union(r, up)
	}
	t.changes = append(t.changes, other.changes...)
	t.body = t.body || other.body
}

// maxKeys bounds the entries that are told apart; more are everything.
const maxKeys = 64

// Changes is what the code may change in the objects of a variable: everything, or the
// entries with some keys. One whose name is computed can be any.
func (t *Touched) Changes(variable string) (all bool, keys []string) {
	if len(t.changes) == 0 {
		return false, nil
	}
	top, any := t.top(Root{Name: variable, Variable: true}), t.top(AnyVariable)
	seen := map[string]bool{}
	for _, c := range t.changes {
		switch of := t.top(c.of); {
		case of != top && of != any:
		case c.any, len(keys) == maxKeys:
			return true, nil
		case !seen[c.key]:
			seen[c.key] = true
			keys = append(keys, c.key)
		}
	}
	return false, keys
}

// top is the variable that stands for all that may lead to the same objects as r.
func (t *Touched) top(r Root) Root {
	for {
		up, ok := t.leads[r]
		if !ok {
			return r
		}
		r = up
	}
}

// union joins two variables: the smaller tree comes under the larger one, so that no way
// up is long.
func (t *Touched) union(a, b Root) {
	if a, b = t.top(a), t.top(b); a == b {
		return
	}
	if t.leads == nil {
		t.leads, t.sizes = map[Root]Root{}, map[Root]int{}
	}
	if t.sizes[a] > t.sizes[b] {
		a, b = b, a
	}
	t.leads[a] = b
	t.sizes[b] += t.sizes[a] + 1
}
