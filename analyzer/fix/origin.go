package fix

import (
	"strings"

	"hairpin/analyzer/call"
	"hairpin/analyzer/document"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// origin replaces the host where it was written, in the variables that bring
// the URL to this call and to no other place.
func (b *Builder) origin(c *call.Call, hits []call.Way) Offer {
	if len(hits) < alive(c) {
		return no("the URL is this gateway on some paths only")
	}
	var edits []text.Edit
	host := b.hostText(c, hits[0])
	for i := range hits {
		j := &hits[i]
		if host == "" || b.hostText(c, *j) != host {
			return no(b.whyNoHost(c, hits))
		}
		for _, part := range j.Address.Authority.Parts {
			if reason := b.carried(c, part); reason != "" {
				return no(reason)
			}
		}
		list, reason := b.originEdits(j)
		if reason != "" {
			return no(reason)
		}
		for _, e := range list {
			if chosen(b.Doc(e.Path), e.Span) {
				return no("the value is chosen where it is written")
			}
		}
		edits = append(edits, list...)
	}
	edits, reason := distinct(edits)
	if reason != "" {
		return no(reason)
	}
	return b.withHost(c, hits, edits, host)
}

// carried is the reason why a piece does not come through variables that only
// this call reads; "" if it does.
func (b *Builder) carried(c *call.Call, part value.Part) string {
	if part.Trail == nil {
		return "the hostname is not written in a variable"
	}
	for s := part.Trail; s != nil; s = s.Next {
		name := b.variableSetAt(s.At)
		switch {
		case name == "":
			return "the hostname comes from a shared value"
		case s.At.Path != c.At.Path && !b.Estate().Artifacts:
			return "it is not known who else reads the variable \"" + name + "\""
		case len(b.readersOf(name, s.At.Path)) != 1:
			return "other places read the variable \"" + name + "\""
		}
	}
	return ""
}

// variableSetAt is the name of the variable that a value belongs to, "" if the
// place is not the value of a set-variable.
func (b *Builder) variableSetAt(at text.Loc) string {
	d := b.Doc(at.Path)
	if d == nil || d.Torn {
		return ""
	}
	where := policy.NodeAt(d.Root, at.Span.Start)
	if where.Elem.Tag != "set-variable" || where.Attr == nil || where.Attr.Key != "value" {
		return ""
	}
	name := where.Elem.Attr("name")
	if name == nil {
		return ""
	}
	s, _ := name.Value.Literal()
	return s
}

// readersOf are the files in which a variable that a file sets is read, once for
// each time. What an API's own policies set is read in requests to that API; what
// others set may be read in any.
func (b *Builder) readersOf(name, set string) []string {
	if b.IsShared() || b.Estate().Place(set).API != nil {
		return readersAmong(b.Together(), name)
	}
	return b.Everyone().readersOf(name, func() []string { return readersAmong(b.Everything(), name) })
}

// readersAmong are the documents that read a variable: by an expression that
// names it, or by one that reads variables without naming them. A Liquid template
// may read all of them.
func readersAmong(docs []*document.Document, name string) []string {
	var out []string
	for _, d := range docs {
		n := 0
		for i := range d.Code {
			if d.Code[i].Bad {
				n += 2 * strings.Count(d.Code[i].Block.At.At.Of(d.File.Src), name)
			} else {
				n += readersIn(d.Code[i].Block, name)
			}
		}
		for e := range policy.All(d.Root) {
			if e.Attr("template") != nil && strings.Contains(e.Span().Of(d.File.Src), name) {
				n += 2
			}
		}
		for range n {
			out = append(out, d.File.Path)
		}
	}
	return out
}

func readersIn(block *expr.Block, name string) int {
	named, all, reads := 0, 0, 0
	see := func(x expr.Expr, args []expr.Arg) {
		if !expr.IsPath(x, document.VariablesPath) || len(args) == 0 {
			return
		}
		if s, ok := args[0].X.(*expr.String); ok {
			named++
			if text, ok := s.Plain(); !ok || text == name {
				reads++
			}
		}
	}
	expr.Walk(block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Member:
			if expr.IsPath(n, document.VariablesPath) {
				all++
			}
		case *expr.Index:
			see(n.X, n.Args)
		case *expr.Call:
			if m, ok := n.Fun.(*expr.Member); ok {
				see(m.X, n.Args)
			}
		}
		return true
	})
	if all > named {
		return reads + 2 // more than one for all that is known
	}
	return reads
}

// originEdits replaces the authority of a URL where its bytes were written in a
// policy or an artifact.
func (b *Builder) originEdits(j *call.Way) ([]text.Edit, string) {
	if j.Name.Gateway {
		return b.callersHostEdits(j)
	}
	var out []text.Edit
	for _, part := range j.Address.Authority.Parts {
		if part.Kind != value.Literal || part.Path == "" {
			return nil, "the hostname is computed"
		}
		e := text.Edit{Loc: part.Origin()}
		if len(out) == 0 {
			e.New = loopback
		}
		if d := b.Doc(e.Path); d != nil && d.Torn {
			return nil, tornReason
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, "the hostname is computed"
	}
	return merged(out), ""
}

// callersHost is the host that the caller used, as expressions call it.
const callersHost = "context.Request.OriginalUrl.Host"

// callersHostEdits replaces context.Request.OriginalUrl.Host in the variable
// that a URL was put together in.
func (b *Builder) callersHostEdits(j *call.Way) ([]text.Edit, string) {
	const reason = "the hostname is computed"
	parts := j.Address.Authority.Parts
	if len(parts) != 1 || parts[0].Trail == nil {
		return nil, reason
	}
	last := parts[0].Trail
	for last.Next != nil {
		last = last.Next
	}
	d := b.Doc(last.At.Path)
	where := policy.NodeAt(d.Root, last.At.Span.Start)
	if where.Attr == nil || len(where.Attr.Value.Parts) != 1 {
		return nil, reason
	}
	code := d.CodeAt(where.Attr.Value.Parts[0].At.Start)
	if code == nil || code.Bad {
		return nil, reason
	}
	quote := `"`
	if where.Attr.Value.Parts[0].Encoded {
		quote = "&quot;"
	}
	var out, joined []text.Edit
	expr.Walk(code.Block, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Interpolated:
			for _, hole := range n.Parts {
				if expr.IsPath(hole.X, callersHost) {
					out = append(out, text.Edit{Loc: d.Place(hole.At), New: loopback})
				}
			}
		case *expr.Binary:
			for _, x := range []expr.Expr{n.X, n.Y} {
				if expr.IsPath(x, callersHost) && n.Op == "+" {
					out = append(out, text.Edit{Loc: d.Place(x.Span()), New: quote + loopback + quote})
				}
			}
			if between, ok := betweenTexts(n, len(quote)); ok && n.Op == "+" {
				joined = append(joined, text.Edit{Loc: d.Place(between), New: loopback})
			}
		}
		return true
	})
	if len(out) == 1 && len(joined) == 1 && joined[0].Span.Covers(out[0].Span) {
		return joined, ""
	}
	if len(out) != 1 {
		return nil, reason
	}
	return out, ""
}

// betweenTexts is the place from the closing quote of one text to the opening
// quote of the next in "a" + context.Request.OriginalUrl.Host + "b".
func betweenTexts(n *expr.Binary, quote int) (text.Span, bool) {
	right, ok := n.Y.(*expr.String)
	left, isSum := n.X.(*expr.Binary)
	if !ok || !isSum || left.Op != "+" || !expr.IsPath(left.Y, callersHost) || right.Verbatim {
		return text.Span{}, false
	}
	before, ok := left.X.(*expr.String)
	if !ok || before.Verbatim {
		return text.Span{}, false
	}
	return text.Span{Start: before.At.At.End - quote, End: right.At.At.Start + quote}, true
}
