package concrete

import (
	"iter"
	"slices"
)

// lazily is a method of LINQ that gives a query, which goes over the source whenever
// somebody goes over it; nil if it is none.
func (m *machine) lazily(source any, name string, args []any) iter.Seq[any] {
	switch name {
	case "Where":
		return m.where(source, args[0])
	case "Select":
		return m.selected(source, args[0])
	case "SelectMany":
		return m.flattened(source, args[0])
	case "TakeWhile":
		return m.takeWhile(source, args[0])
	case "SkipWhile":
		return m.skipWhile(source, args[0])
	case "Skip", "Take":
		return m.part(source, number(args, 0), name == "Take")
	case "Concat":
		return m.chained(source, args[0])
	case "Append":
		return m.chained(source, arrayOf(args))
	case "Prepend":
		return m.chained(arrayOf(args), source)
	case "Distinct":
		return m.distinct(source)
	case "Union":
		return m.distinct(query(m.chained(source, args[0])))
	case "Intersect", "Except":
		return m.among(source, args[0], name == "Intersect")
	case "Reverse":
		return m.late(func() []any {
			all := m.collected(source)
			slices.Reverse(all)
			return all
		})
	case "OrderBy", "OrderByDescending":
		return m.sorted(source, args[0], name == "OrderByDescending")
	case "DefaultIfEmpty":
		return m.late(func() []any {
			if all := m.collected(source); len(all) > 0 {
				return all
			}
			return args
		})
	}
	return nil
}

// late goes over what is computed all at once when somebody begins to.
func (m *machine) late(all func() []any) iter.Seq[any] {
	return func(yield func(any) bool) { slices.Values(all())(yield) }
}

// part is Take(n) and Skip(n).
func (m *machine) part(source any, n int, taken bool) iter.Seq[any] {
	return func(yield func(any) bool) {
		if taken && n <= 0 {
			return
		}
		i := 0
		for e := range m.sequence(source) {
			i++
			if (i <= n) == taken && !yield(e) || taken && i >= n {
				return
			}
		}
	}
}

func (m *machine) flattened(source, f any) iter.Seq[any] {
	return func(yield func(any) bool) {
		for e := range m.sequence(source) {
			for inner := range m.sequence(m.apply(f, e)) {
				if !yield(inner) {
					return
				}
			}
		}
	}
}

func (m *machine) chained(parts ...any) iter.Seq[any] {
	for _, part := range parts {
		m.sequence(part) // null throws at once
	}
	return func(yield func(any) bool) {
		for _, part := range parts {
			for e := range m.sequence(part) {
				if !yield(e) {
					return
				}
			}
		}
	}
}

func (m *machine) where(source, f any) iter.Seq[any] {
	return func(yield func(any) bool) {
		for e := range m.sequence(source) {
			if m.holds(f, e) && !yield(e) {
				return
			}
		}
	}
}

func (m *machine) selected(source, f any) iter.Seq[any] {
	return func(yield func(any) bool) {
		for e := range m.sequence(source) {
			if !yield(m.apply(f, e)) {
				return
			}
		}
	}
}

func (m *machine) takeWhile(source, f any) iter.Seq[any] {
	return func(yield func(any) bool) {
		for e := range m.sequence(source) {
			if !m.holds(f, e) || !yield(e) {
				return
			}
		}
	}
}

func (m *machine) skipWhile(source, f any) iter.Seq[any] {
	return func(yield func(any) bool) {
		started := false
		for e := range m.sequence(source) {
			started = started || !m.holds(f, e)
			if started && !yield(e) {
				return
			}
		}
	}
}

func has(elems []any, v any) bool {
	return slices.ContainsFunc(elems, func(e any) bool { return equal(e, v) })
}

func (m *machine) distinct(source any) iter.Seq[any] {
	return func(yield func(any) bool) {
		var seen []any
		for e := range m.sequence(source) {
			if has(seen, e) {
				continue
			}
			if seen = append(seen, e); !yield(e) {
				return
			}
		}
	}
}

// among goes over the different elements of source that are in other, or are not.
func (m *machine) among(source, other any, wanted bool) iter.Seq[any] {
	return func(yield func(any) bool) {
		set := m.collected(other)
		for e := range m.distinct(source) {
			if has(set, e) == wanted && !yield(e) {
				return
			}
		}
	}
}

func (m *machine) sorted(source, key any, backwards bool) iter.Seq[any] {
	return m.late(func() []any {
		all := m.collected(source)
		if backwards { // what is equal stays in its order
			slices.Reverse(all)
		}
		sortTexts(all, func(e any) any { return m.apply(key, e) })
		if backwards {
			slices.Reverse(all)
		}
		return all
	})
}

// onSequence calls a method of LINQ, or one of lists that changes nothing.
func (m *machine) onSequence(v any, name string, args []any) any {
	if q := m.lazily(v, name, args); q != nil {
		return query(q)
	}
	switch name {
	case "ToList", "GetRange", "FindAll":
		return listOf(m.copied(v, name, args))
	case "ToArray":
		return arrayOf(m.collected(v))
	case "ToHashSet":
		return &list{elems: m.collected(query(m.distinct(v))), kind: "HashSet"}
	case "ToDictionary":
		d := &dict{entries: map[string]any{}}
		for e := range m.sequence(v) {
			k, value := keyOf(m.apply(args[0], e)), e
			if len(args) > 1 {
				value = m.apply(args[1], e)
			}
			if _, twice := d.find(k); twice {
				throw()
			}
			d.set(k, value)
		}
		return d
	case "ForEach":
		for e := range m.sequence(v) {
			m.apply(args[0], e)
		}
		return nil
	case "Aggregate":
		return m.aggregate(v, args)
	case "Any", "Exists":
		for e := range m.sequence(v) {
			if len(args) == 0 || m.holds(args[0], e) {
				return true
			}
		}
		return false
	case "All", "TrueForAll":
		for e := range m.sequence(v) {
			if !m.holds(args[0], e) {
				return false
			}
		}
		return true
	case "Contains":
		for e := range m.sequence(v) {
			if equal(e, args[0]) {
				return true
			}
		}
		return false
	case "Count":
		return int32(len(m.kept(v, args)))
	case "ElementAt", "ElementAtOrDefault":
		all, n := m.collected(v), number(args, 0)
		if n >= 0 && n < len(all) {
			return all[n]
		}
		if name == "ElementAt" {
			throw()
		}
		return nil
	}
	return m.firstOrLast(v, name, args)
}

func (m *machine) copied(v any, name string, args []any) []any {
	switch name {
	case "FindAll":
		return m.kept(v, args)
	case "GetRange":
		all, from, n := m.collected(v), number(args, 0), number(args, 1)
		if from < 0 || n < 0 || from+n > len(all) {
			throw()
		}
		return slices.Clone(all[from : from+n])
	}
	return m.collected(v)
}

// kept are the elements for which a predicate holds, if there is one.
func (m *machine) kept(v any, args []any) []any {
	if len(args) == 0 {
		return m.collected(v)
	}
	return m.collected(query(m.where(v, args[0])))
}

func (m *machine) aggregate(v any, args []any) any {
	all, step := m.collected(v), args[0]
	var out any
	switch {
	case len(args) > 1:
		out, step = args[0], args[1]
	case len(all) == 0:
		throw()
	default:
		out, all = all[0], all[1:]
	}
	for _, e := range all {
		out = m.apply(step, out, e)
	}
	if len(args) == 3 {
		return m.apply(args[2], out)
	}
	return out
}

func (m *machine) firstOrLast(v any, name string, args []any) any {
	switch name {
	case "First", "FirstOrDefault", "Find", "Peek":
		for e := range m.sequence(v) {
			if len(args) == 0 || m.holds(args[0], e) {
				return e
			}
		}
	case "Last", "LastOrDefault", "FindLast", "Single", "SingleOrDefault":
		all := m.kept(v, args)
		if len(all) > 1 && (name == "Single" || name == "SingleOrDefault") {
			throw()
		}
		if len(all) > 0 {
			return all[len(all)-1]
		}
	default:
		giveUp()
	}
	if name == "First" || name == "Last" || name == "Single" || name == "Peek" {
		throw()
	}
	return nil
}
