package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// comprehension runs a query expression: from, let, where, orderby and select. Others are
// not followed.
// https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/query-keywords
type comprehension struct {
	m        *machine
	x        *expr.Query
	out      *value.Object
	shuffled bool
}

// query is from x in xs ... select y.
func (m *machine) query(x *expr.Query) value.Value {
	for i, c := range x.Clauses {
		last := i == len(x.Clauses)-1
		switch c.Keyword {
		case "from", "let", "where", "orderby":
			if last {
				m.sweep(x)
				return m.unclear(x, "the result of ", x)
			}
		case "select":
			if last {
				continue
			}
			fallthrough
		default:
			m.sweep(x)
			return m.unclear(x, "the result of ", x)
		}
	}
	q := &comprehension{m: m, x: x, out: &value.Object{Kind: value.List}}
	hidden := map[string]value.Value{}
	for _, c := range x.Clauses {
		if old, ok := m.locals[c.Name.Text]; ok && c.Name.Text != "" {
			hidden[c.Name.Text] = old
		}
	}
	q.run(0, true)
	for _, c := range x.Clauses {
		delete(m.locals, c.Name.Text)
	}
	for name, v := range hidden {
		m.locals[name] = v
	}
	if q.shuffled {
		q.out = shuffled(q.out)
	}
	return m.deferred(value.OfObject(q.out, m.here(x)), x, x, nil)
}

// run runs the clauses from one on, for what the range variables are now; certain is false
// if it may be left out.
func (q *comprehension) run(i int, certain bool) {
	if q.m.exhausted() {
		return
	}
	switch c := &q.x.Clauses[i]; c.Keyword {
	case "from":
		elems, ordered := q.m.elements(c.Exprs[0], q.m.eval(c.Exprs[0]))
		for _, e := range elems {
			q.m.set(c.Name.Text, e)
			q.run(i+1, certain && ordered)
		}
	case "let":
		q.m.set(c.Name.Text, q.m.eval(c.Exprs[0]))
		q.run(i+1, certain)
	case "where":
		if t := q.m.decide(c.Exprs[0]); t.Yes {
			q.run(i+1, certain && !t.No)
		}
	case "orderby":
		q.shuffled = true
		q.run(i+1, certain)
	case "select":
		v := q.m.eval(c.Exprs[0])
		switch {
		case certain && !q.out.IsOpen() && len(q.out.Elems) < maxElements:
			q.out.Elems = append(q.out.Elems, v)
		case q.out.IsOpen():
			q.out.Rest = value.Join(q.out.Rest, v)
		default:
			q.out.Open, q.out.Rest = value.Reason{Why: "an element of a filtered list"}, v
		}
	}
}
