package condition

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// Formula is a condition as its answer follows from those of others.
type Formula struct {
	Op       junction
	Of       []*Formula
	Question int    // what it asks, in the list of its condition; noQuestion if the answer may change by itself
	Value    string // the constant that what it asks about is compared with
}

// junction says how the parts of a formula make its answer.
type junction uint8

const (
	None junction = iota // it has no parts
	Not
	And
	Or
)

const NoQuestion = -1

// Condition is a condition: a formula and the questions in it.
type Condition struct {
	Root      *Formula
	Questions []Question
}

// Of is what some code asks as a condition.
func Of(block *expr.Block) *Condition {
	if len(block.Stmts) == 1 {
		if r, ok := block.Stmts[0].(*expr.Return); ok {
			return OfExpr(r.X)
		}
	}
	return &Condition{}
}

// OfExpr is what an expression asks as a condition.
func OfExpr(x expr.Expr) *Condition {
	a := &Condition{}
	a.Root = a.read(x)
	return a
}

// read reads a condition.
func (a *Condition) read(x expr.Expr) *Formula {
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
			f.Op, f.Of = And, []*Formula{a.read(x.X), a.read(x.Y)}
			if x.Op == "||" {
				f.Op = Or
			}
			return f
		case "==":
			return a.compared(x.X, x.Y)
		case "!=":
			return negated(a.compared(x.X, x.Y))
		}
	case *expr.Cond:
		yes, _ := constant(x.Then)
		no, _ := constant(x.Else)
		switch {
		case yes == "true" && no == "false":
			return a.read(x.Test)
		case yes == "false" && no == "true":
			return negated(a.read(x.Test))
		}
	case *expr.Call:
		if f := a.equals(x); f != nil {
			return f
		}
	}
	return a.leaf(x, nil, "")
}

func negated(f *Formula) *Formula {
	return &Formula{Op: Not, Of: []*Formula{f}, Question: NoQuestion}
}

// leaf asks whether x is true; with a constant, whether it is that, compared in
// a way.
func (a *Condition) leaf(x expr.Expr, constant *string, way string) *Formula {
	f := &Formula{Question: NoQuestion, Value: "true"}
	if constant != nil {
		f.Value = *constant
	}
	var q Question
	if q.read(x) {
		q.Text += way
		f.Question = len(a.Questions)
		a.Questions = append(a.Questions, q)
	}
	return f
}

// compared is x == y.
func (a *Condition) compared(x, y expr.Expr) *Formula {
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
func (a *Condition) equals(call *expr.Call) *Formula {
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
		if strings.ContainsFunc(c, func(r rune) bool { return r > '~' }) {
			return nil
		}
		c = strings.ToLower(c)
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
		if path, _ := ContextPath(m.X); path == "Request.Headers" {
			return true
		}
		return len(m.TypeArgs) == 1 && shortType(m.TypeArgs[0]) == "string" ||
			len(m.TypeArgs) == 0 && len(x.Args) == 2 && literalType(expr.Unparen(x.Args[1].X)) == "string"
	case *expr.Member:
		path, ofContext := ContextPath(x)
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
