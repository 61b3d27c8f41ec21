package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// callersName is the hostname under which the caller reached the gateway, as text of an
// element.
const callersName = "@(" + callersHost + ")"

// defaultHost is the name for a Host header of a call that nothing else decides. A policy
// that runs in a workspace may run on the workspace's own gateway as well, which has other
// names.
func (b *Builder) defaultHost(c *call.Call) string {
	if slices.ContainsFunc(c.Ways, func(j call.Way) bool { return j.Scope.Workspace.String() != "" }) {
		return callersName
	}
	g, first := &b.Estate().Gateway, ""
	for _, h := range g.Hosts {
		if h.Kind != gateway.GatewayHost || h.Name == "" || h.Name[0] == '*' {
			continue
		}
		if h.Default {
			return h.Name
		}
		if first == "" {
			first = h.Name
		}
	}
	if first != "" && g.Complete {
		return first
	}
	return callersName
}

// hostText is the value of the Host header: the name that the URL had, as text
// of an element.
func (b *Builder) hostText(c *call.Call, j call.Way) string {
	parts := j.Address.Host.Parts
	if j.Kind == gateway.PrivateAddress {
		return b.defaultHost(c)
	}
	if j.Name.Gateway {
		return callersName
	}
	if j.Name.Service {
		return `@(context.Deployment.ServiceName + "` + j.Name.Suffix + `")`
	}
	if code := sameExpression(c, j); code != "" && !(j.Name.Known && writtenAt(c.At, parts)) {
		return "@(" + code + ")"
	}
	if !j.Name.Known {
		return ""
	}
	var sb strings.Builder
	for i, part := range parts {
		switch {
		case part.Form == value.Reference && part.At.Path == c.At.Path && !sharedPlace(j, part):
			if i == 0 || parts[i-1].At != part.At {
				sb.WriteString(c.Doc.Of(part.At.Span)) // keep the named value or the token
			}
		case part.Form == value.Reference && part.At.Path == c.At.Path:
			return "" // it may be another one elsewhere
		case part.Form == value.Reference:
			return j.Name.Name
		default:
			sb.WriteString(strings.ToLower(part.Text()))
		}
	}
	if text.NextIn(sb.String(), 0, text.InHost).Kind == text.NoPlaceholder {
		return j.Name.Name
	}
	return sb.String()
}

// writtenAt reports whether all pieces were written at a place.
func writtenAt(at text.Loc, parts []value.Part) bool {
	for i := range parts {
		o := parts[i].Origin()
		if o.Path != at.Path || !at.Span.Covers(o.Span) {
			return false
		}
	}
	return true
}

// sameExpression is the C# of the operand or hole that brings the host of a URL
// and nothing else, if it means the same elsewhere; "" if there is none.
func sameExpression(c *call.Call, j call.Way) string {
	parts := j.Address.Authority.Parts
	if c.Doc == nil || len(parts) == 0 || len(j.Address.Port.Parts) > 0 || !c.At.Span.Covers(parts[0].At.Span) || c.At.Path != parts[0].At.Path {
		return ""
	}
	for _, part := range parts {
		if part.Form != value.Operand && part.Form != value.Hole || part.At != parts[0].At || sharedPlace(j, part) {
			return ""
		}
	}
	x := codeOver(c.Doc, parts[0].At.Span)
	if x == nil || !portable(x) || c.Sink.Host == call.PipelineHost && readsBackend(x) {
		return ""
	}
	code := codeText(c.Doc, x)
	switch x := x.(type) {
	case *expr.Index:
		return "(string)" + code
	case *expr.Call:
		if m, ok := x.Fun.(*expr.Member); ok && expr.IsPath(m.X, document.VariablesPath) && (len(m.TypeArgs) != 1 || m.TypeArgs[0].Name != "string") {
			return "(string)" + code
		}
		return code
	case *expr.Cast, *expr.Member:
		return code
	}
	return ""
}

// computedHost is a Host value that is the host of whatever the URL is: the same
// expression, read as a URL. Another backend gets its port too, as it would
// without a policy. "" if the URL is no single expression.
func (b *Builder) computedHost(c *call.Call, hits []call.Way) string {
	if c.Doc == nil {
		return ""
	}
	member := ").Host)"
	if len(hits) < alive(c) {
		member = ").Authority)"
	}
	if u, ok := sinkCode(c); ok {
		if len(u.returns) != 1 || !portable(u.returns[0]) || effect.ConsumesBody(u.returns[0]) || c.Sink.Host == call.PipelineHost && readsBackend(u.returns[0]) {
			return ""
		}
		code := codeText(c.Doc, expr.Unparen(u.returns[0]))
		if isObject(u.returns[0]) {
			code = "(string)" + code
		}
		return "@(new Uri(" + code + member
	}
	v, _, _ := call.Address(c.Sink, c.Element)
	code, reason := b.textCode(c, v)
	if reason != "" {
		return ""
	}
	return "@(" + encodeCode(c.Doc, "new Uri("+code+member[:len(member)-1], false) + ")"
}

// ofValue reports whether a host comes from a named value or a token, which may
// be another one elsewhere.
func ofValue(hits []call.Way) bool {
	for i := range hits {
		for _, part := range hits[i].Address.Authority.Parts {
			if part.Form == value.Reference {
				return true
			}
			for s := part.Trail; s != nil; s = s.Next {
				if s.At.Path != part.At.Path {
					return true
				}
			}
		}
	}
	return false
}

// shown is a Host value as a title names it.
func shown(host string) string {
	if strings.HasPrefix(host, "@(new Uri(") {
		return "the host that the URL had"
	}
	if s, ok := strings.CutPrefix(host, "@("); ok {
		return strings.TrimSuffix(s, ")")
	}
	return host
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
				return "", "the named value \"" + part.View.Src + "\" cannot be used in a C# string"
			}
			sb.WriteString(c.Doc.Of(part.At))
		default:
			return "", "an expression is mixed with text"
		}
	}
	if strings.ContainsAny(sb.String(), "\r\n") {
		return "", "the URL spans several lines"
	}
	return `"` + sb.String() + `"`, ""
}

// isPlain reports whether a named value means the same inside a C# string: it
// is no expression, and has nothing that C# or XML would read in another way.
func (b *Builder) isPlain(c *call.Call, name string) bool {
	nv := compose.NamedValue(compose.WorkspaceOf(b.Estate(), c.Doc), name)
	return !nv.Known || !strings.HasPrefix(strings.TrimSpace(nv.View.Src), "@") && !strings.ContainsAny(nv.View.Src, "\"\\\r\n")
}
