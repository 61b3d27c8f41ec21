package fix

import (
	"regexp"
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/policy"
)

// hostReaders are the elements that look at the host of a forwarded request without C#:
// a clause that says so, and when it holds. Everything else reads by expressions.
var hostReaders = map[string]struct {
	clause string
	reads  func(*policy.Element) bool
}{
	// https://learn.microsoft.com/azure/api-management/check-header-policy
	"check-header": {"<check-header> looks at the Host header", func(e *policy.Element) bool { return mayBeHost(attrValue(e, "name")) }},
	// https://learn.microsoft.com/azure/api-management/redirect-content-urls-policy
	"redirect-content-urls": {"<redirect-content-urls> looks for links to the host of the backend", func(*policy.Element) bool { return true }},
	// https://learn.microsoft.com/azure/api-management/cache-lookup-policy
	"vary-by-header": {"<vary-by-header> caches by the Host header", func(e *policy.Element) bool { return mayBeHost(e.Content()) }},
	// https://learn.microsoft.com/azure/api-management/send-request-policy
	"send-request": {"<send-request> copies the Host header", copiesHost},
	// https://learn.microsoft.com/azure/api-management/send-one-way-request-policy
	"send-one-way-request": {"<send-one-way-request> copies the Host header", copiesHost},
}

// elementReads is the clause about what an element reads of the host of a forwarded
// request, "" if it reads nothing.
func elementReads(d *document.Document, e *policy.Element) string {
	if row, ok := hostReaders[e.Tag]; ok && row.reads(e) {
		return row.clause
	}
	if e.Attr("template") != nil && hostInLiquid.MatchString(d.Of(e.Span())) {
		return "a Liquid template reads the host of the request"
	}
	return ""
}

// hostInLiquid finds what a Liquid template reads of the host.
// https://learn.microsoft.com/azure/api-management/set-body-policy#using-liquid-templates-with-set-body
var hostInLiquid = regexp.MustCompile(`(?i)context\.Request\.(Headers(\.Host\b|\[\s*("|'|&quot;|&apos;)Host\b|\s*[^\s.\[])|Url(\.Host\b|\s*[^\s.\w]))`)

// copiesHost reports whether a request is a copy of the forwarded one that keeps its Host
// header.
func copiesHost(e *policy.Element) bool {
	mode, known := attrValue(e, "mode").Literal()
	if e.Attr("mode") == nil || known && mode != "copy" {
		return false
	}
	for h := range e.Elements() {
		name, _ := attrValue(h, "name").Literal()
		a := h.Attr("exists-action")
		if h.Tag == "set-header" && strings.EqualFold(strings.TrimSpace(name), "Host") && (a == nil || literally(a, "override") || literally(a, "delete")) {
			return false
		}
	}
	return true
}

// attrValue is the value of an attribute, an empty one if there is none.
func attrValue(e *policy.Element, key string) policy.Value {
	if a := e.Attr(key); a != nil {
		return a.Value
	}
	return policy.Value{}
}

// mayBeHost reports whether the name of a header is Host, or may be.
func mayBeHost(v policy.Value) bool {
	name, known := v.Literal()
	return !known || strings.EqualFold(strings.TrimSpace(name), "Host")
}
