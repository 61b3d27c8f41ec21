package effect

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// Headers are the headers of the request that some code reads, in lower case. The zero
// Headers is of code that reads none.
type Headers struct {
	names map[string]bool
	any   bool // it may read every one
}

// Has reports whether the code may read a header.
func (h *Headers) Has(name string) bool { return h.any || h.names[strings.ToLower(name)] }

// Add adds the headers that other code reads.
func (h *Headers) Add(other *Headers) {
	h.any = h.any || other.any
	for name := range other.names {
		h.add(name)
	}
}

func (h *Headers) add(name string) {
	if h.names == nil {
		h.names = map[string]bool{}
	}
	h.names[strings.ToLower(name)] = true
}

// AddCode adds those that the block b reads.
func (h *Headers) AddCode(b *expr.Block) {
	const path = contextName + ".Request.Headers"
	var named map[expr.Expr]bool // what stands before a constant key
	read := func(x expr.Expr, args []expr.Arg) {
		if len(args) == 0 || !expr.IsPath(x, path) {
			return
		}
		if key, ok := constantKey(args[:1]); ok {
			h.add(key)
			if named == nil {
				named = map[expr.Expr]bool{}
			}
			named[expr.Unparen(x)] = true
		}
	}
	expr.Walk(b, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Index:
			read(n.X, n.Args)
		case *expr.Call:
			if sel, ok := n.Fun.(*expr.Member); ok {
				read(sel.X, n.Args)
			}
		case *expr.Member:
			if n.Sel.Text == "Headers" && !named[n] && !expr.IsPath(n, contextName+".Response.Headers") {
				h.any = true
			}
		}
		return true
	})
}
