package analyzer

import (
	"strings"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// serviceURLFix leaves the service URL as it is, since other tools read it, and
// lets the API's own policy send the request to loopback.
func (p *Pass) serviceURLFix(c *Call, hits []judged) fixOrReason {
	api, j := c.api, hits[0]
	if reason := p.notInherited(c); reason != "" {
		return no(reason)
	}
	host := j.host.Name
	if !j.host.Known {
		return no("the hostname of the service URL is not known")
	}
	url := loopbackURL(j)
	fix := Fix{Title: "Call loopback and set Host to " + host + " in the API's policy", Safety: Safe}
	for _, part := range j.URL.Parts {
		if part.Form == eval.Reference {
			fix.Safety, fix.SafetyReason = NeedsReview, "the service URL holds a deployment token, and the policy would hold its value"
		}
	}
	if p.ofEnvironment(hits) || p.outlook != nil && c.At.Path != api.Info {
		fix.Safety, fix.SafetyReason = NeedsReview, environmentReason
	}
	if api.Policy == "" {
		if api.Dir == "" {
			return no("the API has no folder that a policy could be put into")
		}
		path := api.Dir + "/policy.xml"
		fix.Edits = []text.Edit{{Loc: text.Loc{Path: path}, New: newPolicy(url, host)}}
		return fixOrReason{fix: fix}
	}
	d := p.doc(api.Policy)
	if d != nil && d.torn {
		return no(tornReason)
	}
	base := inboundBase(d)
	if base == nil {
		return no("the API's policy has no <base /> in its inbound section, behind which the backend could be set")
	}
	st := styleAt(d.file, base)
	q := st.quote
	at := base.Span().End
	fix.Edits = []text.Edit{{
		Loc: text.Loc{Path: api.Policy, Span: text.Span{Start: at, End: at}},
		New: st.line(0) + "<" + elemSetBackend + " base-url=" + q + encodeText(url) + q + st.empty + "/>" +
			st.line(0) + st.setHost(host),
	}}
	return fixOrReason{fix: fix}
}

// notInherited is the reason why the API's own policy does not speak for every
// request that uses the service URL; "" if it does.
func (p *Pass) notInherited(c *Call) string {
	if p.replaced[callKey{c.Sink, c.At}] {
		return "some policies replace the backend, and the Host header would go with them"
	}
	for _, w := range c.judged {
		if w.Host.Action != HostDefault {
			return "a policy touches the Host header already"
		}
		op := w.Scope.Operation
		if op == nil || op.Policy == "" {
			continue
		}
		d := p.doc(op.Policy)
		if d == nil || d.rootElement() == nil {
			continue
		}
		if in := d.rootElement().Child("inbound"); in != nil && inboundBase(d) == nil {
			return "the policy of the operation " + op.ID + " does not inherit the API's"
		}
	}
	return ""
}

// inboundBase is the <base/> that stands directly in the inbound section.
func inboundBase(d *document) *policy.Element {
	if d == nil || d.rootElement() == nil {
		return nil
	}
	if in := d.rootElement().Child("inbound"); in != nil {
		return in.Child("base")
	}
	return nil
}

// loopbackURL is the URL with its authority replaced; scheme and path stay.
func loopbackURL(j judged) string {
	part := func(s eval.Str) string { t, _ := s.Literal(); return t }
	return strings.TrimSpace(part(j.url.Scheme())) + "://" + loopback + strings.TrimRight(part(j.url.Path()), " ")
}

// newPolicy is a policy for an API that has none: everything inherited, and the
// backend set.
func newPolicy(url, host string) string {
	st := style{newline: "\n", indent: "        ", unit: "    ", quote: `"`}
	return "<policies>\n    <inbound>\n        <base />\n        <" + elemSetBackend + ` base-url="` + encodeText(url) + `" />` +
		"\n        " + st.setHost(host) +
		"\n    </inbound>\n    <backend>\n        <base />\n    </backend>\n    <outbound>\n        <base />\n    </outbound>\n" +
		"    <on-error>\n        <base />\n    </on-error>\n</policies>\n"
}
