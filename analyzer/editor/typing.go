package editor

import (
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/expr"
)

// typing tells the types of expressions, as far as an editor needs them: "" where
// it cannot tell.
type typing struct {
	locals map[string][]local // of the block by name, in their order
	depth  int
}

// local is a variable of an expression.
type local struct {
	name expr.Name
	typ  *expr.Type
	init expr.Expr
	each bool // init is a list that it goes over
}

// typingOf is the typing of a block, with the variables that it declares.
func typingOf(block *expr.Block) typing {
	t := typing{locals: map[string][]local{}}
	add := func(l local) { t.locals[l.name.Text] = append(t.locals[l.name.Text], l) }
	expr.Walk(block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Var:
			for _, d := range n.Decls {
				add(local{name: d.Name, typ: n.Type, init: d.Init})
			}
		case *expr.ForEach:
			add(local{name: n.Name, typ: n.Type, init: n.X, each: true})
		case *expr.Declare:
			add(local{name: n.Name, typ: n.Type})
		case *expr.Lambda:
			for _, p := range n.Params {
				add(local{name: p.Name, typ: p.Type})
			}
		}
		return true
	})
	return t
}

// before is the last local of a name that is declared before an offset.
func (t typing) before(name string, off int) (local, bool) {
	list := t.locals[name]
	i := sort.Search(len(list), func(i int) bool { return list[i].name.At.End > off })
	if i == 0 {
		return local{}, false
	}
	return list[i-1], true
}

// isLocal reports whether the first name of a chain is a local or the context, and
// so no type.
func (t typing) isLocal(name string) bool {
	head, _, _ := strings.Cut(name, ".")
	return head == "context" || len(t.locals[head]) > 0
}

// ofLocal is the type of a local.
func (t typing) ofLocal(l local) string {
	const deepest = 16 // a local can be declared by itself
	if t.depth++; t.depth > deepest {
		return ""
	}
	switch {
	case l.typ != nil && l.typ.Name != "var" && l.typ.Name != "":
		return typeText(l.typ)
	case l.init == nil:
		return ""
	case l.each:
		return dialect.ElementOf(t.of(l.init))
	}
	return t.of(l.init)
}

// typeText is a type as C# writes it.
func typeText(x *expr.Type) string {
	var args []string
	for _, a := range x.Args {
		args = append(args, typeText(a))
	}
	out := x.Name
	if len(args) > 0 {
		out += "<" + strings.Join(args, ", ") + ">"
	}
	return out + strings.Repeat("[]", x.Ranks)
}

// of is the type of an expression.
func (t typing) of(x expr.Expr) string {
	switch x := x.(type) {
	case *expr.Ident:
		if x.Name == "context" {
			return dialect.ContextType
		}
		if l, ok := t.before(x.Name, x.Span().Start); ok {
			return t.ofLocal(l)
		}
	case *expr.Member:
		return t.ofMember(x).Type
	case *expr.Call:
		return t.ofCall(x)
	case *expr.Index:
		return t.ofIndex(t.of(x.X))
	case *expr.Paren:
		return t.of(x.X)
	case *expr.Cast:
		return typeText(x.Type)
	case *expr.As:
		return typeText(x.Type)
	case *expr.New:
		if x.Type != nil {
			return typeText(x.Type)
		}
	case *expr.String, *expr.Interpolated:
		return "string"
	case *expr.Cond:
		return t.of(x.Then)
	case *expr.Binary:
		if l := t.of(x.X); l != "" && x.Op == "??" || l == "string" && x.Op == "+" {
			return l
		}
	}
	return ""
}

// ofMember is the member that a chain ends with; its name is empty if it is not
// known.
func (t typing) ofMember(x *expr.Member) dialect.Member {
	if name, ok := expr.Path(x); ok && !t.isLocal(name) {
		for _, m := range knownStatics {
			if m.Name == name {
				return m
			}
		}
	}
	for _, m := range membersOf(t.of(x.X)) {
		if m.Name == x.Sel.Text {
			return m
		}
	}
	return dialect.Member{}
}

func (t typing) ofIndex(list string) string {
	if list == "JObject" || list == "JToken" || list == "JArray" {
		return "JToken"
	}
	return dialect.ElementOf(list)
}

// results are the types of methods that depend on what they are called on.
var results = map[string]func(receiver string, m *expr.Member) string{
	"As": argument, "Value": argument, "ToObject": argument,
	"GetValueOrDefault": valueOrDefault,
	"First":             element, "FirstOrDefault": element, "Last": element, "LastOrDefault": element,
	"Single": element, "SingleOrDefault": element, "ElementAt": element,
	"Where": receiver, "Skip": receiver, "Take": receiver, "Reverse": receiver, "ToArray": receiver, "ToList": receiver,
	"Parse": parsed, "FromObject": parsed,
	"SelectToken": always("JToken"), "Split": always("string[]"),
}

func argument(_ string, m *expr.Member) string {
	if len(m.TypeArgs) == 0 {
		return ""
	}
	return typeText(m.TypeArgs[0])
}

// valueOrDefault is an entry of a dictionary; the gateway joins the values of a
// header.
func valueOrDefault(of string, m *expr.Member) string {
	if len(m.TypeArgs) > 0 {
		return argument(of, m)
	}
	if e := dialect.ElementOf(of); e != "string[]" {
		return e
	}
	return "string"
}

func element(of string, _ *expr.Member) string { return dialect.ElementOf(of) }

func receiver(of string, _ *expr.Member) string { return of }

func always(typ string) func(string, *expr.Member) string {
	return func(string, *expr.Member) string { return typ }
}

// parsed is the type that is named before Parse.
func parsed(_ string, m *expr.Member) string {
	name, _ := expr.Path(m.X)
	return name[strings.LastIndexByte(name, '.')+1:]
}

func (t typing) ofCall(x *expr.Call) string {
	m, ok := x.Fun.(*expr.Member)
	if !ok {
		return ""
	}
	if typ := t.ofMember(m).Type; typ != "" {
		return typ
	}
	if f := results[m.Sel.Text]; f != nil {
		return f(t.of(m.X), m)
	}
	return ""
}
