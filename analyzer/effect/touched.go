package effect

import (
	"cmp"
	"slices"

	"hairpin.example/hairpin/analyzer/expr"
)

// Touched says of which variables of the context some code may change the objects. The
// zero Touched is of code that changes none.
type Touched struct {
	groups  []group
	changes []change
}

// group are variables that may lead to the same objects: one is assigned what comes from
// another.
type group []Root

// change is what some code may do to the objects of a variable.
type change struct {
	of  Root
	key string // of the only entry that it changes, if it is one
	any bool   // it may change everything
}

// TouchedBy is what the block b may change; sets is the variable that is set to what it
// gives, "" for none.
func TouchedBy(b *expr.Block, sets string) *Touched {
	t := &Touched{}
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
		if len(list) > 1 {
			t.groups = append(t.groups, list)
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
	t.groups = append(t.groups, other.groups...)
	t.changes = append(t.changes, other.changes...)
}

// Changes is what the code may change in the objects of a variable: everything, or the
// entries with some keys.
func (t *Touched) Changes(variable string) (all bool, keys []string) {
	if len(t.changes) == 0 {
		return false, nil
	}
	same := t.same(Root{Name: variable, Variable: true})
	for _, c := range t.changes {
		switch {
		case !same[c.of]:
		case c.any:
			return true, nil
		case !slices.Contains(keys, c.key):
			keys = append(keys, c.key)
		}
	}
	return false, keys
}

// same are the variables that may lead to the objects of r: those of its groups, and of
// the groups of these. One whose name is computed can be any.
func (t *Touched) same(r Root) map[Root]bool {
	out := map[Root]bool{r: true, AnyVariable: true}
	for more := true; more; {
		more = false
		for _, g := range t.groups {
			some, all := false, true
			for _, q := range g {
				some, all = some || out[q], all && out[q]
			}
			if !some || all {
				continue
			}
			for _, q := range g {
				out[q], more = true, true
			}
		}
	}
	return out
}
