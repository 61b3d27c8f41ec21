package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/condition"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// readLater says what a policy that runs after a call reads of what the fix of a
// forwarded request changes, and where: the host of context.Request.Url or the Host
// header. The reason is "" if none does.
func (b *Builder) readLater(c *call.Call, edits []text.Edit) (reason string, where []finding.Note) {
	if c.Sink.Host != call.PipelineHost {
		return "", nil
	}
	for _, d := range b.Together() {
		for i := range d.Code {
			if d.Code[i].Bad || b.runsEarlier(d, d.Code[i].At, c) {
				continue
			}
			what, at := readsHost(d.Code[i].Block)
			if what == "" || slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Path == d.File.Path && e.Span.Covers(at) }) {
				continue
			}
			return what + " is read later", []finding.Note{{Message: what + " is read here, after the call", At: d.Place(at)}}
		}
	}
	return "", nil
}

// runsEarlier reports whether an expression runs before a call is reached.
func (b *Builder) runsEarlier(d *document.Document, at int, c *call.Call) bool {
	if d == c.Doc {
		return at < c.Element.Span().End
	}
	e := policy.NodeAt(d.Root, at).Elem
	for e != nil && e.Parent != nil && e.Parent.Parent != nil && e.Parent.Parent.Tag != "" {
		e = e.Parent
	}
	return e != nil && e.Tag == "inbound" && b.isOuter(d, c.Doc)
}

// followsBase reports whether a Host header is made of the URL that a fix of the
// call changes.
func (b *Builder) followsBase(c *call.Call, h *call.HostHeader) bool {
	if c.Sink.Host != call.PipelineHost || h.Element == nil {
		return false
	}
	d := b.DocAt(h.At)
	if d == nil {
		return false
	}
	for i := range d.Code {
		if code := &d.Code[i]; !code.Bad && h.Element.Span().Covers(text.Span{Start: code.At, End: code.At}) {
			if what, _ := readsHost(code.Block); what == urlHost {
				return true
			}
		}
	}
	return false
}

const urlHost = "the host of context.Request.Url"

// readsHost is what some code reads of the host of a forwarded request, and where.
func readsHost(block *expr.Block) (what string, at text.Span) {
	inner := map[expr.Expr]bool{} // what a member is taken of
	header := func(x expr.Expr, args []expr.Arg) bool {
		path, ofContext := condition.ContextPath(x)
		if !ofContext || path != "Request.Headers" || len(args) == 0 {
			return false
		}
		s, ok := args[0].X.(*expr.String)
		if !ok {
			return false
		}
		name, known := s.Plain()
		return known && strings.EqualFold(name, "Host")
	}
	expr.Walk(block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Index:
			if header(n.X, n.Args) {
				what, at = "the Host header", n.Span()
			}
		case *expr.Call:
			if m, ok := n.Fun.(*expr.Member); ok && header(m.X, n.Args) {
				what, at = "the Host header", n.Span()
			}
		case *expr.Member:
			inner[expr.Unparen(n.X)] = true
			path, ofContext := condition.ContextPath(n)
			if ofContext && (path == "Request.Url.Host" || path == "Request.Url.ToString" || path == "Request.Url" && !inner[n]) {
				what, at = urlHost, n.Span()
			}
		}
		return what == ""
	})
	return what, at
}
