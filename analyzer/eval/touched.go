package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// Touched collects what code may change in the objects that variables of the
// context refer to. The zero Touched changes nothing.
type Touched struct {
	objects bool
	keys    map[string]bool
	body    bool
}

// Body reports whether code may read the body of the request or of the response so that
// it cannot be read again.
func (t *Touched) Body() bool { return t.body }

// Add adds what the block b may change: if it reads variables at all, whatever
// it does to objects that it has not made itself.
func (t *Touched) Add(b *expr.Block) {
	if b == nil {
		return
	}
	t.body = t.body || consumesBody(b)
	reads := false
	expr.Walk(b, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			reads = reads || n.Sel.Text == "Variables"
		}
		return !reads
	})
	if !reads {
		return
	}
	e := effectsOf(b)
	t.objects = t.objects || e.objects
	for k := range e.keys {
		if t.keys == nil {
			t.keys = map[string]bool{}
		}
		t.keys[k] = true
	}
}

// Any reports whether code may change anything at all.
func (t *Touched) Any() bool { return t.objects || len(t.keys) > 0 }

// Apply is the value of a variable with everything unknown in its objects that
// code may change.
func (t *Touched) Apply(v value.Value) value.Value {
	if !t.Any() {
		return v
	}
	m := &machine{locals: map[string]value.Value{"": v}}
	m.havoc(effects{objects: t.objects, keys: t.keys})
	return m.frozen(v, 0)
}
