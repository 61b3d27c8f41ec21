package effect

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// Effects is what a piece of code can change, whenever it runs.
type Effects struct {
	Assigned map[string]bool          // locals
	Objects  map[Root]bool            // names whose objects can change in any way
	Entries  map[string]map[Root]bool // names whose objects can get another entry, by its key
	Looked   int                      // nodes of the code that were looked at
}

// ChangesObjects reports whether some object can change.
func (e *Effects) ChangesObjects() bool { return len(e.Objects) > 0 || len(e.Entries) > 0 }

// Late are the effects of the lambdas and local functions of a block that can run at
// any time: not of those that are called by their name alone, or that are an argument of
// a method which runs them at once.
func Late(b *expr.Block, ns *Names) Effects {
	late := map[expr.Node]bool{}
	expr.Walk(b, func(n expr.Node) bool {
		if _, ok := n.(*expr.Lambda); ok {
			late[n] = true
		}
		return true
	})
	hasFuncs := false
	c := collector{names: ns}
	callees := map[expr.Node]bool{}
	expr.Walk(b, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.LocalFunc:
			hasFuncs = true
		case *expr.Member: // list.Add as a function, which changes the list whenever it runs
			if !callees[n] && keepsArguments[n.Sel.Text] {
				c.object(n.X)
			}
		case *expr.Call:
			callees[n.Fun] = true
			if sel, ok := n.Fun.(*expr.Member); ok && immediate[sel.Sel.Text] {
				for _, a := range n.Args {
					delete(late, a.X)
				}
			}
		}
		return true
	})
	if len(late) == 0 && !hasFuncs {
		return c.Effects
	}
	for name, bodies := range ns.functions {
		for _, body := range bodies {
			if ns.passed[name] {
				late[body] = true
			} else {
				delete(late, body)
			}
		}
	}
	for body := range late {
		own := Declared(body)
		inner := Of(body, ns)
		for name := range inner.Assigned {
			if !own[name] {
				c.name(name)
			}
		}
		for r := range inner.Objects {
			c.root(r)
		}
		for key, roots := range inner.Entries {
			for r := range roots {
				c.rootEntry(key, r)
			}
		}
	}
	return c.Effects
}

// immediate are methods that run a lambda before they return, and never again.
var immediate = set("ForEach", "Any", "All", "Count", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault",
	"Sum", "Min", "Max", "Average", "Aggregate", "ToDictionary", "ToLookup", "Find", "FindAll", "FindIndex", "FindLast", "Exists", "TrueForAll", "RemoveAll",
	"ConvertAll", "Sort", "Replace")

// Of collects the effects of everything under n. ns are the names of the code
// around it.
func Of(n expr.Node, ns *Names) Effects {
	c := collector{names: ns}
	c.walk(n)
	return c.Effects
}

// OfCall collects what a call does to its receiver and to its arguments, if it is one of
// a method that is not known.
func OfCall(x *expr.Call, ns *Names) Effects {
	c := collector{names: ns}
	c.call(x)
	return c.Effects
}

// OfTarget collects what an assignment to x changes.
func OfTarget(x expr.Expr, ns *Names) Effects {
	c := collector{names: ns}
	c.target(x)
	return c.Effects
}

// walk adds the effects of everything under n.
func (c *collector) walk(n expr.Node) {
	expr.Walk(n, func(n expr.Node) bool {
		c.Looked++
		if init, ok := n.(*expr.Init); ok { // new T { Member = x } changes nothing that was there
			for _, el := range init.Elems {
				if c.members == nil {
					c.members = map[expr.Node]bool{}
				}
				c.members[el] = true
			}
		}
		if !c.members[n] {
			c.add(n)
		}
		return true
	})
}

// collector collects effects.
type collector struct {
	Effects
	names   *Names
	members map[expr.Node]bool
	ran     map[string]bool // functions whose effects are collected
}

// run adds what a function of the code does.
func (c *collector) run(name string) {
	if c.ran[name] {
		return
	}
	if c.ran == nil {
		c.ran = map[string]bool{}
	}
	c.ran[name] = true
	for _, body := range c.names.functions[name] {
		c.walk(body)
	}
}

// add adds the effect of a single node.
func (c *collector) add(n expr.Node) {
	switch n := n.(type) {
	case *expr.Assign:
		c.target(n.X)
	case *expr.Unary:
		if n.Op == "++" || n.Op == "--" {
			c.target(n.X)
		}
	case *expr.Call:
		for _, a := range n.Args {
			if a.Mode == "out" || a.Mode == "ref" {
				c.target(a.X)
			}
		}
		c.call(n)
	case *expr.ForEach:
		c.name(n.Name.Text)
	case *expr.Declare:
		c.name(n.Name.Text)
	}
}

// call adds what a call does to its receiver and to its arguments.
func (c *collector) call(n *expr.Call) {
	sel, ok := n.Fun.(*expr.Member)
	if !ok {
		// Of a local function, what it does stands in it; only what it is given is called
		// otherwise there.
		id, ok := n.Fun.(*expr.Ident)
		if !ok || len(c.names.functions[id.Name]) == 0 {
			c.object(n)
			return
		}
		c.run(id.Name)
		return
	}
	if id, ok := sel.X.(*expr.Ident); ok && sel.Sel.Text == "Invoke" && len(c.names.functions[id.Name]) > 0 {
		c.run(id.Name)
		return
	}
	if pure[sel.Sel.Text] {
		return
	}
	if name := c.names.static(sel); name != "" {
		if !IsPureStatic(name) {
			for _, a := range n.Args {
				c.object(a.X)
			}
		}
		return
	}
	if !c.names.isPlain(sel.X) {
		c.object(sel.X)
		if !keepsArguments[sel.Sel.Text] {
			for _, a := range n.Args {
				if _, ok := a.X.(*expr.Lambda); !ok {
					c.object(a.X)
				}
			}
		}
	}
}

func (c *collector) target(x expr.Expr) {
	switch x := x.(type) {
	case *expr.Ident:
		c.name(x.Name)
	case *expr.Declare:
		c.name(x.Name.Text)
	case *expr.Paren:
		c.target(x.X)
	case *expr.Tuple:
		for _, a := range x.Elems {
			c.target(a.X)
		}
	case *expr.Index:
		if key, ok := constantKey(x.Args); ok {
			c.entry(key, x.X)
			return
		}
		c.object(x.X)
	case *expr.Member:
		c.object(x.X)
	default:
		c.object(x)
	}
}

// constantKey is the text of a single constant argument.
func constantKey(args []expr.Arg) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	s, ok := args[0].X.(*expr.String)
	if !ok {
		return "", false
	}
	p := s.Pieces()
	if len(p) != 1 || p[0].Placeholder != text.NoPlaceholder || text.NextIn(p[0].Text, 0, text.IfKnown).Kind != text.NoPlaceholder {
		return "", false
	}
	return p[0].Text, true
}

func (e *Effects) name(s string) {
	if e.Assigned == nil {
		e.Assigned = map[string]bool{}
	}
	e.Assigned[s] = true
}

// object adds that the objects can change to which the names in x lead.
func (c *collector) object(x expr.Node) {
	c.names.roots(x, func(r Root) { c.root(c.names.Find(r)) })
}

func (c *collector) root(r Root) {
	if c.Objects == nil {
		c.Objects = map[Root]bool{}
	}
	c.Objects[r] = true
}

// entry adds that they can get another entry.
func (c *collector) entry(key string, x expr.Node) {
	c.names.roots(x, func(r Root) { c.rootEntry(key, c.names.Find(r)) })
}

func (c *collector) rootEntry(key string, r Root) {
	if c.Entries == nil {
		c.Entries = map[string]map[Root]bool{}
	}
	if c.Entries[key] == nil {
		c.Entries[key] = map[Root]bool{}
	}
	c.Entries[key][r] = true
}
