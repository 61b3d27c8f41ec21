package eval

import "hairpin/analyzer/expr"

// Touched collects the variables of the context whose objects some code may
// change: context.Variables holds references. The zero Touched has none.
type Touched struct {
	names map[string]bool
	all   bool
}

// Has reports whether a variable is among them.
func (t *Touched) Has(name string) bool { return t.all || t.names[name] }

// Add adds what the block b may change.
func (t *Touched) Add(b *expr.Block) {
	if b == nil || !effectsOf(b).objects {
		return
	}
	expr.Walk(b, func(n expr.Node) bool {
		var args []expr.Arg
		switch n := n.(type) {
		case *expr.Index:
			if dotted(n.X) != "context.Variables" {
				return true
			}
			args = n.Args
		case *expr.Call:
			sel, ok := n.Fun.(*expr.Member)
			if !ok || dotted(sel.X) != "context.Variables" {
				return true
			}
			args = n.Args
		case *expr.Ident:
			t.all = t.all || n.Name == "Variables"
			return true
		default:
			return true
		}
		if len(args) > 0 {
			if s, ok := args[0].X.(*expr.String); ok {
				if p := s.Pieces(); len(p) == 1 {
					if t.names == nil {
						t.names = map[string]bool{}
					}
					t.names[p[0].Text] = true
					return true
				}
			}
		}
		t.all = true
		return true
	})
}

// Mutable reports whether a value can be an object that code can change.
func (v Value) Mutable() bool {
	for _, s := range v.Alts {
		if o := s.asObject(); o != nil && o.mutable() {
			return true
		}
	}
	return false
}
