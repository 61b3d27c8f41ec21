package effect

import (
	"maps"
	"slices"

	"hairpin.example/hairpin/analyzer/expr"
)

// contextName is how expressions call the context, and variablesPath its variables.
const contextName, variablesPath = "context", "context.Variables"

// Root is a name by which code knows an object: a local, or a variable of the context.
type Root struct {
	Name     string
	Variable bool // of the context; its name is "" if it is computed
}

// AnyVariable is a variable of the context whose name is computed: it can be every one.
var AnyVariable = Root{Variable: true}

// Names is what is known of the names in some code before it runs. It looks at what is
// declared, never at how a name is written: Hosts can be a local and a type.
type Names struct {
	declared map[string]bool // locals, parameters, functions, range variables
	objects  map[string]bool // those of them that may hold something else than text, numbers and conditions
	leads    map[Root]Root   // names that may lead to the same object, as a forest
	// functions are the bodies of local functions and of lambdas by the names that they
	// are given; passed are those that are not only called by it.
	functions map[string][]expr.Node
	passed    map[string]bool
}

// NamesIn reads the names of the code under n.
func NamesIn(n expr.Node) *Names {
	ns := &Names{declared: map[string]bool{}, objects: map[string]bool{}, leads: map[Root]Root{}, functions: map[string][]expr.Node{}, passed: map[string]bool{}}
	expr.Walk(n, func(n expr.Node) bool {
		ns.declare(n)
		return true
	})
	ns.pass(n)
	ns.findObjects(n)
	expr.Walk(n, func(n expr.Node) bool {
		ns.link(n)
		return true
	})
	return ns
}

// findObjects finds the locals that may hold an object: what is assigned one does, and so
// what that is assigned to.
func (ns *Names) findObjects(n expr.Node) {
	type assignment struct {
		to   string
		from expr.Expr
	}
	var open []assignment // that have not shown to be of an object
	expr.Walk(n, func(n expr.Node) bool {
		ns.assignments(n, func(to string, typ *expr.Type, from expr.Expr) {
			if !IsPlainType(typ) {
				open = append(open, assignment{to, from})
			}
		})
		return true
	})
	const most = 16 // longer chains from the last to the first are not followed
	for i := 0; ; i++ {
		var rest []assignment
		for _, a := range open {
			if a.from == nil || i == most || !ns.isPlain(a.from) {
				ns.objects[a.to] = true
			} else {
				rest = append(rest, a)
			}
		}
		if len(rest) == len(open) {
			return
		}
		open = rest
	}
}

// declare notes what a node declares.
func (ns *Names) declare(n expr.Node) {
	ns.assignments(n, func(to string, _ *expr.Type, from expr.Expr) {
		if _, ok := n.(*expr.Assign); !ok {
			ns.declared[to] = true
		}
		if f := lambdaOf(from); f != nil {
			ns.functions[to] = append(ns.functions[to], f)
		}
	})
	if f, ok := n.(*expr.LocalFunc); ok {
		ns.declared[f.Name.Text] = true
		ns.functions[f.Name.Text] = append(ns.functions[f.Name.Text], f)
	}
}

// lambdaOf is the lambda that an expression is, with a cast or not; nil if it is none.
func lambdaOf(x expr.Expr) *expr.Lambda {
	for {
		switch y := x.(type) {
		case *expr.Paren:
			x = y.X
		case *expr.Cast:
			x = y.X
		case *expr.Lambda:
			return y
		default:
			return nil
		}
	}
}

// pass finds the functions that are handed on: whose name stands elsewhere than where one
// is called or gets its body.
func (ns *Names) pass(n expr.Node) {
	if len(ns.functions) == 0 {
		return
	}
	callees := map[expr.Node]bool{}
	expr.Walk(n, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Call:
			callees[n.Fun] = true
			if sel, ok := n.Fun.(*expr.Member); ok && sel.Sel.Text == "Invoke" {
				callees[sel.X] = true
			}
		case *expr.Assign:
			if lambdaOf(n.Y) != nil {
				callees[n.X] = true
			}
		case *expr.Ident:
			if len(ns.functions[n.Name]) > 0 && !callees[n] {
				ns.passed[n.Name] = true
			}
		}
		return true
	})
}

// assignments calls f for every name that a node gives a value; from is nil if that is
// made of what stands around the node.
func (ns *Names) assignments(n expr.Node, f func(to string, typ *expr.Type, from expr.Expr)) {
	params := func(list []expr.Param) {
		for _, p := range list {
			f(p.Name.Text, p.Type, nil)
		}
	}
	pattern := func(p *expr.Pattern, from expr.Expr) {
		if p.Name.Text != "" {
			f(p.Name.Text, p.Type, from)
		}
	}
	switch n := n.(type) {
	case *expr.Var:
		for _, d := range n.Decls {
			from := d.Init
			if from == nil {
				from = &expr.Literal{Kind: expr.Int}
			}
			f(d.Name.Text, n.Type, from)
		}
	case *expr.Assign:
		if id, ok := expr.Unparen(n.X).(*expr.Ident); ok {
			f(id.Name, nil, n.Y)
		}
	case *expr.ForEach:
		if n.Name.Text != "" {
			f(n.Name.Text, n.Type, nil)
		}
	case *expr.Declare:
		f(n.Name.Text, n.Type, nil)
	case *expr.Lambda:
		params(n.Params)
	case *expr.LocalFunc:
		params(n.Params)
	case *expr.Is:
		pattern(&n.Pattern, n.X)
	case *expr.Switch:
		for i := range n.Sections {
			for j := range n.Sections[i].Labels {
				pattern(&n.Sections[i].Labels[j].Pattern, n.X)
			}
		}
	case *expr.Try:
		for _, c := range n.Catches {
			if c.Name.Text != "" {
				f(c.Name.Text, c.Type, nil)
			}
		}
	case *expr.Query:
		for _, c := range n.Clauses {
			if c.Name.Text != "" {
				f(c.Name.Text, nil, nil)
			}
		}
	}
}

// link joins the names that lead to the same object after a node.
func (ns *Names) link(n expr.Node) {
	switch n := n.(type) {
	case *expr.Assign:
		if !ns.isPlain(n.Y) {
			ns.linkAll(n.X, n.Y)
		}
	case *expr.Var:
		for _, d := range n.Decls {
			if d.Init != nil && ns.objects[d.Name.Text] {
				ns.linkTo(Root{Name: d.Name.Text}, d.Init)
			}
		}
	case *expr.ForEach:
		if ns.objects[n.Name.Text] {
			ns.linkTo(Root{Name: n.Name.Text}, n.X)
		}
		if n.Vars != nil {
			ns.linkAll(n.Vars, n.X)
		}
	case *expr.Is:
		if ns.objects[n.Pattern.Name.Text] {
			ns.linkTo(Root{Name: n.Pattern.Name.Text}, n.X)
		}
	case *expr.Switch:
		ns.assignments(n, func(to string, _ *expr.Type, from expr.Expr) { ns.linkTo(Root{Name: to}, from) })
	case *expr.Query:
		ns.linkAll(n)
	case *expr.Call:
		// A call may put an argument into its receiver, and a lambda gets its elements.
		sel, ok := n.Fun.(*expr.Member)
		switch {
		case !ok:
			ns.linkAll(n)
		case !ns.isPlain(sel.X):
			for _, a := range n.Args {
				switch x := a.X.(type) {
				case *expr.Lambda:
					for _, p := range x.Params {
						ns.linkTo(Root{Name: p.Name.Text}, sel.X)
					}
				case *expr.Declare:
					ns.linkTo(Root{Name: x.Name.Text}, sel.X)
				default:
					if !ns.isPlain(x) && !pure[sel.Sel.Text] {
						ns.linkAll(sel.X, x)
					} else if a.Mode != "" {
						ns.linkAll(sel.X, x)
					}
				}
			}
		}
	}
}

// linkAll joins all names in some expressions.
func (ns *Names) linkAll(xs ...expr.Node) {
	var first *Root
	for _, x := range xs {
		ns.roots(x, func(r Root) {
			if first == nil {
				first = &r
			}
			ns.union(*first, r)
		})
	}
}

// linkTo joins a name with those in an expression.
func (ns *Names) linkTo(r Root, x expr.Node) {
	if x != nil {
		ns.roots(x, func(q Root) { ns.union(r, q) })
	}
}

// roots calls f for every name in x that may lead to an object which is x or in it.
func (ns *Names) roots(x expr.Node, f func(Root)) {
	expr.Walk(x, func(n expr.Node) bool {
		if e, ok := n.(expr.Expr); ok && ns.isPlain(e) {
			return false
		}
		switch n := n.(type) {
		case *expr.Ident:
			if ns.objects[n.Name] { // what is not declared is a type
				f(Root{Name: n.Name})
			}
		case *expr.Declare:
			f(Root{Name: n.Name.Text})
		}
		if r, ok := variableOf(n); ok {
			f(r)
			return false
		}
		return true
	})
}

// variableOf is the variable of the context that a node reads, if it is such a read.
func variableOf(n expr.Node) (Root, bool) {
	switch n := n.(type) {
	case *expr.Index:
		if expr.IsPath(n.X, variablesPath) {
			return keyed(n.Args), true
		}
	case *expr.Call:
		if sel, ok := n.Fun.(*expr.Member); ok && expr.IsPath(sel.X, variablesPath) {
			if len(n.Args) == 0 {
				return AnyVariable, true
			}
			return keyed(n.Args[:1]), true
		}
	case *expr.Member:
		if expr.IsPath(n, variablesPath) {
			return AnyVariable, true
		}
	}
	return Root{}, false
}

func keyed(args []expr.Arg) Root {
	if key, ok := constantKey(args); ok {
		return Root{Name: key, Variable: true}
	}
	return AnyVariable
}

// Find is the name that stands for all that lead to the same objects as r.
func (ns *Names) Find(r Root) Root {
	for {
		up, ok := ns.leads[r]
		if !ok || up == r {
			return r
		}
		if next, ok := ns.leads[up]; ok {
			ns.leads[r] = next // halves the way
		}
		r = up
	}
}

// Reaches reports whether a local may lead to what some names lead to, as Effects lists
// them.
func (ns *Names) Reaches(local string, roots map[Root]bool) bool {
	return roots[ns.Find(Root{Name: local})]
}

// Variables are the variables of the context that may lead to what some names lead to, in
// the order of their names; any is true if each of them may.
func (ns *Names) Variables(roots map[Root]bool) (list []string, any bool) {
	found := map[string]bool{}
	for r := range roots {
		if r.Variable {
			found[r.Name] = true
		}
	}
	for r := range ns.leads {
		if r.Variable && roots[ns.Find(r)] {
			found[r.Name] = true
		}
	}
	any = found[AnyVariable.Name]
	delete(found, AnyVariable.Name)
	return slices.Sorted(maps.Keys(found)), any
}

func (ns *Names) union(a, b Root) {
	for _, r := range [...]Root{a, b} {
		if _, ok := ns.leads[r]; !ok {
			ns.leads[r] = r
		}
	}
	if a, b = ns.Find(a), ns.Find(b); a != b {
		ns.leads[a] = b
	}
}

// isPlain reports whether an expression is text, a number or a condition, which no code
// can change.
func (ns *Names) isPlain(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.String, *expr.Interpolated, *expr.TypeOf, *expr.Is:
		return true
	case *expr.Literal:
		return x.Kind != expr.Null && x.Kind != expr.Default
	case *expr.Unary:
		return x.Op != "!" || !x.Postfix || ns.isPlain(x.X)
	case *expr.Paren:
		return ns.isPlain(x.X)
	case *expr.Cast:
		return IsPlainType(x.Type)
	case *expr.As:
		return IsPlainType(x.Type)
	case *expr.Binary:
		return x.Op != "??" || ns.isPlain(x.X) && ns.isPlain(x.Y)
	case *expr.Cond:
		return ns.isPlain(x.Then) && ns.isPlain(x.Else)
	case *expr.Assign:
		return ns.isPlain(x.Y)
	case *expr.Ident:
		return ns.declared[x.Name] && !ns.objects[x.Name]
	case *expr.Member:
		return plainMembers[x.Sel.Text] || isRequestFact(x)
	case *expr.Call:
		return ns.isPlainCall(x)
	case *expr.Index: // a character of a text
		return ns.isPlain(x.X)
	}
	return false
}

func (ns *Names) isPlainCall(x *expr.Call) bool {
	sel, ok := x.Fun.(*expr.Member)
	if !ok {
		return false
	}
	switch {
	case plainResults[sel.Sel.Text]:
		return true
	case len(sel.TypeArgs) == 1 && IsPlainType(sel.TypeArgs[0]):
		return sel.Sel.Text != "Cast" && sel.Sel.Text != "OfType"
	case sel.Sel.Text == "GetValueOrDefault" && len(x.Args) == 2 && expr.IsPath(sel.X, variablesPath):
		return ns.isPlain(x.Args[1].X) && !isPlainNull(x.Args[1].X) // the type follows from the default
	case plainStatics[ns.static(sel)]:
		return true
	case sel.Sel.Text == "Replace" || sel.Sel.Text == "Concat" || sel.Sel.Text == "Remove" || sel.Sel.Text == "Insert":
		return ns.isPlain(sel.X)
	}
	return isRequestFact(sel)
}

func isPlainNull(x expr.Expr) bool {
	l, ok := expr.Unparen(x).(*expr.Literal)
	return ok && (l.Kind == expr.Null || l.Kind == expr.Default)
}

// static is the dotted name of a member of a type, "" if it begins with a local.
func (ns *Names) static(x *expr.Member) string {
	name, ok := expr.Path(x)
	if Root := RootOf(x); !ok || Root == contextName || ns.declared[Root] {
		return ""
	}
	return TypeName(name)
}

// isRequestFact reports whether x is a part of the context that is no object which
// expressions can share: all but the variables, and what bodies are read as.
func isRequestFact(x *expr.Member) bool {
	path, ok := expr.Path(x)
	if !ok || RootOf(x) != contextName {
		return false
	}
	return path != variablesPath && !expr.IsPath(x.X, variablesPath)
}

// IsPlainType reports whether the values of a type are text, numbers or conditions. Of
// var, and of no type, that is not known.
func IsPlainType(t *expr.Type) bool {
	return t != nil && t.Ranks == 0 && len(t.Args) == 0 && plainTypes[TypeName(t.Name)]
}

// Declared are the locals that code declares.
func Declared(n expr.Node) map[string]bool {
	out := map[string]bool{}
	expr.Walk(n, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Var:
			for _, d := range n.Decls {
				out[d.Name.Text] = true
			}
		case *expr.ForEach:
			out[n.Name.Text] = true
		case *expr.Declare:
			out[n.Name.Text] = true
		}
		return true
	})
	return out
}
