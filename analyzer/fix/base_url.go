package fix

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// baseURL names the address of a backend entity where the policy chooses the
// entity, and leaves the entity to those who use it as it is.
func (b *Builder) baseURL(c *call.Call, hits []call.Way) Offer {
	a := c.Element.Attr(strings.TrimPrefix(c.Sink.Backend, "@"))
	j := hits[0]
	switch {
	case c.Element.Tag != call.ElemSetBackend:
		return no("the URL is in the backend entity, which other policies may use too")
	case a == nil || !b.literalID(a) || j.Backend == nil:
		return no("the backend is computed")
	case len(hits) < alive(c):
		return no("the URL leads to this gateway on some paths only")
	case b.inheritsBackend(c):
		return no("an outer policy names a backend, which a base-url does not replace")
	}
	host, known := j.Name.Name, j.Name.Known
	_, plain := j.URL.Literal()
	if j.Kind == gateway.PrivateAddress {
		host = b.defaultHost(c)
	}
	if !known || !plain {
		return no("the URL of the backend is not known")
	}
	for _, part := range j.URL.Parts {
		if part.Trail != nil && part.Trail.Next != nil {
			return no("the URL of the backend is made up of named values")
		}
	}
	url := j.Address
	if own := compose.Address(b.Estate(), j.Backend.URL).Alts; j.Whole && len(own) == 1 {
		url = value.SplitURL(own[0]) // without the path that the request puts below it
	}
	edit := text.Edit{Loc: text.Loc{Path: c.At.Path, Span: a.At}, New: "base-url=" + quoted(loopbackURL(&url), string(a.Quote))}
	fr := b.withHost(c, hits, []text.Edit{edit}, host)
	if fr.Reason == "" && j.Backend.Settings {
		fr.Fix.Safety, fr.Fix.SafetyReason = finding.NeedsReview, "the backend \""+j.Backend.ID+"\" has settings besides its address, which would no longer apply"
	}
	return fr
}

// inheritsBackend reports whether an outer policy chooses a backend entity. A
// base-url does not outrank one that comes through <base />:
// https://learn.microsoft.com/azure/api-management/set-backend-service-policy#usage-notes
func (b *Builder) inheritsBackend(c *call.Call) bool {
	return slices.ContainsFunc(b.Together(), func(d *document.Document) bool {
		if d == c.Doc || !d.IsFragment() && b.Estate().Place(d.ID).Product == nil && !b.isOuter(d, c.Doc) {
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
