package fix

import (
	"slices"
	"strings"

	"hairpin/analyzer/call"
	"hairpin/analyzer/compose"
	"hairpin/analyzer/document"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/finding"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// urlCode is the C# that makes the URL of a sink.
type urlCode struct {
	returns []expr.Expr // what the expression returns, in order
	whole   bool        // it is @(...): one expression, without statements
	quote   string      // as the expression writes it
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
	out := urlCode{whole: !part.Block, quote: `"`}
	if part.Encoded {
		out.quote = "&quot;"
	}
	expr.Walk(code.Block, func(n expr.Node) bool {
		if r, ok := n.(*expr.Return); ok && r.X != nil {
			out.returns = append(out.returns, r.X)
		}
		_, lambda := n.(*expr.Lambda)
		_, local := n.(*expr.LocalFunc)
		return !lambda && !local
	})
	return out, len(out.returns) > 0
}

// rewrite replaces the host in the finished URL, at the call: right wherever
// the URL comes from, and whoever else reads it.
func (b *Builder) rewrite(c *call.Call, hits []call.Way) Offer {
	host := b.hostText(c, hits[0])
	if same := b.computedHost(c, hits); host == "" || len(hits) < alive(c) || same != "" && ofValue(hits) {
		host = same
	}
	for i := range hits {
		if b.hostText(c, hits[i]) != b.hostText(c, hits[0]) {
			host = b.computedHost(c, hits)
		}
	}
	if host == "" {
		return no(b.whyNoHost(c, hits))
	}
	var from []string
	for i := range hits {
		old, reason := authorityCode(hits[i])
		if reason != "" {
			return no(reason)
		}
		if !slices.Contains(from, old) {
			from = append(from, old)
		}
	}
	for i := range c.Ways {
		j := &c.Ways[i]
		longer := func(code string) bool {
			return strings.Contains(strings.ToLower(j.URL.Known()), strings.ToLower(strings.Trim(code, `"`)))
		}
		if !j.Dead && !j.IsSelf() && slices.ContainsFunc(from, longer) {
			return no("another hostname on other paths begins like this one")
		}
	}
	edits, reason := b.replaceEdits(c, from)
	if reason != "" {
		return no(reason)
	}
	fr := b.withHost(c, hits, edits, host)
	if fr.Reason == "" && fr.Fix.Safety == finding.Safe {
		for i := range hits {
			if open := openEnd(hits[i]); open != "" {
				fr.Fix.Safety, fr.Fix.SafetyReason = finding.NeedsReview, open+" could hold the hostname again"
			}
		}
	}
	return fr
}

// authorityCode is the C# of "//" and the authority of a URL, which has to stand
// in the URL once.
func authorityCode(j call.Way) (string, string) {
	if len(j.Address.UserInfo.Parts) > 0 {
		return "", "the URL holds user information"
	}
	if j.Name.Gateway && len(j.Address.Authority.Parts) == 1 {
		return `"//" + ` + callersHost, ""
	}
	authority, known := j.Address.Authority.Literal()
	if !known || strings.ContainsAny(authority, "\"\\{}") {
		return "", "the hostname is not known as text"
	}
	if strings.Count(strings.ToLower(j.URL.Known()), "//"+strings.ToLower(authority)) != 1 {
		return "", "the URL holds the hostname more than once"
	}
	return `"//` + authority + `"`, ""
}

// openEnd says which unknown piece behind the authority could be any text.
func openEnd(j call.Way) string {
	path := j.Address.Path()
	for _, part := range path.Parts {
		if part.Kind == value.Unknown && (part.Shape == value.AnyShape || part.Shape == value.PathShape) {
			return part.Reason()
		}
	}
	return ""
}

// replaceEdits puts .Replace behind what makes the URL.
func (b *Builder) replaceEdits(c *call.Call, from []string) ([]text.Edit, string) {
	v, at, ok := call.Address(c.Sink, c.Element)
	if !ok {
		return nil, "the URL is not written at the call"
	}
	calls := ""
	for _, old := range from {
		calls += ".Replace(" + old + `, "//` + loopback + `")`
	}
	if u, ok := sinkCode(c); ok {
		var out []text.Edit
		for _, x := range u.returns {
			if isOther(x, from) {
				continue
			}
			open, shut, ok := asText(x)
			if !ok {
				return nil, "the type of the URL is not known"
			}
			span := x.Span()
			out = append(out, text.Edit{Loc: text.Loc{Path: c.At.Path, Span: text.Span{Start: span.Start, End: span.Start}}, New: open})
			out = append(out, text.Edit{Loc: text.Loc{Path: c.At.Path, Span: text.Span{Start: span.End, End: span.End}}, New: shut + strings.ReplaceAll(calls, `"`, u.quote)})
		}
		return slices.DeleteFunc(out, func(e text.Edit) bool { return e.New == "" }), ""
	}
	code, reason := b.textCode(c, v)
	if reason != "" {
		return nil, reason
	}
	code += calls
	if inCData(c.Doc.File.Src, at.Start) {
		return []text.Edit{{Loc: text.Loc{Path: c.At.Path, Span: at}, New: "@(" + code + ")"}}, ""
	}
	return []text.Edit{{Loc: text.Loc{Path: c.At.Path, Span: at}, New: "@(" + encodeCode(c.Doc, code, strings.HasPrefix(c.Sink.URL, "@")) + ")"}}, ""
}

// isOther reports whether an expression is text in which none of some authorities
// stands, so that there is nothing to replace in it.
func isOther(x expr.Expr, from []string) bool {
	s, ok := x.(*expr.String)
	return ok && !strings.Contains(s.Raw.Src, `\`) && !slices.ContainsFunc(from, func(code string) bool {
		authority, literal := strings.CutSuffix(strings.TrimPrefix(code, `"`), `"`)
		return !literal || strings.Contains(strings.ToLower(s.Raw.Src), strings.ToLower(authority))
	})
}

// inCData reports whether an offset is in a CDATA section, where no entities are
// read.
func inCData(src string, off int) bool {
	open := strings.LastIndex(src[:off], "<![CDATA[")
	return open >= 0 && !strings.Contains(src[open:off], "]]>")
}

// codeText is an expression of a document as it is written in the text of an
// element.
func codeText(d *document.Document, x expr.Expr) string {
	code := x.Span().Of(d.File.Src)
	if inCData(d.File.Src, x.Span().Start) {
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

// textCode is text with named values in it as a C# string.
func (b *Builder) textCode(c *call.Call, v policy.Value) (string, string) {
	var sb strings.Builder
	for _, part := range v.Parts {
		switch part.Kind {
		case policy.Literal:
			sb.WriteString(strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(part.View.Src))
		case policy.NamedValue, policy.Token:
			if part.Kind == policy.NamedValue && !b.isPlain(c, part.View.Src) {
				return "", "the named value \"" + part.View.Src + "\" cannot stand in a C# string"
			}
			sb.WriteString(part.At.Of(c.Doc.File.Src))
		default:
			return "", "an expression stands beside text"
		}
	}
	if strings.ContainsAny(sb.String(), "\r\n") {
		return "", "the URL goes over several lines"
	}
	return `"` + sb.String() + `"`, ""
}

// isPlain reports whether a named value means the same inside of a C# string: it
// is no expression, and has nothing that C# or XML would read in another way.
func (b *Builder) isPlain(c *call.Call, name string) bool {
	nv := compose.NamedValue(compose.WorkspaceOf(b.Estate(), c.Doc), name)
	return !nv.Known || !strings.HasPrefix(strings.TrimSpace(nv.View.Src), "@") && !strings.ContainsAny(nv.View.Src, "\"\\\r\n")
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
