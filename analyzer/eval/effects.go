package eval

import (
	"maps"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// effects is what a piece of code can change, whenever it runs.
type effects struct {
	assigned map[string]bool // locals
	keys     map[string]bool // entries of objects, by their key
	objects  bool            // the content of some object, in any other way
}

// effectsOf collects the effects of everything under n.
func effectsOf(n expr.Node) effects {
	c := collector{}
	expr.Walk(n, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Init: // new T { Member = x } changes nothing that was there
			for _, el := range n.Elems {
				if c.members == nil {
					c.members = map[expr.Node]bool{}
				}
				c.members[el] = true
			}
		case *expr.Var:
			for _, d := range n.Decls {
				c.declare(d.Name.Text, isNew(d.Init))
			}
		case *expr.Assign:
			if id, ok := n.X.(*expr.Ident); ok && !isNew(n.Y) {
				c.declare(id.Name, false)
			}
		}
		return true
	})
	expr.Walk(n, func(n expr.Node) bool {
		if !c.members[n] {
			c.add(n)
		}
		return true
	})
	return c.effects
}

// isNew reports whether an expression makes an object that nobody else knows.
func isNew(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.New:
		return len(x.Args) == 0 || x.Type == nil || x.Type.Name == "StringBuilder"
	case *expr.NewArray:
		return true
	}
	return false
}

// collector collects effects.
type collector struct {
	effects
	members map[expr.Node]bool
	// fresh tells of the locals of the code whether they hold only objects that it made.
	fresh map[string]bool
}

func (c *collector) declare(name string, fresh bool) {
	if c.fresh == nil {
		c.fresh = map[string]bool{}
	}
	was, known := c.fresh[name]
	c.fresh[name] = fresh && (was || !known)
}

// closureEffects are those of the lambdas and local functions of a block, which
// can run at any call.
func closureEffects(b *expr.Block) effects {
	var e effects
	expr.Walk(b, func(n expr.Node) bool {
		switch n.(type) {
		case *expr.Lambda, *expr.LocalFunc:
			inner := effectsOf(n)
			if inner.assigned != nil && e.assigned == nil {
				e.assigned = map[string]bool{}
			}
			maps.Copy(e.assigned, inner.assigned)
			if inner.keys != nil && e.keys == nil {
				e.keys = map[string]bool{}
			}
			maps.Copy(e.keys, inner.keys)
			e.objects = e.objects || inner.objects
			return false
		}
		return true
	})
	return e
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
		if sel, ok := n.Fun.(*expr.Member); ok && !pure[sel.Sel.Text] && !c.harmless(n, sel) {
			c.objects = true
		}
	case *expr.ForEach:
		c.name(n.Name.Text)
	case *expr.Declare:
		c.name(n.Name.Text)
	}
}

// harmless reports whether a call can change nothing but objects that the code
// itself has made: a method of a type, or of such an object.
func (c *collector) harmless(x *expr.Call, sel *expr.Member) bool {
	switch owner := sel.X.(type) {
	case *expr.New:
		return c.plainArgs(x.Args)
	case *expr.Ident:
		if fresh, known := c.fresh[owner.Name]; known {
			return fresh
		}
	}
	name, _ := expr.Path(sel.X)
	_, local := c.fresh[name]
	return !local && name != "" && name[0] >= 'A' && name[0] <= 'Z' && name != "Array"
}

// plainArgs reports whether no argument can be an object that somebody else
// knows.
func (c *collector) plainArgs(args []expr.Arg) bool {
	for _, a := range args {
		switch x := a.X.(type) {
		case *expr.Literal, *expr.String, *expr.Interpolated:
		case *expr.Member:
			if x.Sel.Text != "Count" && x.Sel.Text != "Length" {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (e *effects) target(x expr.Expr) {
	switch x := x.(type) {
	case *expr.Ident:
		e.name(x.Name)
	case *expr.Declare:
		e.name(x.Name.Text)
	case *expr.Paren:
		e.target(x.X)
	case *expr.Tuple:
		for _, a := range x.Elems {
			e.target(a.X)
		}
	case *expr.Index:
		if key, ok := constantKey(x.Args); ok {
			if e.keys == nil {
				e.keys = map[string]bool{}
			}
			e.keys[key] = true
			return
		}
		e.objects = true
	default:
		e.objects = true
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

func (e *effects) name(s string) {
	if e.assigned == nil {
		e.assigned = map[string]bool{}
	}
	e.assigned[s] = true
}

// pure lists methods that change nothing, on whatever they are called.
var pure = map[string]bool{
	"ToString": true, "ToLower": true, "ToUpper": true, "ToLowerInvariant": true, "ToUpperInvariant": true,
	"Trim": true, "TrimStart": true, "TrimEnd": true, "Substring": true, "Split": true, "StartsWith": true,
	"EndsWith": true, "Contains": true, "IndexOf": true, "LastIndexOf": true, "Equals": true, "Format": true,
	"Concat": true, "Join": true, "PadLeft": true, "PadRight": true, "IsNullOrEmpty": true,
	"IsNullOrWhiteSpace": true, "GetValueOrDefault": true, "ContainsKey": true, "As": true, "First": true,
	"FirstOrDefault": true, "Last": true, "LastOrDefault": true, "Where": true, "Select": true, "Any": true,
	"All": true, "Count": true, "ToArray": true, "ToList": true, "ElementAt": true, "TryGetValue": true,
	"SelectToken": true, "SelectTokens": true, "Value": true, "Values": true, "Parse": true, "TryParse": true,
	"GetBytes": true, "GetString": true, "EscapeDataString": true, "UrlEncode": true, "UrlDecode": true,
	"HtmlEncode": true, "HtmlDecode": true, "IsMatch": true, "Match": true, "ToBase64String": true,
	"FromBase64String": true, "GetType": true, "CompareTo": true, "Skip": true, "Take": true, "Single": true,
	"SingleOrDefault": true, "Children": true, "Properties": true, "Property": true, "NewGuid": true,
	"AsJwt": true, "AsBasic": true, "TryParseJwt": true, "TryParseBasic": true, "AddMinutes": true,
	"AddSeconds": true, "AddHours": true, "AddDays": true, "ComputeHash": true, "GetLeftPart": true,
}

// sweep applies the effects of a part of the tree that is not evaluated.
func (m *machine) sweep(n expr.Node) {
	if m.locals != nil || m.heap != nil {
		m.havoc(effectsOf(n))
	}
}

// havoc makes everything unknown that some code can change.
func (m *machine) havoc(e effects) {
	for name := range e.assigned {
		if _, ok := m.locals[name]; ok {
			m.locals[name] = m.changed(name)
		}
	}
	if e.objects {
		m.loseObjects()
		return
	}
	for key := range e.keys {
		for _, v := range m.locals {
			m.loseKey(v, key, 0)
		}
	}
}

// loseKey makes an entry unknown in every object that a value leads to.
func (m *machine) loseKey(v value.Value, key string, depth int) {
	for _, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() || depth > maxNesting {
			continue
		}
		now := m.now(o)
		if now.Kind == value.Map {
			m.put(o, now.With(key, value.OfPart(value.Part{Why: lost, Cause: value.LostCause, Form: value.Operand})))
		}
		for _, e := range now.Elems {
			m.loseKey(e, key, depth+1)
		}
	}
}

// changed is the value of a local of which is only known that it changes.
func (m *machine) changed(name string) value.Value {
	v := value.Part{Why: "the local \"" + name + "\", which changes", Form: value.Operand}
	if old := m.locals[name]; len(old.Alts) > 0 && len(old.Alts[0].Parts) > 0 {
		v.At = old.Alts[0].Parts[0].At
	}
	return coerce(value.OfPart(v), m.types[name], false)
}

// forget makes an assigned local unknown.
func (m *machine) forget(x expr.Expr) {
	if m.locals != nil {
		var e effects
		e.target(x)
		m.havoc(e)
	}
}

// loseObjects makes the content of every object unknown that a local leads to.
func (m *machine) loseObjects() {
	for _, v := range m.locals {
		m.loseValue(v, 0)
	}
}

// maxNesting bounds how deep objects are followed into each other.
const maxNesting = 16

// loseValue makes the content of the objects in a value unknown.
func (m *machine) loseValue(v value.Value, depth int) {
	for _, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() || depth > maxNesting {
			continue
		}
		now := m.now(o)
		if now.Open.Cause == value.LostCause && len(now.Keys) == 0 {
			continue
		}
		m.put(o, o.Opened(value.Reason{Why: lost, Cause: value.LostCause}))
		for _, e := range now.Elems {
			m.loseValue(e, depth+1)
		}
	}
}

// lost is the reason of what an object holds after code that is not followed.
const lost = "the content of an object that changes"

// lose makes everything unknown: something could not be read.
func (m *machine) lose(why string) {
	for name := range m.locals {
		v := value.Part{Why: "the local \"" + name + "\", behind " + why, Form: value.Operand}
		if old := m.locals[name]; len(old.Alts) > 0 && len(old.Alts[0].Parts) > 0 {
			v.At = old.Alts[0].Parts[0].At
		}
		m.loseValue(m.locals[name], 0)
		m.locals[name] = value.OfPart(v)
	}
}

// now is the present state of an object.
func (m *machine) now(o *value.Object) *value.Object {
	if (m.closures.objects || len(m.closures.keys) > 0) && o.Mutable() {
		return o.Opened(value.Reason{Why: "the content of an object that a function changes"})
	}
	if n := m.heap[o]; n != nil {
		return n
	}
	return o
}

// put changes the state of an object.
func (m *machine) put(o, state *value.Object) {
	if m.heap == nil {
		m.heap = map[*value.Object]*value.Object{}
	}
	m.heap[o] = state
}

// frozen is a value with the objects in it as they are now.
func (m *machine) frozen(v value.Value, depth int) value.Value {
	if len(m.heap) == 0 && !m.closures.objects && len(m.closures.keys) == 0 {
		return v
	}
	out, same := v, true
	for i, s := range v.Alts {
		o := s.AsObject()
		if o == nil || !o.Mutable() {
			continue
		}
		n := m.now(o)
		if depth > maxNesting {
			n = o.Opened(value.Reason{Why: lost, Cause: value.LostCause})
		}
		deep := *n
		deep.Elems = make([]value.Value, len(n.Elems))
		for j, e := range n.Elems {
			deep.Elems[j] = m.frozen(e, depth+1)
		}
		p := s.Parts[0]
		p.Object = &deep
		if same {
			out.Alts, same = append([]value.Str(nil), v.Alts...), false
		}
		out.Alts[i] = value.Str{Parts: []value.Part{p}, When: s.When}
	}
	return out
}

// textOf is v as text: objects as their ToString gives it now.
func (m *machine) textOf(v value.Value) value.Value {
	for _, s := range v.Alts {
		if s.AsObject() != nil {
			return value.Text(m.frozen(v, 0))
		}
	}
	return v
}
