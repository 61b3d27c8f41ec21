package fix

import (
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// SeesCaller says what an API, or one operation of it, does with the address of its
// caller, and where: over loopback that is the gateway itself. The reason is "" if it does
// nothing with it.
func (b *Builder) SeesCaller(api *estate.API, op *estate.Operation) (reason string, where []finding.Note) {
	for d, el := range b.Inbound(api, op) {
		if what, at := readsCaller(d, el); what != "" {
			return "the API \"" + api.ID + "\" looks at the address of its caller (" + what + "), which would be the gateway itself",
				[]finding.Note{{Message: what + " looks at the address of the caller here", At: d.Place(at)}}
		}
	}
	return "", nil
}

// callersAddress is what C# and Liquid read.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
const callersAddress = "context.Request.IpAddress"

// readsCaller is what looks at the address of the caller in an element, and where.
func readsCaller(d *document.Document, el *policy.Element) (what string, at text.Span) {
	for e := range policy.All(el) {
		switch {
		case e.Tag == "ip-filter": // https://learn.microsoft.com/azure/api-management/ip-filter-policy
			return "<ip-filter>", e.Open
		case e.Attr("template") != nil && strings.Contains(d.Of(e.Span()), callersAddress):
			return callersAddress, e.Open
		}
	}
	for i := range d.Code {
		if c := &d.Code[i]; c.Bad || !el.Span().Covers(text.Span{Start: c.At, End: c.At}) {
			continue
		}
		expr.Walk(d.Code[i].Block, func(n expr.Node) bool {
			if m, ok := n.(*expr.Member); ok && m.Sel.Text == "IpAddress" && what == "" {
				what, at = callersAddress, m.Span()
			}
			return what == ""
		})
	}
	return what, at
}
