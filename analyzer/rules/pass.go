package rules

import (
	"context"
	"encoding/hex"
	"hash/fnv"
	"iter"
	"slices"
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/fix"
	"hairpin.example/hairpin/analyzer/graph"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Pass is what a rule sees: some calls and documents of an estate, and where to
// report. A rule reaches other documents through Doc, DocAt and Fixes alone, which note
// what was looked at; so it cannot make the check of a change wrong.
type Pass struct {
	in       *Input
	rule     *Rule
	findings []finding.Finding
}

// Input is what rules are asked about.
type Input struct {
	// Context ends when nobody wants to know any more.
	Context context.Context
	call.Set
	// Documents are looked at with the calls.
	Documents []*document.Document
	// Edges are those of the whole estate, for CheckAcross.
	Edges []graph.Edge
	// Fixes makes the fixes, and has the window to everything else.
	Fixes fix.Builder
	// Rules are all rules, of which comments may name one.
	Rules Catalog
	// Elsewhere compares environments; nil if one is checked.
	Elsewhere Elsewhere
	// Severity is the severity that the settings give a rule, or its own.
	Severity func(rule string, own finding.Severity) finding.Severity
}

// Run lets the rules look at one API, or at what APIs share, as long as somebody
// wants to know.
func (c Catalog) Run(in *Input) []finding.Finding {
	p := &Pass{in: in}
	for _, r := range c {
		if p.rule = r; r.Check != nil && in.Context.Err() == nil {
			r.Check(p)
		}
	}
	return p.findings
}

// RunAcross lets the rules look at what several APIs do together.
func (c Catalog) RunAcross(in *Input) []finding.Finding {
	p := &Pass{in: in}
	for _, r := range c {
		if p.rule = r; r.CheckAcross != nil && in.Context.Err() == nil {
			r.CheckAcross(p)
		}
	}
	return p.findings
}

func (r *Rule) run(check func(*Pass), in *Input) []finding.Finding {
	if check == nil {
		return nil
	}
	p := &Pass{in: in, rule: r}
	check(p)
	return p.findings
}

// Calls are the calls to look at, sorted by place. They end where the caller has
// given up.
func (p *Pass) Calls() iter.Seq[*call.Call] { return whileWanted(p.in.Context, p.in.Calls) }

// Unresolved are the backends and fragments that are referred to and not defined.
func (p *Pass) Unresolved() []call.Reference { return p.in.Unresolved }

// Edges are the self-calls of the whole estate, for CheckAcross.
func (p *Pass) Edges() []graph.Edge { return p.in.Edges }

// Documents are the policy documents to look at. They end where the caller has given
// up.
func (p *Pass) Documents() iter.Seq[*document.Document] {
	return whileWanted(p.in.Context, p.in.Documents)
}

// whileWanted gives a list as far as the context is not done.
func whileWanted[T any](ctx context.Context, list []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, x := range list {
			if ctx.Err() != nil || !yield(x) {
				return
			}
		}
	}
}

// Estate is the estate, which has no texts of policies.
func (p *Pass) Estate() *estate.Estate { return p.in.Fixes.Estate() }

// Doc is the policy document with an ID, nil if there is none. The ID of a file that
// is a policy as a whole is its path.
func (p *Pass) Doc(id string) *document.Document { return p.in.Fixes.Doc(id) }

// DocAt is the policy document that a place is in, nil if there is none.
func (p *Pass) DocAt(at text.Loc) *document.Document { return p.in.Fixes.DocAt(at) }

// Fixes makes the fixes.
func (p *Pass) Fixes() *fix.Builder { return &p.in.Fixes }

// Elsewhere says in which environments a call leads to this gateway, if it leads
// elsewhere in others; nil for every other call.
func (p *Pass) Elsewhere(c *call.Call) *Standing { return p.in.Elsewhere.Of(c) }

// SeesAll reports whether all environments are checked that the estate has.
func (p *Pass) SeesAll() bool {
	return p.in.Elsewhere != nil || len(p.Estate().Settings.Environments) == 0
}

// IsOff reports whether the settings switch a rule off.
func (p *Pass) IsOff(rule string) bool { return p.in.Severity(rule, finding.Error) == finding.Off }

// Report adds a finding, of the severity of its rule if it has none. value is what the fingerprint holds besides the place.
func (p *Pass) Report(f finding.Finding, el *policy.Element, value string) {
	for i := range f.Fixes {
		f.Fixes[i].Edits = p.in.Fixes.Encode(f.Fixes[i].Edits)
	}
	f.Rule = &p.rule.Rule
	if f.Severity == finding.Off {
		f.Severity = p.rule.Severity
	}
	f.Fingerprint = fingerprint(p.rule.ID, f.At.Path, value, el)
	p.findings = append(p.findings, f)
}

// callsOf are the calls whose sink belongs to the rule.
func (p *Pass) callsOf(rule string) []*call.Call {
	var out []*call.Call
	for c := range p.Calls() {
		if c.Sink.Rule == rule {
			out = append(out, c)
		}
	}
	return out
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
func (p *Pass) notes(c *call.Call, hits []call.Way) []finding.Note {
	var out []finding.Note
	add := func(n finding.Note) {
		if len(out) < maxNotes && n.At != c.At && !slices.ContainsFunc(out, func(o finding.Note) bool { return o.At == n.At }) {
			out = append(out, n)
		}
	}
	for i := range hits {
		for _, part := range hits[i].URL.Parts {
			for s := part.Trail; s != nil; s = s.Next {
				add(finding.Note{Message: s.Message, At: s.At})
			}
			if o := part.Origin(); part.Kind == value.Literal && o.Path != "" && !part.Direct() && !covers(&part, o) {
				add(finding.Note{Message: "this text is written here", At: o})
			}
		}
	}
	if n := p.scopeNote(c, hits); n != "" {
		out = append(out, finding.Note{Message: n})
	}
	return out
}

// covers reports whether a note on the piece shows a place already.
func covers(p *value.Part, at text.Loc) bool {
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

// scopeNote names the operations that a shared line runs for.
func (p *Pass) scopeNote(c *call.Call, hits []call.Way) string {
	var names []string
	for i := range hits {
		if n := hits[i].Scope.String(); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 || c.API != nil || c.Doc != nil && p.Estate().Place(c.Doc.ID).API != nil {
		return "" // an API's own line runs for that API
	}
	sort.Strings(names)
	more := ""
	if len(names) > finding.MaxNamed {
		more = " and " + finding.Plural(len(names)-finding.MaxNamed, "more")
		names = names[:finding.MaxNamed]
	}
	return "runs for " + strings.Join(names, ", ") + more
}
