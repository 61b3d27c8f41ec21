package fix

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Census is what all parts of an estate have to do with one value: who writes
// it, who uses it, which calls take their host from it. It is taken once per
// check, if a fix asks for it.
type Census struct {
	// calls lists the calls with a piece of their URL from a file, and fromHosts the
	// files that pieces of Host headers are from.
	calls     map[string][]*call.Call
	fromHosts map[string][]text.Loc
	// services are the calls of service URLs.
	services []*call.Call
	// holders are the values that stand in a file, and users the files that refer to a
	// named value, once for each time, by its name without regard to case.
	holders map[string][]holder
	users   map[string][]string

	mu      sync.Mutex
	causes  map[cause]causeCount // what APIs have in common, as far as somebody asked
	readers map[string][]string  // the files in which a variable is read, likewise
}

// holder is a value of an artifact that may hold a host.
type holder struct {
	at    text.Loc
	what  string // the named value "gw"
	named string // of a named value
}

// TakeCensus looks at everything once.
func TakeCensus(s *compose.Site, calls iter.Seq[*call.Call]) *Census {
	n := &Census{calls: map[string][]*call.Call{}, fromHosts: map[string][]text.Loc{}, holders: map[string][]holder{}, users: map[string][]string{}, causes: map[cause]causeCount{}, readers: map[string][]string{}}
	for c := range calls {
		n.count(c)
	}
	for _, d := range s.Documents {
		for name, times := range d.Mentions() {
			n.use(name, d.File.Path, times)
		}
	}
	for _, w := range compose.Workspaces(s.Estate) {
		n.artifacts(w)
	}
	for _, list := range n.users {
		slices.Sort(list)
	}
	return n
}

func (n *Census) count(c *call.Call) {
	if c.Sink == call.ServiceSink() {
		n.services = append(n.services, c)
	}
	for i := range c.Ways {
		for _, part := range c.Ways[i].URL.Parts {
			path := part.Origin().Path
			if list := n.calls[path]; part.Kind == value.Literal && (len(list) == 0 || list[len(list)-1] != c) {
				n.calls[path] = append(list, c)
			}
		}
		for _, s := range c.Ways[i].Host.Value.Alts {
			for _, part := range s.Parts {
				at := part.Origin()
				if list := n.fromHosts[at.Path]; part.Kind == value.Literal && (len(list) == 0 || list[len(list)-1] != at) {
					n.fromHosts[at.Path] = append(list, at)
				}
			}
		}
	}
}

func (n *Census) use(name, path string, times int) {
	for range times {
		n.users[name] = append(n.users[name], path)
	}
}

// artifacts notes the values of a workspace and what they refer to, in the order
// of their names.
func (n *Census) artifacts(w *estate.Workspace) {
	hold := func(f estate.Field, what, named string) {
		if !f.Present() {
			return
		}
		n.holders[f.Path] = append(n.holders[f.Path], holder{f.At(), what, named})
		for name, times := range document.MentionsIn(f.Text()) {
			if named == "" {
				n.use(name, f.Path, times)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(w.NamedValues)) {
		nv := w.NamedValues[name]
		hold(nv.Value, "the named value \""+nv.Name+"\"", nv.Name)
	}
	for _, id := range slices.Sorted(maps.Keys(w.Backends)) {
		hold(w.Backends[id].URL, "the backend \""+w.Backends[id].ID+"\"", "")
	}
	for _, api := range w.APIs {
		hold(api.ServiceURL(), "the service URL of \""+api.ID+"\"", "")
	}
}

// callsFrom are the calls of which some address was written at a place.
func (n *Census) callsFrom(at text.Loc) []*call.Call {
	var out []*call.Call
	for _, c := range n.calls[at.Path] {
		if callsFrom(c, at) {
			out = append(out, c)
		}
	}
	return out
}

// usesOf are the files that refer to a named value, once for each time.
func (n *Census) usesOf(name string) []string { return slices.Clone(n.users[strings.ToLower(name)]) }

// cause is what the service URLs of several APIs have in common.
type cause struct {
	host      string
	workspace *estate.Workspace
}

// causeCount is the number of the APIs, or why one fix is not right for all.
type causeCount struct {
	apis   int
	reason string
}

// of looks a cause up; count is asked once for each.
func (n *Census) of(c cause, count func() causeCount) causeCount {
	n.mu.Lock()
	defer n.mu.Unlock()
	known, ok := n.causes[c]
	if !ok {
		known = count()
		n.causes[c] = known
	}
	return known
}

// readersOf looks the readers of a variable up; list is asked once for each.
func (n *Census) readersOf(name string, list func() []string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	known, ok := n.readers[name]
	if !ok {
		known = list()
		n.readers[name] = known
	}
	return slices.Clone(known)
}

// callsFrom reports whether some address of a call was written at a place.
func callsFrom(c *call.Call, at text.Loc) bool {
	for i := range c.Ways {
		for _, part := range c.Ways[i].URL.Parts {
			if part.Kind == value.Literal && overlap(part.Origin(), at) {
				return true
			}
		}
	}
	return false
}
