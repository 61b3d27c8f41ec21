package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// apiInbound puts statements after the <base /> of an API's own policy, which it
// creates where there is none.
func (b *Builder) apiInbound(api *estate.API, statements func(style) string) ([]text.Edit, string) {
	if api.Policy == "" {
		if api.Dir == "" {
			return nil, "the API has no folder that a policy could be placed in"
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
		return nil, "the API's policy has no <base /> in its inbound section after which the backend could be set"
	}
	st := styleAt(d, base)
	return []text.Edit{{Loc: text.Loc{Path: api.Policy, Span: behind(d, base)}, New: st.line(0) + statements(st)}}, ""
}

// apiHeader sets the Host header of requests that go to an API's service URL.
func (b *Builder) apiHeader(c *call.Call, host string) ([]text.Edit, string) {
	if reason := b.notInherited(c); reason != "" {
		return nil, reason
	}
	return b.apiInbound(c.API, func(st style) string { return st.setHost(host) })
}

// notInherited is the reason why the API's own policy does not speak for every
// request that uses the service URL; "" if it does.
func (b *Builder) notInherited(c *call.Call) string {
	if b.Replaced(c) {
		return "some policies replace the backend, and the Host header would go with them"
	}
	for _, w := range c.Ways {
		if w.Host.Action != call.HostDefault {
			return "a policy already changes the Host header"
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

// newPolicy is a policy for an API that has none: everything inherited, and some
// statements.
func newPolicy(statements func(style) string) string {
	st := style{newline: "\n", indent: "        ", unit: "    ", quote: `"`, empty: " "}
	return "<policies>\n    <inbound>\n        <base />\n        " + statements(st) +
		"\n    </inbound>\n    <backend>\n        <base />\n    </backend>\n    <outbound>\n        <base />\n    </outbound>\n" +
		"    <on-error>\n        <base />\n    </on-error>\n</policies>\n"
}
