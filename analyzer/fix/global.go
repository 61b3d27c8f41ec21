package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// global sends the requests of all APIs whose service URL is this gateway to
// loopback, in the policy for all APIs. It is the recipe of
// https://techcommunity.microsoft.com/blog/azurepaasblog/self-chained-apim-request-limitation-in-internal-virtual-network-mode-developer-/1940417
// which keeps the scheme and the base path of each API.
func (b *Builder) global(hits []call.Way) Offer {
	j := hits[0]
	w := j.Scope.Workspace
	if w == nil || j.Kind != gateway.GatewayHost || !j.Name.Known {
		return no("there is no policy for all APIs")
	}
	d := b.Doc(w.Policy)
	if d == nil || d.Torn || d.RootElement() == nil {
		return no("there is no policy for all APIs")
	}
	in := d.RootElement().Child("inbound")
	if in == nil || in.SelfClosing {
		return no("the policy for all APIs has no inbound section")
	}
	if n, reason := b.sameCause(j); reason != "" || n < 2 {
		return no("no other API has the same cause")
	}
	var last *policy.Element
	for e := range in.Elements() {
		last = e
	}
	if last == nil {
		return no("the inbound section of the policy for all APIs is empty")
	}
	st := styleAt(d, last)
	return Offer{Fix: finding.Fix{
		Title:        "Call loopback for all APIs whose service URL is " + j.Name.Name + ", in the policy for all APIs",
		SafetyReason: "it changes the policy that every API runs",
		Edits:        []text.Edit{{Loc: text.Loc{Path: d.File.Path, Span: behind(d, last)}, New: st.line(0) + st.recipe(j.Name.Name, rawQuotes(d))}},
	}}
}

// sameCause counts the APIs whose service URL has the same hostname. The reason
// is that of one for which loopback would be wrong.
func (b *Builder) sameCause(like call.Way) (int, string) {
	all := b.Everyone()
	c := all.of(cause{like.Name.Name, like.Scope.Workspace}, func() causeCount { return b.countCause(all.services, like) })
	return c.apis, c.reason
}

func (b *Builder) countCause(services []*call.Call, like call.Way) causeCount {
	n := 0
	for _, c := range services {
		r := call.ReachOf(c.Ways, (*call.Way).IsSelf)
		if len(r.Hits) == 0 || r.Hits[0].Name.Name != like.Name.Name || r.Hits[0].Scope.Workspace != like.Scope.Workspace {
			continue
		}
		if reason := b.noLoopback(c, r.Hits); reason != "" {
			return causeCount{reason: reason}
		}
		if reason := b.notInherited(c); reason != "" {
			return causeCount{reason: reason}
		}
		if c.API.Policy != "" && inboundBase(b.Doc(c.API.Policy)) == nil {
			return causeCount{reason: "an API does not inherit the policy for all APIs"}
		}
		n++
	}
	if n != b.named(like.Scope.Workspace, like.Name.Name) {
		return causeCount{reason: "an API with the same service URL sends its requests elsewhere"}
	}
	return causeCount{apis: n}
}

// named counts the APIs whose service URL has, or can have, a hostname: the
// statement for all APIs is for each of them, whatever their policies do.
func (b *Builder) named(w *estate.Workspace, hostname string) int {
	n := 0
	for _, api := range w.APIs {
		if slices.ContainsFunc(compose.Address(b.Estate(), api.ServiceURL()).Alts, func(s value.Str) bool {
			u := value.SplitURL(s)
			host, known := u.Host.Literal()
			return known && strings.EqualFold(host, hostname)
		}) {
			n++
		}
	}
	return n
}

// recipe is the statement for all APIs.
func (s style) recipe(host string, raw bool) string {
	code := func(c string) string {
		if !raw && s.quote == `"` {
			c = strings.ReplaceAll(c, `"`, "&quot;")
		}
		return s.quote + "@(" + c + ")" + s.quote
	}
	branch := s
	branch.indent += strings.Repeat(s.unit, 2)
	return "<choose>" +
		s.line(1) + "<when condition=" + code(`context.Request.Url.Host == "`+host+`"`) + ">" +
		s.line(2) + "<" + call.ElemSetBackend + " base-url=" + code(`context.Api.ServiceUrl.Scheme + "://`+loopback+`" + context.Api.ServiceUrl.Path`) + s.empty + "/>" +
		s.line(2) + branch.setHost(host) +
		s.line(1) + "</when>" +
		s.line(0) + "</choose>"
}
