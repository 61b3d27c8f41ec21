package analyzer

import (
	"slices"
	"strings"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/eval"
	"hairpin/analyzer/expr"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// loopback is the address that never leaves the machine. The gateway answers on
// it under its own Host names:
// https://learn.microsoft.com/azure/api-management/send-request-policy#usage-notes
const loopback = "127.0.0.1"

// fixOrReason is a fix, or the reason why there is none.
type fixOrReason struct {
	fix    Fix
	reason string
}

func no(reason string) fixOrReason { return fixOrReason{reason: reason} }

// fixWith gives a finding its fix, or the reason why it has none.
func (f *Finding) fixWith(fr fixOrReason) {
	if f.NoFix = fr.reason; fr.reason == "" {
		f.Fixes = []Fix{fr.fix}
	}
}

// loopbackFix turns a self-call into a call of the loopback address with the
// gateway's name in the Host header.
func (p *Pass) loopbackFix(c *Call, hits []judged) fixOrReason {
	if reason := p.noLoopback(c, hits); reason != "" {
		return no(reason)
	}
	j := hits[0]
	if c.api != nil {
		return p.serviceURLFix(c, hits)
	}
	host := p.hostText(c, j)
	if host == "" {
		return no("the hostname is put together in a way that cannot be moved into a Host header")
	}
	edits, reason := p.everyAddress(c, hits, host)
	if reason != "" {
		return no(reason)
	}
	header, reason := p.hostHeaderEdits(c, p.leastHost(hits), host)
	if reason != "" {
		return no(reason)
	}
	fix := Fix{Title: "Call loopback and set Host to " + shown(host), Safety: Safe, Edits: append(edits, header...)}
	for i := range hits {
		for _, part := range hits[i].URL.Parts {
			if part.Kind == eval.Unknown && part.Form == eval.Reference {
				fix.Safety, fix.SafetyReason = NeedsReview, part.Reason()+" takes part in the URL"
			}
		}
	}
	if len(edits) == 1 && chosen(c, edits[0].Span) {
		fix.Safety, fix.SafetyReason = NeedsReview, "the expression chooses between values, and the Host header would go with all of them"
	}
	if j.kind == estate.PrivateAddress {
		fix.Safety, fix.SafetyReason = NeedsReview, "an address does not say which hostname is meant"
	}
	if p.ofEnvironment(hits) {
		fix.Safety, fix.SafetyReason = NeedsReview, environmentReason
	}
	text.SortEdits(fix.Edits)
	return fixOrReason{fix: fix}
}

// leastHost is the way whose Host header has the most to be done: one without a
// name of this gateway, if there is one.
func (p *Pass) leastHost(hits []judged) judged {
	for i := range hits {
		if p.hostStateOf(&hits[i]) != hostGood {
			return hits[i]
		}
	}
	return hits[0]
}

// everyAddress replaces the address in every alternative of a URL. They have to
// agree on the hostname, because there is one Host header for all of them.
func (p *Pass) everyAddress(c *Call, hits []judged, host string) ([]text.Edit, string) {
	var out []text.Edit
	for i := range hits {
		if p.hostText(c, hits[i]) != host {
			return nil, "the URL has several hostnames of this gateway, and one Host header cannot name them all"
		}
		edits, reason := addressEdits(c, hits[i])
		if reason != "" {
			return nil, reason
		}
		for _, e := range edits {
			if !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	text.SortEdits(out)
	for i := 1; i < len(out); i++ {
		if out[i].Span.Start < out[i-1].Span.End || out[i].Span == out[i-1].Span {
			return nil, "the alternatives of the URL are written in one another"
		}
	}
	return out, ""
}

// chosen reports whether a place stands in a branch of the expression that makes
// the URL. If only this branch counts today, it is because of a value that can
// change.
func chosen(c *Call, at text.Span) bool {
	if c.doc == nil {
		return false
	}
	found := false
	for i := range c.doc.code {
		block := c.doc.code[i].block
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

// environmentReason says why a fix that is right in one environment is not safe.
const environmentReason = "the address is that of one environment, and the policy holds in all of them"

// ofEnvironment reports whether some of an address was written for one
// environment. Where all are checked, they have been compared.
func (p *Pass) ofEnvironment(hits []judged) bool {
	if p.outlook != nil {
		return false
	}
	for i := range hits {
		for _, part := range hits[i].URL.Parts {
			if p.estate.OfEnvironment(part.Origin()) || p.estate.OfEnvironment(part.At) {
				return true
			}
			for s := part.Trail; s != nil; s = s.Next {
				if p.estate.OfEnvironment(s.At) {
					return true
				}
			}
		}
	}
	return false
}

// unfixable lists the hosts that loopback is not known to serve.
var unfixable = map[estate.HostKind]string{
	estate.RegionalHost:      "a regional hostname picks a region, which loopback would not do",
	estate.PortalHost:        "it is not known whether loopback serves the developer portal",
	estate.ManagementHost:    "it is not known whether loopback serves the management endpoint; https://management.azure.com does the same",
	estate.ScmHost:           "it is not known whether loopback serves the Git endpoint",
	estate.ConfigurationHost: "it is not known whether loopback serves the configuration endpoint",
}

// tornReason says why a document with mistakes in its markup is not edited.
const tornReason = "the document cannot be read as a whole; correct that first (HP901)"

// noLoopback is the reason why a call cannot be turned into one of loopback.
func (p *Pass) noLoopback(c *Call, hits []judged) string {
	all := c.judged
	if c.doc != nil && c.doc.torn {
		return tornReason
	}
	if c.Sink.Host == NoHost || c.Sink.Host == HostAttr {
		return "<" + c.Sink.Element + "> has no place for a Host header; use an address that does not lead to this gateway"
	}
	for i := range hits {
		j := &hits[i]
		switch {
		case j.Dead:
			return "this path cannot run"
		case j.Proxy:
			return "behind a proxy, loopback would be the proxy"
		}
		if reason := unfixable[j.kind]; reason != "" {
			return reason
		}
		if !j.defaultPort() {
			return "loopback is known to serve the ports 443 and 80 only"
		}
		if j.Scope.API != nil && j.Scope.API.SelfHosted {
			return "the API also runs on a self-hosted gateway, where loopback is another machine and port"
		}
		if c.Sink.Host == PipelineHost && p.isOwnPath(j) {
			return "the URL is the API's own, so that loopback would only make an endless loop; point it at the real backend"
		}
	}
	alive := 0
	for i := range all {
		if !all[i].Dead {
			alive++
		}
	}
	if hits[0].PoolShare {
		return "the pool also has other members, which a Host header would break"
	}
	if len(hits) < alive {
		return "the URL is this gateway on some paths only"
	}
	if c.Sink.Backend != "" {
		return "the URL stands in the backend entity, which other policies may use too"
	}
	return ""
}

// isOwnPath reports whether a forwarded request would come back to its own API.
func (p *Pass) isOwnPath(j *judged) bool {
	api := j.Scope.API
	path, ok := j.url.Path().Literal()
	return api != nil && ok && api.Owns(path)
}

// hostText is the value of the Host header: the name that the URL had, as text
// of an element.
func (p *Pass) hostText(c *Call, j judged) string {
	parts := j.url.Host.Parts
	if j.kind == estate.PrivateAddress {
		return p.defaultHost()
	}
	if j.host.Gateway {
		return "@(context.Request.OriginalUrl.Host)"
	}
	if j.host.Service {
		return `@(context.Deployment.ServiceName + "` + j.host.Suffix + `")`
	}
	if !j.host.Known {
		return ""
	}
	var b strings.Builder
	for i, part := range parts {
		switch {
		case part.Form == eval.Reference && part.At.Path == c.At.Path && !sharedPlace(j, part):
			if i == 0 || parts[i-1].At != part.At {
				b.WriteString(part.At.Span.Of(c.doc.file.Src)) // keep the named value or the token
			}
		case part.Form == eval.Reference:
			return j.host.Name
		default:
			b.WriteString(strings.ToLower(part.Text()))
		}
	}
	if text.NextPlaceholder(b.String(), 0).Kind == text.NoPlaceholder {
		return j.host.Name
	}
	return b.String()
}

// sharedPlace reports whether a piece outside of the host stands where the part
// does, so that the place cannot be changed for the host alone.
func sharedPlace(j judged, part eval.Part) bool {
	n := 0
	for _, q := range j.URL.Parts {
		if q.At == part.At {
			n++
		}
	}
	host := 0
	for _, q := range j.url.Authority.Parts {
		if q.At == part.At {
			host++
		}
	}
	return n > host || wholeReference(j, part)
}

// wholeReference reports whether the part is cut out of a longer text that one
// reference brings, so that other text of it stands elsewhere in the URL.
func wholeReference(j judged, part eval.Part) bool {
	for _, q := range j.URL.Parts {
		if q.At == part.At && q.Kind == eval.Literal && part.Kind == eval.Literal && !q.Direct() && len(q.Text()) > len(part.Text()) {
			return true
		}
	}
	return false
}

// hostHeaderEdits puts the Host header where it reaches the call.
func (p *Pass) hostHeaderEdits(c *Call, j judged, host string) ([]text.Edit, string) {
	h := j.Host
	if h.Action == HostSet && p.namesGateway(h.Value) {
		return nil, ""
	}
	f := c.doc.file
	if c.Sink.Host == PipelineHost && p.replacedLater(c) {
		return nil, "a later set-backend-service takes the request elsewhere on some paths, and the Host header would go with it"
	}
	if h.Element != nil {
		return p.correctHost(c, h, host)
	}
	if h.Action == HostUnknown && c.Sink.Host == PipelineHost {
		return nil, "the Host header may be set already by " + h.Why
	}
	after := c.Element
	if c.Sink.Host != PipelineHost {
		after = later(c.Element.Child("set-url"), c.Element.Child("set-method"))
	}
	if after == nil {
		return nil, "there is no place for a Host header"
	}
	st := styleAt(f, after)
	at := after.Span().End
	return []text.Edit{{Loc: text.Loc{Path: f.Path, Span: text.Span{Start: at, End: at}}, New: st.line(0) + st.setHost(host)}}, ""
}

// later is the element that stands further behind; one may be nil. A Host header
// stands behind both set-url and set-method, whichever order they have.
func later(a, b *policy.Element) *policy.Element {
	if a == nil || b != nil && b.Open.Start > a.Open.Start {
		return b
	}
	return a
}

// correctHost changes the set-header that is there.
func (p *Pass) correctHost(c *Call, h *HostHeader, host string) ([]text.Edit, string) {
	if h.At.Path != c.At.Path || !c.Element.Span().Covers(h.Element.Span()) && h.Element.Parent != c.Element.Parent {
		return nil, "a Host header is set elsewhere, which this call would share"
	}
	v := h.Element.Child("value")
	if v == nil || v.SelfClosing {
		return nil, "the Host header that is there has no value"
	}
	edits := []text.Edit{{Loc: text.Loc{Path: h.At.Path, Span: v.Content().At}, New: host}}
	if a := h.Element.Attr("exists-action"); a != nil && !literally(a, "override") {
		edits = append(edits, text.Edit{Loc: text.Loc{Path: h.At.Path, Span: a.Value.At}, New: "override"})
	}
	return edits, ""
}

// literally reports whether an attribute is written as a text.
func literally(a *policy.Attr, want string) bool {
	s, ok := a.Value.Literal()
	return ok && strings.TrimSpace(s) == want
}

// namesGateway reports whether a Host value is certainly a name of this gateway.
func (p *Pass) namesGateway(v eval.Value) bool {
	for _, s := range v.Alts {
		name, known := s.Literal()
		gateway := len(s.Parts) == 1 && s.Parts[0].Kind == eval.GatewayHost
		if !gateway && !(known && p.estate.Gateway.Match(name).Kind == estate.GatewayHost) {
			return false
		}
	}
	return len(v.Alts) > 0
}

// replacedLater reports whether some path that passes the call's base goes on
// to another one.
func (p *Pass) replacedLater(c *Call) bool { return p.replaced[callKey{c.Sink, c.At}] }

// shown is a Host value as a title names it.
func shown(host string) string {
	if s, ok := strings.CutPrefix(host, "@("); ok {
		return strings.TrimSuffix(s, ")")
	}
	return host
}
