package analyzer

import (
	"encoding/hex"
	"hash/fnv"
	"slices"
	"sort"
	"strings"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/policy"
	"hairpin/analyzer/text"
)

// Pass is what a rule sees: some calls and documents of an estate, and where to report.
type Pass struct {
	*batch
	record    // to look at, and
	documents []*document
	edges     []Edge // of the whole estate, for CheckAcross
	reads     []int  // the documents that run in one request with them; nil for all
	wide      *bool  // set if what was found may change with any document
	rule      *Rule
	findings  *[]Finding
}

// callsOf are the calls whose sink belongs to the rule.
func (p *Pass) callsOf(rule string) []*Call {
	var out []*Call
	for _, c := range p.calls {
		if c.Sink.Rule == rule {
			out = append(out, c)
		}
	}
	return out
}

// report adds a finding. value is what the fingerprint holds besides the place.
func (p *Pass) report(f Finding, el *policy.Element, value string) {
	f.Rule = p.rule
	f.Fingerprint = fingerprint(p.rule.ID, f.At.Path, value, el)
	*p.findings = append(*p.findings, f)
}

// fingerprint tells a finding from every other, and is the same after changes
// elsewhere in the file: a hash of the rule, the file, the value and the names of
// the elements around and including el, outermost first.
func fingerprint(rule, path, value string, el *policy.Element) string {
	var room [256]byte
	b := room[:0]
	for _, p := range [...]string{rule, path, value} {
		b = append(append(b, p...), 0)
	}
	var sum [16]byte
	h := fnv.New128a()
	h.Write(append(appendPath(b, el), 0))
	return hex.EncodeToString(h.Sum(sum[:0]))
}

// appendPath adds the names of the elements around and including el: a/b/c.
func appendPath(b []byte, el *policy.Element) []byte {
	var around []*policy.Element
	for ; el != nil && el.Tag != ""; el = el.Parent {
		around = append(around, el)
	}
	for i := len(around) - 1; i >= 0; i-- {
		b = append(b, around[i].Tag...)
		if i > 0 {
			b = append(b, '/')
		}
	}
	return b
}

// notes tells where the pieces of a way were written, nearest first, and which
// requests come this way.
func (p *Pass) notes(c *Call, hits []judged) []Note {
	var out []Note
	add := func(n Note) {
		if len(out) < maxNotes && n.At != c.At && !slices.ContainsFunc(out, func(o Note) bool { return o.At == n.At }) {
			out = append(out, n)
		}
	}
	for i := range hits {
		for _, part := range hits[i].URL.Parts {
			for s := part.Trail; s != nil; s = s.Next {
				add(Note{s.Message, s.At})
			}
			if o := part.Origin(); part.Kind == eval.Literal && o.Path != "" && !part.Direct() && !covers(&part, o) {
				add(Note{"this text is written here", o})
			}
		}
	}
	if n := p.scopeNote(c, hits); n != "" {
		out = append(out, Note{Message: n})
	}
	return out
}

// covers reports whether a note on the piece shows a place already.
func covers(p *eval.Part, at text.Loc) bool {
	if p.At.Path == at.Path && p.At.Span.Covers(at.Span) {
		return true
	}
	for s := p.Trail; s != nil; s = s.Next {
		if s.At.Path == at.Path && s.At.Span.Covers(at.Span) {
			return true
		}
	}
	return false
}

// maxNotes bounds how many places a finding names: the nearest.
const maxNotes = 24

// maxNamed bounds how many operations a note names.
const maxNamed = 5

// scopeNote names the operations that a shared line runs for.
func (p *Pass) scopeNote(c *Call, hits []judged) string {
	var names []string
	for i := range hits {
		if n := hits[i].Scope.String(); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 || c.api != nil || c.doc != nil && p.estate.Scope(c.doc.file.Path).API != nil {
		return "" // an API's own line runs for that API
	}
	sort.Strings(names)
	more := ""
	if len(names) > maxNamed {
		more = " and " + plural(len(names)-maxNamed, "more")
		names = names[:maxNamed]
	}
	return "runs for " + strings.Join(names, ", ") + more
}

// plural is "1 more", "2 more", "1 file", "2 files".
func plural(n int, word string) string {
	s := itoa(n) + " " + word
	if n != 1 && word != "more" {
		s += "s"
	}
	return s
}
