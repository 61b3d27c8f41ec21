package analyzer

import (
	"slices"
	"strings"

	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/value"
)

// formula is a condition as its answer follows from those of others.
type formula struct {
	op       junction
	of       []*formula
	question int    // what it asks, in the list of its condition; noQuestion if the answer may change by itself
	value    string // the constant that what it asks about is compared with
}

// junction says how the parts of a formula make its answer.
type junction uint8

const (
	alone junction = iota // it has no parts
	not
	and
	or
)

const noQuestion = -1

// asking is a condition: a formula and the questions in it.
type asking struct {
	root      *formula
	questions []question
}

// askingOf is what some code asks as a condition.
func askingOf(block *expr.Block) *asking {
	a := &asking{}
	if len(block.Stmts) == 1 {
		if r, ok := block.Stmts[0].(*expr.Return); ok {
			a.root = a.read(r.X)
		}
	}
	return a
}

// read reads a condition.
func (a *asking) read(x expr.Expr) *formula {
	switch x := x.(type) {
	case *expr.Paren:
		return a.read(x.X)
	case *expr.Unary:
		if x.Op == "!" && !x.Postfix {
			return negated(a.read(x.X))
		}
	case *expr.Binary:
		switch x.Op {
		case "&&", "||":
			f := a.leaf(x, nil, "")
			f.op, f.of = and, []*formula{a.read(x.X), a.read(x.Y)}
			if x.Op == "||" {
				f.op = or
			}
			return f
		case "==":
			return a.compared(x.X, x.Y)
		case "!=":
			return negated(a.compared(x.X, x.Y))
		}
	case *expr.Call:
		if f := a.equals(x); f != nil {
			return f
		}
	}
	return a.leaf(x, nil, "")
}

func negated(f *formula) *formula {
	return &formula{op: not, of: []*formula{f}, question: noQuestion}
}

// leaf asks whether x is true; with a constant, whether it is that, compared in
// a way.
func (a *asking) leaf(x expr.Expr, constant *string, way string) *formula {
	f := &formula{question: noQuestion, value: "true"}
	if constant != nil {
		f.value = *constant
	}
	var q question
	if q.read(x) {
		q.text += way
		f.question = len(a.questions)
		a.questions = append(a.questions, q)
	}
	return f
}

// compared is x == y.
func (a *asking) compared(x, y expr.Expr) *formula {
	c, ok := constant(y)
	if !ok {
		if c, ok = constant(x); ok {
			x, y = y, x
		}
	}
	switch {
	case !ok:
		return a.leaf(&expr.Binary{Op: "==", X: x, Y: y}, nil, "")
	case c == "true" && !maybeNull(x):
		return a.read(x)
	case c == "false" && !maybeNull(x):
		return negated(a.read(x))
	}
	return a.leaf(expr.Unparen(x), &c, "")
}

// equals is x.Equals(y), string.Equals(x, y), and these with a way of comparing;
// nil if a call is none of them, or compares in a way that does not tell constants
// apart as they are written.
func (a *asking) equals(call *expr.Call) *formula {
	m, ok := call.Fun.(*expr.Member)
	if !ok || m.Sel.Text != "Equals" || m.Optional || len(call.Args) == 0 {
		return nil
	}
	x, args := m.X, call.Args
	if id, ok := x.(*expr.Ident); ok && strings.EqualFold(id.Name, "string") {
		x, args = args[0].X, args[1:]
	}
	way := " Equals"
	switch {
	case len(args) == 2:
		way = expr.Dump(args[1].X)
	case len(args) != 1:
		return nil
	}
	c, ok := constant(args[0].X)
	if !ok {
		if c, ok = constant(x); !ok {
			return nil
		}
		x = args[0].X
	}
	switch way {
	case " Equals", "(. StringComparison Ordinal)":
		way = " Equals"
		if isString(x) {
			way = ""
		}
	case "(. StringComparison OrdinalIgnoreCase)":
		c = strings.ToLower(c)
		if strings.ContainsFunc(c, func(r rune) bool { return r > '~' }) {
			return nil
		}
	default:
		return nil
	}
	return a.leaf(expr.Unparen(x), &c, way)
}

// isString reports whether x is certainly a string. Then == compares it as Equals
// does; an object is compared by identity.
func isString(x expr.Expr) bool {
	switch x := expr.Unparen(x).(type) {
	case *expr.Cast:
		return plainType(x.Type) && shortType(x.Type) == "string"
	case *expr.Call:
		m, ok := x.Fun.(*expr.Member)
		if !ok {
			return false
		}
		if m.Sel.Text != "GetValueOrDefault" {
			return slices.Contains(stringFunctions, m.Sel.Text)
		}
		if path, _ := contextPath(m.X); path == "Request.Headers" {
			return true
		}
		return len(m.TypeArgs) == 1 && shortType(m.TypeArgs[0]) == "string" ||
			len(m.TypeArgs) == 0 && len(x.Args) == 2 && literalType(expr.Unparen(x.Args[1].X)) == "string"
	case *expr.Member:
		path, ofContext := contextPath(x)
		return ofContext && path == "Request.Method"
	}
	return false
}

// stringFunctions are those of the functions of questions that give a string.
var stringFunctions = []string{"ToLower", "ToLowerInvariant", "ToUpper", "ToUpperInvariant", "ToString", "Trim", "TrimStart", "TrimEnd", "Substring", "Replace"}

// constant is a constant such that two of them are equal if they are the same.
func constant(x expr.Expr) (string, bool) {
	if x == nil {
		return "", false
	}
	switch x := expr.Unparen(x).(type) {
	case *expr.String:
		s, ok := x.Plain()
		return `"` + s, ok
	case *expr.Literal:
		switch x.Kind {
		case expr.Bool, expr.Null:
			return x.Text, true
		case expr.Int:
			return x.Text, len(strings.Trim(x.Text, "0123456789")) == 0 && (x.Text[0] != '0' || x.Text == "0")
		}
	}
	return "", false
}

// maybeNull reports whether a truth value may be null: a?.B(), a cast to bool?.
func maybeNull(x expr.Expr) bool {
	found := false
	expr.Walk(x, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			found = found || n.Optional || slices.ContainsFunc(n.TypeArgs, func(t *expr.Type) bool { return t.Nullable })
		case *expr.Index:
			found = found || n.Optional
		case *expr.Cast:
			found = found || n.Type.Nullable
		}
		return !found
	})
	return found
}

// asked is a condition that is asked at one point of a policy.
type asked struct {
	*asking  // nil if nothing is known of the answer
	in       *interpreter
	value    *policy.Value
	st       state
	subjects []string // of the questions; "" if the same question may have another answer later
}

// asked is what a condition asks at this point.
func (in *interpreter) asked(v *policy.Value, st state) asked {
	parts := v.Trimmed().Parts
	if len(parts) != 1 || parts[0].Kind != policy.Expression {
		return asked{}
	}
	c := in.doc.codeAt(parts[0].At.Start)
	if c == nil || c.bad || c.asks().root == nil {
		return asked{}
	}
	out := asked{asking: c.asks(), in: in, value: v, st: st}
	out.subjects = make([]string, len(out.questions))
	for i := range out.questions {
		out.subjects[i] = in.subject(&out.questions[i], st)
	}
	return out
}

// answered is s where a condition has an answer: without the ways of forwarding
// that have given another one.
func (s state) answered(a asked, yes bool) state {
	if a.asking == nil {
		return s
	}
	kept := make([]forward, 0, len(s.forwards))
	for _, f := range s.forwards {
		if can := a.truth(a.root, f.facts); yes && can.Yes || !yes && can.No {
			if can = a.onWay(f.facts); yes && can.Yes || !yes && can.No {
				f.facts = a.learn(a.root, yes, f.facts)
				kept = append(kept, f)
			}
		}
	}
	if len(kept) > 0 {
		s.forwards = kept
	}
	return s
}

// onWay is what the condition can be with the variables as they are on a way.
func (a *asked) onWay(f *fact) value.Truth {
	st := a.st
	for i := range a.questions {
		for _, name := range a.questions[i].variables {
			if v, ok := f.variable(a.st.vars, name); ok {
				st.vars = st.vars.with(name, func() value.Value { return v })
			}
		}
	}
	if st.vars == a.st.vars {
		return value.Truth{Yes: true, No: true}
	}
	return a.in.test(a.value, st)
}

// truth is what a formula can be where facts hold.
func (a *asked) truth(n *formula, f *fact) value.Truth {
	out := value.Truth{Yes: true, No: true}
	if n.question != noQuestion && a.subjects[n.question] != "" {
		out = f.answer(a.subjects[n.question], n.value)
	}
	switch n.op {
	case not:
		part := a.truth(n.of[0], f)
		return value.Truth{Yes: part.No, No: part.Yes}
	case and, or:
		// All parts are as they are in one way, or one is as in the other.
		some, all := value.Truth{}, value.Truth{Yes: true, No: true}
		for _, p := range n.of {
			part := a.truth(p, f)
			some.Yes, some.No = some.Yes || part.Yes, some.No || part.No
			all.Yes, all.No = all.Yes && part.Yes, all.No && part.No
		}
		if n.op == and {
			return value.Truth{Yes: out.Yes && all.Yes, No: out.No && some.No}
		}
		return value.Truth{Yes: out.Yes && some.Yes, No: out.No && all.No}
	}
	return out
}

// learn adds to facts what follows from the answer to a formula.
func (a *asked) learn(n *formula, yes bool, f *fact) *fact {
	if n.question != noQuestion && a.subjects[n.question] != "" {
		if known := f.answer(a.subjects[n.question], n.value); known.Yes && known.No {
			f = f.with(fact{subject: a.subjects[n.question], value: n.value, yes: yes})
		}
	}
	switch n.op {
	case not:
		return a.learn(n.of[0], !yes, f)
	case and, or:
		if yes == (n.op == and) { // all parts have the same answer
			for _, p := range n.of {
				f = a.learn(p, yes, f)
			}
			return f
		}
		// One part has; if only one can, it is that one.
		var can *formula
		for _, p := range n.of {
			if t := a.truth(p, f); yes && t.Yes || !yes && t.No {
				if can != nil {
					return f
				}
				can = p
			}
		}
		if can != nil {
			return a.learn(can, yes, f)
		}
	}
	return f
}
