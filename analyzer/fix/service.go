package fix

import (
	"slices"
	"strings"

	"hairpin/analyzer/call"
	"hairpin/analyzer/document"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/finding"
	"hairpin/analyzer/gateway"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
	"hairpin/analyzer/value"
)

// serviceURL leaves the service URL as it is, since other tools read it, and
// lets the API's own policy send the request to loopback.
func (b *Builder) serviceURL(c *call.Call, hits []call.Way) Offer {
	api, j := c.API, hits[0]
	if reason := b.notInherited(c); reason != "" {
		return no(reason)
	}
	host := j.Name.Name
	if j.Kind == gateway.PrivateAddress {
		host = defaultHost(&b.Estate().Gateway)
	}
	if !j.Name.Known {
		return no("the hostname of the service URL is not known")
	}
	url := loopbackURL(j)
	if url == "" {
		return no("the path of the service URL is not known")
	}
	fix := finding.Fix{Title: "Call loopback and set Host to " + host + " in the API's policy", Safety: finding.Safe}
	for _, part := range j.URL.Parts {
		if part.Form == value.Reference {
			fix.Safety, fix.SafetyReason = finding.NeedsReview, "the service URL holds a deployment token, and the policy would hold its value"
		}
	}
	if j.Kind == gateway.PrivateAddress {
		fix.Safety, fix.SafetyReason = finding.NeedsReview, "an address does not say which hostname is meant"
	}
	if b.ofEnvironment(hits) || b.Environments && c.At.Path != api.Info {
		fix.Safety, fix.SafetyReason = finding.NeedsReview, environmentReason
	}
	set := func(st style) string {
		return "<" + call.ElemSetBackend + " base-url=" + quoted(url, st.quote) + st.empty + "/>" + st.line(0) + st.setHost(host)
	}
	edits, reason := b.apiInbound(api, set)
	if reason != "" {
		return no(reason)
	}
	fix.Edits = edits
	if later := b.readLater(c, edits); later != "" && fix.Safety == finding.Safe {
		fix.Safety, fix.SafetyReason = finding.NeedsReview, later
	}
	return Offer{Fix: fix}
}

// apiInbound puts statements behind the <base /> of an API's own policy, which it
// creates where there is none.
func (b *Builder) apiInbound(api *estate.API, statements func(style) string) ([]text.Edit, string) {
	if api.Policy == "" {
		if api.Dir == "" {
			return nil, "the API has no folder that a policy could be put into"
		}
		return []text.Edit{{Loc: text.Loc{Path: api.Dir + "/policy.xml"}, New: newPolicy(statements)}}, ""
	}
	d := b.Doc(api.Policy)
	switch {
	case d == nil:
		return nil, "the API's policy cannot be read"
	case d.Torn:
		return nil, tornReason
	}
	base := inboundBase(d)
	if base == nil {
		return nil, "the API's policy has no <base /> in its inbound section, behind which the backend could be set"
	}
	st := styleAt(d.File, base)
	return []text.Edit{{Loc: text.Loc{Path: api.Policy, Span: behind(d.File, base)}, New: st.line(0) + statements(st)}}, ""
}

// apiHeader sets the Host header of requests that go to an API's service URL.
func (b *Builder) apiHeader(c *call.Call, host string) ([]text.Edit, string) {
	if reason := b.notInherited(c); reason != "" {
		return nil, reason
	}
	return b.apiInbound(c.API, func(st style) string { return st.setHost(host) })
}

// baseURL names the address of a backend entity where the policy chooses the
// entity, and leaves the entity to those who use it as it is.
func (b *Builder) baseURL(c *call.Call, hits []call.Way) Offer {
	a := c.Element.Attr(strings.TrimPrefix(c.Sink.Backend, "@"))
	j := hits[0]
	switch {
	case c.Element.Tag != call.ElemSetBackend:
		return no("the URL stands in the backend entity, which other policies may use too")
	case a == nil || !b.literalID(a) || j.Backend == nil:
		return no("the backend is computed")
	case len(hits) < alive(c):
		return no("the URL is this gateway on some paths only")
	case b.inheritsBackend(c):
		return no("an outer policy names a backend, which a base-url does not replace")
	}
	host, known := j.Name.Name, j.Name.Known
	_, plain := j.URL.Literal()
	if j.Kind == gateway.PrivateAddress {
		host = defaultHost(&b.Estate().Gateway)
	}
	if !known || !plain {
		return no("the URL of the backend is not known")
	}
	for _, part := range j.URL.Parts {
		if part.Trail != nil && part.Trail.Next != nil {
			return no("the URL of the backend is made of named values")
		}
	}
	edit := text.Edit{Loc: text.Loc{Path: c.At.Path, Span: a.At}, New: "base-url=" + quoted(loopbackURL(j), string(a.Quote))}
	fr := b.withHost(c, hits, []text.Edit{edit}, host)
	if fr.Reason == "" && j.Backend.Settings {
		fr.Fix.Safety, fr.Fix.SafetyReason = finding.NeedsReview, "the backend \""+j.Backend.ID+"\" has more than an address, which would not apply any more"
	}
	return fr
}

// inheritsBackend reports whether an outer policy chooses a backend entity. A
// base-url does not outrank one that comes through <base />:
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy#usage-notes
func (b *Builder) inheritsBackend(c *call.Call) bool {
	return slices.ContainsFunc(b.Together(), func(d *document.Document) bool {
		if d.File.Path == c.At.Path || !d.IsFragment() && b.Estate().Place(d.File.Path).Product == nil && !b.isOuter(d.File.Path, c.At.Path) {
			return false
		}
		for e := range policy.All(d.Root) {
			if e.Tag == call.ElemSetBackend && e.Attr("backend-id") != nil {
				return true
			}
		}
		return false
	})
}

// literalID reports whether an attribute is written as text.
func (b *Builder) literalID(a *policy.Attr) bool {
	_, ok := a.Value.Literal()
	return ok && a.Quote != 0
}

// notInherited is the reason why the API's own policy does not speak for every
// request that uses the service URL; "" if it does.
func (b *Builder) notInherited(c *call.Call) string {
	if b.Replaced(c) {
		return "some policies replace the backend, and the Host header would go with them"
	}
	for _, w := range c.Ways {
		if w.Host.Action != call.HostDefault {
			return "a policy touches the Host header already"
		}
		op := w.Scope.Operation
		if op == nil || op.Policy == "" {
			continue
		}
		d := b.Doc(op.Policy)
		if d == nil || d.RootElement() == nil {
			continue
		}
		if in := d.RootElement().Child("inbound"); in != nil && inboundBase(d) == nil {
			return "the policy of the operation " + op.ID + " does not inherit the API's"
		}
	}
	return ""
}

// inboundBase is the <base/> that stands directly in the inbound section.
func inboundBase(d *document.Document) *policy.Element {
	if d == nil || d.RootElement() == nil {
		return nil
	}
	if in := d.RootElement().Child("inbound"); in != nil {
		return in.Child("base")
	}
	return nil
}

// loopbackURL is the URL with its authority replaced; scheme and path stay. It is
// "" if these are not known as text.
func loopbackURL(j call.Way) string {
	scheme, ok := j.Address.Scheme().Literal()
	path, known := j.Address.Path().Literal()
	if known = known || len(j.Address.Path().Parts) == 0; !ok || !known {
		return ""
	}
	return strings.TrimSpace(scheme) + "://" + loopback + strings.TrimRight(path, " ")
}

// newPolicy is a policy for an API that has none: everything inherited, and some
// statements.
func newPolicy(statements func(style) string) string {
	st := style{newline: "\n", indent: "        ", unit: "    ", quote: `"`, empty: " "}
	return "<policies>\n    <inbound>\n        <base />\n        " + statements(st) +
		"\n    </inbound>\n    <backend>\n        <base />\n    </backend>\n    <outbound>\n        <base />\n    </outbound>\n" +
		"    <on-error>\n        <base />\n    </on-error>\n</policies>\n"
}
