package fix

import (
	"iter"
	"slices"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// readLater says what a policy that runs after a call reads of what the fix of a
// forwarded request changes, and where: the host of context.Request.Url or the Host
// header. The reason is "" if none does.
func (b *Builder) readLater(c *call.Call, edits []text.Edit) (reason string, where []finding.Note) {
	if c.Sink.Host != call.PipelineHost {
		return "", nil
	}
	for _, d := range b.Together() {
		for what, at := range readings(d) {
			replaced := slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Path == d.File.Path && e.Span.Covers(at) })
			if !replaced && !b.runsEarlier(d, at.Start, c) {
				return what + " later", []finding.Note{{Message: what + " here, after the call", At: d.Place(at)}}
			}
		}
	}
	return "", nil
}

// readings are the clauses about what some document reads of the host of a forwarded
// request, with their places.
func readings(d *document.Document) iter.Seq2[string, text.Span] {
	return func(yield func(string, text.Span) bool) {
		for i := range d.Code {
			if d.Code[i].Bad {
				continue
			}
			if what, at := readsHost(d.Code[i].Block); what != "" && !yield(what+" is read", at) {
				return
			}
		}
		for e := range policy.All(d.Root) {
			if what := elementReads(d, e); what != "" && !yield(what, e.Open) {
				return
			}
		}
	}
}

// runsEarlier reports whether an expression runs before a call is reached.
func (b *Builder) runsEarlier(d *document.Document, at int, c *call.Call) bool {
	if d == c.Doc {
		return at < c.Element.Span().End
	}
	e := policy.NodeAt(d.Root, at).Elem
	for e != nil && e.Parent != nil && e.Parent.Parent != nil && e.Parent.Parent.Tag != "" {
		e = e.Parent
	}
	return e != nil && e.Tag == "inbound" && b.isOuter(d, c.Doc)
}

// followsBase reports whether a Host header is made of the URL that a fix of the
// call changes.
func (b *Builder) followsBase(c *call.Call, h *call.HostHeader) bool {
	if c.Sink.Host != call.PipelineHost || h.Element == nil {
		return false
	}
	d := b.DocAt(h.At)
	if d == nil {
		return false
	}
	for i := range d.Code {
		if code := &d.Code[i]; !code.Bad && h.Element.Span().Covers(text.Span{Start: code.At, End: code.At}) {
			if what, _ := readsHost(code.Block); what == urlHost || what == wholeRequest {
				return true
			}
		}
	}
	return false
}
