package replay

import (
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// View is a project at one moment in one environment.
type View struct {
	Calls    []*call.Call
	Findings []finding.Finding
	// Torn lists the policy documents whose markup has mistakes.
	Torn []string
}

// Repair is a finding with the fix that is looked at.
type Repair struct {
	*finding.Finding
	Fix finding.Fix
}

// Differences are what repairs change that they may not, one clause each, in no more than
// a few words; none if they keep what they promise. Before and after are the project
// without and with all of their edits, which do not touch each other.
func Differences(before, after *View, repairs []Repair) []string {
	c := &comparison{before: before, after: after, repairs: repairs}
	for _, r := range repairs {
		if len(r.Fix.Edits) == 0 {
			c.add("it changes nothing")
		}
		c.edits = append(c.edits, r.Fix.Edits...)
	}
	text.SortEdits(c.edits)
	for _, path := range after.Torn {
		if !slices.Contains(before.Torn, path) {
			c.add(path + " could not be read any more")
		}
	}
	c.calls()
	c.findings()
	return c.out
}

// redirecting are the rules whose fixes are meant to change where a call goes, as their
// titles say: of a doubled scheme, and of a scheme or a port that the gateway does not
// serve.
var redirecting = map[string]bool{"HP205": true, "HP404": true}

type comparison struct {
	before, after *View
	repairs       []Repair
	edits         []text.Edit
	out           []string
}

func (c *comparison) add(difference string) {
	if !slices.Contains(c.out, difference) {
		c.out = append(c.out, difference)
	}
}

// place is where something stands in the text without the edits.
type place struct {
	path  string
	start int
	api   string // of the service URL of an API
}

// back is where a place of the fixed text was.
func (c *comparison) back(at text.Loc) place {
	return place{path: at.Path, start: text.Before(at.Path, at.Span.Start, c.edits)}
}

// calls compares where calls go. What stands at the same place has to go where it went; of
// calls whose place is another one, as that of a new base URL is, all together have to.
func (c *comparison) calls() {
	old, now := map[place][]*call.Call{}, map[place][]*call.Call{}
	for _, m := range c.before.Calls {
		k := place{path: m.At.Path, start: m.At.Span.Start}
		if m.API != nil {
			k = place{api: m.API.Dir + "\x00" + m.API.ID}
		}
		old[k] = append(old[k], m)
	}
	for _, m := range c.after.Calls {
		k := c.back(m.At)
		if m.API != nil {
			k = place{api: m.API.Dir + "\x00" + m.API.ID}
		}
		now[k] = append(now[k], m)
	}
	var gone, come []*call.Call
	for _, m := range c.before.Calls {
		k := place{path: m.At.Path, start: m.At.Span.Start}
		if m.API != nil {
			k = place{api: m.API.Dir + "\x00" + m.API.ID}
		}
		if old[k] == nil {
			continue // compared
		}
		was, is := old[k], now[k]
		old[k], now[k] = nil, nil
		if slices.Equal(destinations(was...), destinations(is...)) {
			continue
		}
		gone, come = append(gone, was...), append(come, is...)
	}
	for _, m := range c.after.Calls {
		k := c.back(m.At)
		if m.API != nil {
			k = place{api: m.API.Dir + "\x00" + m.API.ID}
		}
		come, now[k] = append(come, now[k]...), nil
	}
	c.moved(gone, come)
}

// moved compares calls that are not where they were, or do not go where they went. Only
// those of the findings may, and those of a Host header that was wrong.
func (c *comparison) moved(gone, come []*call.Call) {
	if !slices.ContainsFunc(c.repairs, func(r Repair) bool { return !redirecting[r.Rule.ID] }) {
		return
	}
	was, is := destinations(gone...), destinations(come...)
	for _, d := range is {
		if !slices.Contains(was, d) && !c.repaired(d, was) {
			c.add("a request would go to " + words(d) + " instead of " + list(without(was, is)))
		}
	}
	for _, d := range was {
		if !slices.Contains(is, d) && !slices.ContainsFunc(is, func(e string) bool { return repairs(d, e, c.mends()) }) {
			c.add("no request would go to " + words(d) + " any more")
		}
	}
}

// mending are the rules whose fixes give a loopback call another Host header.
var mending = map[string]bool{"HP201": true, "HP202": true, "HP203": true, "HP204": true, "HP207": true}

// mends reports whether all repairs are of a Host header.
func (c *comparison) mends() bool {
	return !slices.ContainsFunc(c.repairs, func(r Repair) bool { return !mending[r.Rule.ID] })
}

// repaired reports whether a destination is what a Host header that was wrong, or was not
// there, should have led to.
func (c *comparison) repaired(d string, was []string) bool {
	return slices.ContainsFunc(was, func(old string) bool { return repairs(old, d, c.mends()) })
}

// repairs reports whether a destination is another one with the right Host header: one of
// this gateway for none, one that was not known or, if it mends that, a wrong one; or that
// of the URL for one that leaked.
func repairs(old, now string, mends bool) bool {
	before, _, had := strings.Cut(old, headed)
	after, _, set := strings.Cut(now, headed)
	switch {
	case set:
		return false
	case before == after: // the header leaked
		return had
	}
	scope, before, _ := strings.Cut(before, "://")
	other, after, _ := strings.Cut(after, "://")
	name, mine := strings.CutPrefix(after, here)
	switch {
	case scope != other || !mine || pathIn(before) != pathIn(after):
		return false
	case had && before == name: // the header was not known
		return true
	}
	return strings.HasPrefix(before, loopback) || mends && strings.HasPrefix(before, here)
}

// pathIn is what follows the authority.
func pathIn(s string) string {
	if i := strings.IndexAny(s, "/?"); i >= 0 {
		return s[i:]
	}
	return ""
}

func without(list, other []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(other, s) {
			out = append(out, s)
		}
	}
	return out
}

// words is a destination as a person reads it.
func words(d string) string {
	scope, to, _ := strings.Cut(d, "\x00")
	if scope == "" {
		return to
	}
	return to + " in " + scope
}

func list(ds []string) string {
	if len(ds) == 0 {
		return "where it went"
	}
	return words(ds[0])
}

// findings compares what is wrong: what the repairs are for is gone, and nothing is new.
func (c *comparison) findings() {
	type key struct {
		rule string
		place
	}
	old := map[key]bool{}
	for i := range c.before.Findings {
		f := &c.before.Findings[i]
		old[key{f.Rule.ID, place{path: f.At.Path, start: f.At.Span.Start}}] = true
	}
	mended := map[key]bool{}
	rules := map[string]bool{} // at the calls that are repaired
	for _, r := range c.repairs {
		at := place{path: r.At.Path, start: r.At.Span.Start}
		if old[key{r.Rule.ID, at}] {
			mended[key{r.Rule.ID, at}] = true
		}
		for k := range old {
			if k.place == at {
				rules[k.rule] = true
			}
		}
	}
	for i := range c.after.Findings {
		f := &c.after.Findings[i]
		k := key{f.Rule.ID, c.back(f.At)}
		switch {
		case mended[k]:
			c.add("the finding would stay")
		case f.Severity >= finding.Warning && !old[k] && !rules[f.Rule.ID]:
			c.add("it would cause " + f.Rule.ID + " (" + f.Rule.Name + ")")
		}
	}
}
