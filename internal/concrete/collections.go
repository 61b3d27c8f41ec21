package concrete

import (
	"iter"
	"slices"
	"strings"
)

// list is an array, a List<T>, a HashSet<T>, a Queue<T> or a Stack<T>.
type list struct {
	elems   []any
	kind    string // "" for an array
	changes int
	holes   bool // some were taken out of a set, which changes the order of what is added later
}

// dict is a Dictionary<string, T>, in the order in which it was filled.
type dict struct {
	keys    []string
	entries map[string]any
	fold    bool // its keys compare without case
	holes   bool // some were taken away, which changes the order of what is added later
}

// pair is an entry of a dictionary.
type pair struct {
	key   string
	value any
}

// tuple is a Tuple<...>, or a (...), which is copied where it is assigned.
type tuple struct {
	items   []any
	names   []string
	isValue bool
}

// query is what LINQ makes of a sequence: it runs whenever somebody looks at it.
type query iter.Seq[any]

func arrayOf(elems []any) *list { return &list{elems: elems} }

func listOf(elems []any) *list { return &list{elems: elems, kind: "List"} }

// sequence goes over the elements of a value.
func (m *machine) sequence(v any) iter.Seq[any] {
	switch v := v.(type) {
	case nil:
		throw()
	case query:
		return iter.Seq[any](v)
	case *list:
		return v.all
	case *dict:
		return v.all
	case *token:
		return v.children
	}
	giveUp()
	return nil
}

// all goes over the elements. Versions of .NET differ in what they do if a list changes
// meanwhile; an array may.
func (l *list) all(yield func(any) bool) {
	changes := l.changes
	for i := 0; i < len(l.elems); i++ {
		if !yield(l.elems[i]) {
			return
		}
		if l.changes != changes && l.kind != "" {
			giveUp()
		}
	}
}

func (d *dict) all(yield func(any) bool) {
	n := len(d.keys)
	for i := 0; i < len(d.keys); i++ {
		if !yield(&pair{d.keys[i], d.entries[d.keys[i]]}) {
			return
		}
		if len(d.keys) != n {
			giveUp()
		}
	}
}

func (m *machine) collected(v any) []any {
	var out []any
	for e := range m.sequence(v) {
		m.tick()
		out = append(out, e)
	}
	return out
}

// find is the key by which a dictionary has one.
func (d *dict) find(key string) (string, bool) {
	for _, k := range d.keys {
		if k == key || d.fold && strings.EqualFold(k, key) {
			return k, true
		}
	}
	return "", false
}

func (d *dict) set(key string, v any) {
	if k, ok := d.find(key); ok {
		key = k
	} else {
		if d.holes {
			giveUp()
		}
		d.keys = append(d.keys, key)
	}
	d.entries[key] = v
}

func (d *dict) remove(key string) bool {
	k, ok := d.find(key)
	if !ok {
		return false
	}
	d.keys = slices.DeleteFunc(slices.Clone(d.keys), func(other string) bool { return other == k })
	delete(d.entries, k)
	d.holes = true
	return true
}

// onDict calls a method of a dictionary. out is where an out argument goes to.
func (m *machine) onDict(d *dict, name string, args []any, out func(any)) any {
	switch name {
	case "Add":
		k := keyOf(args[0])
		if _, twice := d.find(k); twice {
			throw()
		}
		d.set(k, args[1])
		return nil
	case "ContainsKey":
		_, ok := d.find(keyOf(args[0]))
		return ok
	case "Remove":
		return d.remove(keyOf(args[0]))
	case "Clear":
		d.keys, d.entries, d.holes = nil, map[string]any{}, false
		return nil
	case "TryGetValue":
		k, ok := d.find(keyOf(args[0]))
		out(d.entries[k])
		return ok
	}
	return m.onSequence(d, name, args)
}

// positionIn is the index of a list or a text that a method gets first, up to n.
func positionIn(args []any, n int) int {
	at := number(args, 0)
	if at < 0 || at > n {
		throw()
	}
	return at
}

// changeList calls a method that changes a list; ok is false if it is none.
func (m *machine) changeList(l *list, name string, args []any) (result any, ok bool) {
	n := len(l.elems)
	index := func(v any) int { return slices.IndexFunc(l.elems, func(e any) bool { return equal(e, v) }) }
	if l.kind == "" {
		return nil, false
	}
	before := l.changes
	l.changes++
	switch name {
	case "Add", "Enqueue":
		if l.kind == "HashSet" {
			if index(args[0]) >= 0 {
				return false, true
			}
			if l.holes {
				giveUp()
			}
			l.elems = append(l.elems, args[0])
			return true, true
		}
		l.elems = append(l.elems, args[0])
	case "Push":
		l.elems = slices.Insert(slices.Clone(l.elems), 0, args[0])
	case "Dequeue", "Pop":
		if n == 0 {
			throw()
		}
		first := l.elems[0]
		l.elems = slices.Clone(l.elems[1:])
		return first, true
	case "AddRange":
		l.elems = append(l.elems, m.collected(args[0])...)
	case "UnionWith":
		if l.holes {
			giveUp()
		}
		for _, e := range m.collected(args[0]) {
			if index(e) < 0 {
				l.elems = append(l.elems, e)
			}
		}
	case "Insert":
		l.elems = slices.Insert(slices.Clone(l.elems), positionIn(args, n), args[1])
	case "RemoveAt":
		at := positionIn(args, n)
		if at == n {
			throw()
		}
		l.elems = slices.Delete(slices.Clone(l.elems), at, at+1)
	case "Remove":
		at := index(args[0])
		if at < 0 {
			return false, true
		}
		l.elems = slices.Delete(slices.Clone(l.elems), at, at+1)
		l.holes = l.kind == "HashSet"
		return true, true
	case "RemoveAll":
		l.elems = slices.DeleteFunc(slices.Clone(l.elems), func(e any) bool { return m.holds(args[0], e) })
		return int32(n - len(l.elems)), true
	case "RemoveRange":
		from, count := number(args, 0), number(args, 1)
		if from < 0 || count < 0 || from+count > n {
			throw()
		}
		l.elems = slices.Delete(slices.Clone(l.elems), from, from+count)
	case "Clear":
		l.elems, l.holes = nil, false
	case "Sort":
		if len(args) > 0 {
			giveUp()
		}
		l.elems = slices.Clone(l.elems)
		sortTexts(l.elems, func(e any) any { return e })
	case "Reverse":
		if l.kind != "List" {
			l.changes = before
			return nil, false
		}
		l.elems = slices.Clone(l.elems)
		slices.Reverse(l.elems)
	default:
		l.changes = before
		return nil, false
	}
	return nil, true
}

// sortTexts sorts by keys whose order every culture agrees on.
func sortTexts(elems []any, key func(any) any) {
	keys := map[any]string{}
	for _, e := range elems {
		k, ok := key(e).(string)
		if !ok || strings.Trim(k, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || !comparable(e) {
			giveUp()
		}
		keys[e] = k
	}
	slices.SortStableFunc(elems, func(a, b any) int { return strings.Compare(keys[a], keys[b]) })
}

func comparable(v any) bool {
	switch v.(type) {
	case query:
		return false
	}
	return true
}
