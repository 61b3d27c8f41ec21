package fix

import (
	"maps"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// shared changes the host in the value that brings it, for everybody who uses
// that value, and gives all calls that take their host from it a Host header. A
// person has to look: the value may have users that are not among the files.
func (b *Builder) shared(c *call.Call, hits []call.Way) Offer {
	if b.Environments {
		return no("the value belongs to one environment")
	}
	at := sharedOrigin(hits)
	if at.IsZero() || c.API == nil && at.Path == c.At.Path && c.At.Span.Covers(at.Span) {
		return no("the hostname does not come from a shared value")
	}
	what, users := b.holder(at)
	if what == "" {
		return no("the hostname does not come from a shared value")
	}
	edits, reason := b.originEdits(&hits[0])
	if reason != "" {
		return no(reason)
	}
	names := map[string]bool{}
	others := b.Everyone().callsFrom(at)
	if len(others) > maxFollowed {
		return no("too many calls use the value")
	}
	for _, other := range others {
		header, host, reason := b.followUp(other, at)
		if reason != "" {
			return no(reason)
		}
		names[host] = true
		edits = append(edits, header...)
	}
	if b.namedInHeader(at) {
		return no("Host headers are made from the same value")
	}
	edits, reason = distinct(edits)
	if reason != "" {
		return no(reason)
	}
	fix := finding.Fix{Title: "Change " + what + " to loopback and set Host to " + strings.Join(slices.Sorted(maps.Keys(names)), ", "), Edits: edits}
	fix.SafetyReason = "others may use it too"
	if i := slices.Index(users, c.At.Path); i >= 0 {
		users = slices.Delete(users, i, i+1) // this use
	}
	own := slices.Contains(users, c.At.Path)
	users = slices.DeleteFunc(slices.Compact(users), func(path string) bool { return path == c.At.Path })
	switch {
	case own && len(users) > 0:
		fix.SafetyReason = "it is also used elsewhere in this file and in " + finding.Plural(len(users), "other file")
	case own:
		fix.SafetyReason = "it is also used elsewhere in this file"
	case len(users) > 0:
		fix.SafetyReason = "it is also used in " + finding.Plural(len(users), "other file")
	}
	return Offer{Fix: fix}
}

// sharedOrigin is where the host of all hits was written, zero if they do not
// agree or if it was written at the call.
func sharedOrigin(hits []call.Way) text.Loc {
	var out text.Loc
	for i := range hits {
		for _, part := range hits[i].Address.Authority.Parts {
			at := part.Origin()
			if part.Kind != value.Literal || part.Path == "" || !out.IsZero() && at != out {
				return text.Loc{}
			}
			out = at
		}
	}
	return out
}

// maxFollowed bounds how many calls one fix changes.
const maxFollowed = 20

// holder names the value that a place belongs to, and the file of each use of it,
// sorted.
func (b *Builder) holder(at text.Loc) (what string, users []string) {
	all := b.Everyone()
	for _, h := range all.holders[at.Path] {
		switch {
		case !overlap(h.at, at):
		case h.named != "":
			return h.what, all.usesOf(h.named)
		default:
			return h.what, callersFrom(all, at)
		}
	}
	if name := b.variableAround(at); name != "" {
		return "the variable \"" + name + "\"", b.readersOf(name, at.Path)
	}
	return "", nil
}

// variableAround is the variable in whose value a place stands.
func (b *Builder) variableAround(at text.Loc) string {
	d := b.DocAt(at)
	if d == nil {
		return ""
	}
	where := policy.NodeAt(d.Root, at.Span.Start)
	if where.Attr == nil {
		return ""
	}
	return b.variableSetAt(d.Place(where.Attr.Value.At))
}

// callersFrom are the files of the calls that take their host from a place.
func callersFrom(all *Census, at text.Loc) []string {
	var out []string
	for _, c := range all.callsFrom(at) {
		out = append(out, c.At.Path)
	}
	slices.Sort(out)
	return out
}

// followUp gives a call the Host header that it needs when the value at a place
// becomes loopback.
func (b *Builder) followUp(c *call.Call, at text.Loc) ([]text.Edit, string, string) {
	hits := slices.DeleteFunc(slices.Clone(c.Ways), func(j call.Way) bool { return !j.IsSelf() })
	if len(hits) == 0 || len(hits) < alive(c) {
		return nil, "", "another call uses the value for something else"
	}
	if reason := b.noLoopback(c, hits); reason != "" {
		return nil, "", reason
	}
	for i := range hits {
		if sharedOrigin(hits[i:i+1]) != at || hits[i].Name.Name != hits[0].Name.Name {
			return nil, "", "another call uses the value for something else"
		}
	}
	host := hits[0].Name.Name
	if hits[0].Kind == gateway.PrivateAddress {
		host = b.defaultHost(c)
	}
	if c.API != nil {
		header, reason := b.apiHeader(c, host)
		return header, host, reason
	}
	header, reason := b.hostHeaderEdits(c, b.leastHost(hits), host)
	return header, host, reason
}

// namedInHeader reports whether some Host header is made of the value at a place.
func (b *Builder) namedInHeader(at text.Loc) bool {
	return slices.ContainsFunc(b.Everyone().fromHosts[at.Path], func(o text.Loc) bool { return overlap(o, at) })
}
