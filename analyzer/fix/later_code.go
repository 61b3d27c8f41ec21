package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
)

// What code reads of the host of a forwarded request.
const (
	urlHost      = "the host of context.Request.Url"
	hostHeader   = "the Host header"
	everyHeader  = "every header, and so the Host header,"
	someHeader   = "a header whose name is computed"
	wholeRequest = "the request as a whole"
)

// readMembers are what code reads by a member, by its path.
var readMembers = map[string]string{
	"context.Request.Url.Host":     urlHost,
	"context.Request.Url.ToString": urlHost,
}

// readWholes are what code may read of an object that it hands on, by the path of the
// object.
var readWholes = map[string]string{
	"context":             wholeRequest,
	"context.Request":     wholeRequest,
	"context.Request.Url": urlHost,
	headersPath:           everyHeader,
}

const headersPath = "context.Request.Headers"

// readsHost is what some code reads of the host of a forwarded request, and where.
func readsHost(block *expr.Block) (what string, at text.Span) {
	r := hostReading{locals: map[string]string{}, judged: map[expr.Expr]bool{}}
	expr.Walk(block, func(n expr.Node) bool {
		if what == "" {
			what, at = r.read(n), n.Span()
		}
		return what == ""
	})
	return what, at
}

// hostReading looks at the nodes of some code, outer ones first.
type hostReading struct {
	// locals are the paths of the objects that locals hold from their declaration on.
	locals map[string]string
	// judged are the nodes that are no reading by themselves.
	judged map[expr.Expr]bool
}

// read is what a node reads, "" if it reads nothing of the host.
func (r *hostReading) read(n expr.Node) string {
	switch n := n.(type) {
	case *expr.Var:
		for i := range n.Decls {
			init := n.Decls[i].Init
			if path := r.path(init); readWholes[path] != "" {
				r.locals[n.Decls[i].Name.Text], r.judged[expr.Unparen(init)] = path, true
			}
		}
	case *expr.Index:
		return r.header(n.X, n.Args)
	case *expr.Call:
		if m, ok := n.Fun.(*expr.Member); ok {
			return r.header(m.X, n.Args)
		}
	case *expr.Member:
		if path := r.path(n.X); path != headersPath && readWholes[path] != "" {
			r.judged[expr.Unparen(n.X)] = true // only a member of it is read
		}
		if what := readMembers[r.path(n)]; what != "" {
			return what
		}
		return r.whole(n)
	case *expr.Ident:
		return r.whole(n)
	}
	return ""
}

// whole is what may be read of an object that is handed on.
func (r *hostReading) whole(x expr.Expr) string {
	if r.judged[x] {
		return ""
	}
	return readWholes[r.path(x)]
}

// header is what a lookup of a header reads.
func (r *hostReading) header(x expr.Expr, args []expr.Arg) string {
	if r.path(x) != headersPath || len(args) == 0 {
		return ""
	}
	if _, ok := args[0].X.(*expr.Lambda); ok {
		return everyHeader
	}
	s, ok := args[0].X.(*expr.String)
	if !ok {
		return someHeader
	}
	switch name, known := s.Plain(); {
	case !known:
		return someHeader
	case strings.EqualFold(name, "Host"):
		return hostHeader
	}
	r.judged[expr.Unparen(x)] = true
	return ""
}

// path is the dotted path of a member of the context, by whatever local.
func (r *hostReading) path(x expr.Expr) string {
	path, ok := expr.Path(x)
	if !ok {
		return ""
	}
	name, rest, more := strings.Cut(path, ".")
	local := r.locals[name]
	switch {
	case local == "":
		return path
	case more:
		return local + "." + rest
	}
	return local
}
