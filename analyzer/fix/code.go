package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// codeOver is the expression that is written at a place; of the hole of an
// interpolated string, what stands in its braces.
func codeOver(d *document.Document, at text.Span) expr.Expr {
	var out expr.Expr
	for i := range d.Code {
		if d.Code[i].Bad || !d.Code[i].Block.At.At.Covers(at) {
			continue
		}
		expr.Walk(d.Code[i].Block, func(n expr.Node) bool {
			if x, ok := n.(expr.Expr); ok && x.Span() == at {
				out = x
			}
			if s, ok := n.(*expr.Interpolated); ok {
				for _, part := range s.Parts {
					if part.X != nil && part.At == at && part.Align == nil && part.Format == "" {
						out = part.X
					}
				}
			}
			return out == nil && n.Span().Covers(at)
		})
	}
	return out
}

// portable reports whether an expression means the same in another one: it reads
// no local. Types begin with a capital letter, and so does nothing else.
func portable(x expr.Expr) bool {
	ok := true
	expr.Walk(x, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Ident:
			first := n.Name[0]
			ok = ok && (n.Name == "context" || n.Name == "string" || first >= 'A' && first <= 'Z')
		case *expr.Lambda, *expr.Bad, *expr.Declare, *expr.Assign:
			ok = false
		}
		return ok
	})
	return ok
}

// readsBackend reports whether an expression reads context.Request.Url, which is
// another one after a set-backend-service.
func readsBackend(x expr.Expr) bool {
	found := false
	expr.Walk(x, func(n expr.Node) bool {
		m, ok := n.(*expr.Member)
		found = found || ok && m.Sel.Text == "Url"
		return !found
	})
	return found
}

// chosen reports whether a place stands in a branch of the expression that makes
// the URL. If only this branch counts today, it is because of a value that can
// change.
func chosen(d *document.Document, at text.Span) bool {
	if d == nil {
		return false
	}
	found := false
	for i := range d.Code {
		block := d.Code[i].Block
		if block == nil || !block.At.At.Covers(at) {
			continue
		}
		expr.Walk(block, func(n expr.Node) bool {
			switch n := n.(type) {
			case *expr.Cond:
				found = found || n.Then.Span().Covers(at) || n.Else.Span().Covers(at)
			case *expr.If:
				found = found || n.Then.Span().Covers(at) || n.Else != nil && n.Else.Span().Covers(at)
			case *expr.Switch:
				found = found || n.Span().Covers(at)
			}
			return !found
		})
	}
	return found
}

// urlCode is the C# that makes the URL of a sink.
type urlCode struct {
	// returns is what the expression returns, in order; of what is put together, the part
	// in front that brings the host.
	returns []expr.Expr
	quote   string // as the expression writes it
	block   *expr.Block
}

// sinkCode finds the expression that makes the URL of a sink, if one does.
func sinkCode(c *call.Call) (urlCode, bool) {
	v, _, ok := call.Address(c.Sink, c.Element)
	if !ok || len(v.Parts) != 1 || v.Parts[0].Kind != policy.Expression {
		return urlCode{}, false
	}
	part := v.Parts[0]
	code := c.Doc.CodeAt(part.At.Start)
	if code == nil || code.Bad {
		return urlCode{}, false
	}
	out := urlCode{quote: `"`, block: code.Block}
	if part.Encoded {
		out.quote = "&quot;"
	}
	expr.Walk(code.Block, func(n expr.Node) bool {
		if r, ok := n.(*expr.Return); ok && r.X != nil {
			out.returns = append(out.returns, front(r.X, c))
		}
		_, lambda := n.(*expr.Lambda)
		_, local := n.(*expr.LocalFunc)
		return !lambda && !local
	})
	return out, len(out.returns) > 0
}

// front is the part in front of a sum that brings the URL up to its path, on every way of
// a call that it is on; what is added to it is only a path.
func front(x expr.Expr, c *call.Call) expr.Expr {
	for {
		sum, ok := expr.Unparen(x).(*expr.Binary)
		if !ok || sum.Op != "+" || !bringsHost(sum, sum.X, c) {
			return x
		}
		x = sum.X
	}
}

// bringsHost reports whether a part of an expression brings the URL up to its path, on
// every way that the expression is on.
func bringsHost(all, part expr.Expr, c *call.Call) bool {
	found := false
	for i := range c.Ways {
		j := &c.Ways[i]
		if j.Dead || !j.Address.Split || !slices.ContainsFunc(j.URL.Parts, func(p value.Part) bool { return isWithin(p, all, c) }) {
			continue
		}
		for _, p := range j.URL.To(j.Address.PathAt).Parts {
			if !isWithin(p, part, c) {
				return false
			}
		}
		found = true
	}
	return found
}

// isWithin reports whether a piece of a URL stands in an expression at the call.
func isWithin(p value.Part, x expr.Expr, c *call.Call) bool {
	return p.At.Path == c.At.Path && x.Span().Covers(p.At.Span)
}

// inCData reports whether an offset is in a CDATA section, where no entities are
// read.
func inCData(d *document.Document, host int) bool {
	src, off := d.Text.Src, d.Offset(host)
	open := strings.LastIndex(src[:off], "<![CDATA[")
	return open >= 0 && !strings.Contains(src[open:off], "]]>")
}

// codeText is an expression of a document as it is written in the text of an
// element.
func codeText(d *document.Document, x expr.Expr) string {
	code := d.Of(x.Span())
	if inCData(d, x.Span().Start) {
		return encodeCode(d, code, false)
	}
	return code
}

// encodeCode writes C# as the expressions of a document are: as it is, or with
// entities where a document is one that every XML reader accepts.
func encodeCode(d *document.Document, code string, attr bool) string {
	if rawQuotes(d) || !attr && !strings.ContainsAny(code, "&<") {
		return code
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(code)
}

// asText says what to put around an expression to get a string that a member can
// be called on.
func asText(x expr.Expr) (open, shut string, ok bool) {
	switch x := x.(type) {
	case *expr.Paren:
		_, _, ok := asText(x.X)
		if _, index := x.X.(*expr.Index); index {
			return "((string)", ")", ok
		}
		return "", "", ok
	case *expr.String, *expr.Interpolated:
		return "", "", true
	case *expr.Index:
		return "((string)", ")", expr.IsPath(x.X, document.VariablesPath)
	case *expr.Cast:
		return "(", ")", x.Type != nil && strings.EqualFold(x.Type.Name, "string")
	case *expr.As:
		return "(", ")", x.Type != nil && strings.EqualFold(x.Type.Name, "string")
	case *expr.Binary:
		if x.Op == "+" || x.Op == "??" {
			_, _, left := asText(x.X)
			_, _, right := asText(x.Y)
			return "(", ")", left && !isObject(x.X) || x.Op == "+" && right
		}
	case *expr.Cond:
		_, _, then := asText(x.Then)
		_, _, other := asText(x.Else)
		return "(", ")", then && other && !isObject(x.Then) && !isObject(x.Else)
	case *expr.Call:
		return "", "", isTextCall(x)
	}
	return "", "", false
}

// isTextLocal reports whether an expression is a local that a block declares once, as a
// string or with one.
func isTextLocal(x expr.Expr, b *expr.Block) bool {
	id, ok := x.(*expr.Ident)
	if !ok {
		return false
	}
	declared, texts := 0, 0
	expr.Walk(b, func(n expr.Node) bool {
		v, ok := n.(*expr.Var)
		if !ok {
			return true
		}
		for _, d := range v.Decls {
			if d.Name.Text != id.Name {
				continue
			}
			declared++
			typed := v.Type != nil && strings.EqualFold(v.Type.Name, "string") && v.Type.Ranks == 0
			if _, _, text := asText(d.Init); typed || text && !isObject(d.Init) {
				texts++
			}
		}
		return true
	})
	return declared == 1 && texts == 1
}

// isObject reports whether an expression is a variable without a cast, which C#
// takes for an object.
func isObject(x expr.Expr) bool {
	_, ok := expr.Unparen(x).(*expr.Index)
	return ok
}

// textCalls are the methods that give a string whatever they are called on.
var textCalls = map[string]bool{
	"ToString": true, "Replace": true, "Trim": true, "TrimEnd": true, "TrimStart": true, "Substring": true,
	"ToLower": true, "ToLowerInvariant": true, "Concat": true, "Format": true, "Join": true, "Insert": true, "Remove": true,
}

func isTextCall(x *expr.Call) bool {
	m, ok := x.Fun.(*expr.Member)
	if !ok {
		return false
	}
	if m.Sel.Text == "GetValueOrDefault" {
		return len(m.TypeArgs) == 1 && strings.EqualFold(m.TypeArgs[0].Name, "string")
	}
	return textCalls[m.Sel.Text] && !m.Optional
}

// rawQuotes reports whether some expression in an attribute of a document holds
// a quote as it is, which no other XML reader accepts.
func rawQuotes(d *document.Document) bool {
	for e := range policy.All(d.Root) {
		for _, a := range e.Attrs {
			for _, part := range a.Value.Parts {
				if part.Kind == policy.Expression && !part.Encoded && a.Quote == '"' && strings.Contains(part.View.Src, `"`) {
					return true
				}
			}
		}
	}
	return false
}
