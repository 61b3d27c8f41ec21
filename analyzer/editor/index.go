package editor

import (
	"context"
	"slices"
	"strings"
	"sync"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
)

// Index is what the names in a workspace stand for: where named values,
// fragments, backends and variables are defined and used. It is safe for
// concurrent use.
type Index struct {
	sites  []*compose.Site
	byPath map[string]*compose.Site

	mu       sync.Mutex
	names    map[*document.Document][]document.Name
	users    map[*compose.Site]map[*document.Document][]int // the requests that run each document
	requests map[*compose.Site][][]*document.Document       // the documents of each request, with its fragments
}

// NewIndex reads the estates of the workspace, in the base instance or the
// environment in c. The error is the context's.
func NewIndex(ctx context.Context, s *analyzer.Snapshot, c analyzer.Config) (*Index, error) {
	x := &Index{
		byPath: map[string]*compose.Site{}, names: map[*document.Document][]document.Name{},
		users: map[*compose.Site]map[*document.Document][]int{}, requests: map[*compose.Site][][]*document.Document{},
	}
	var err error
	x.sites, err = s.Sites(ctx, c)
	for _, b := range x.sites {
		for _, d := range b.Documents {
			x.byPath[d.File.Path] = b
		}
	}
	return x, err
}

// Estates are the estates of the workspace.
func (x *Index) Estates() []*estate.Estate {
	out := make([]*estate.Estate, len(x.sites))
	for i, b := range x.sites {
		out[i] = b.Estate
	}
	return out
}

// Scope is the estate that a policy document belongs to, and its scope there;
// nil if it is no policy document.
func (x *Index) Scope(path string) (*estate.Estate, estate.Place) {
	b := x.byPath[path]
	if b == nil {
		return nil, estate.Place{}
	}
	return b.Estate, b.Estate.Place(b.In(path)[0].ID)
}

// EstateOf is the estate that a file belongs to, be it a policy, an artifact or
// what configures it; nil if there is none.
func (x *Index) EstateOf(path string) *estate.Estate {
	if b := x.byPath[path]; b != nil {
		return b.Estate
	}
	var best *estate.Estate
	for _, b := range x.sites {
		root := b.Estate.Root
		if (root == "" || strings.HasPrefix(path, root+"/")) && (best == nil || len(root) > len(best.Root)) {
			best = b.Estate
		}
	}
	return best
}

// Workspace is the name space that a policy document sees; nil if it is no
// policy document.
func (x *Index) Workspace(path string) *estate.Workspace {
	if b := x.byPath[path]; b != nil {
		return compose.WorkspaceOf(b.Estate, b.In(path)[0])
	}
	return nil
}

// Names are the names in the policy documents of a file, in file order.
func (x *Index) Names(path string) []document.Name {
	b := x.byPath[path]
	if b == nil {
		return nil
	}
	var out []document.Name
	for _, d := range b.In(path) {
		out = append(out, x.namesOf(d)...)
	}
	return out
}

func (x *Index) namesOf(d *document.Document) []document.Name {
	x.mu.Lock()
	defer x.mu.Unlock()
	list, ok := x.names[d]
	if !ok {
		list = d.Names()
		x.names[d] = list
	}
	return list
}

// NameAt is the name that stands at an offset, or ends there.
func (x *Index) NameAt(path string, off int) (document.Name, bool) {
	for _, n := range x.Names(path) {
		if n.Outer.Start <= off && off <= n.Outer.End {
			return n, true
		}
	}
	return document.Name{}, false
}

// Definitions are the places where a name is defined: the artifact of a named
// value or a backend, the document of a fragment, the writes of a variable.
func (x *Index) Definitions(n document.Name) []text.Loc {
	b := x.byPath[n.At.Path]
	if b == nil {
		return nil
	}
	w := compose.WorkspaceOf(b.Estate, b.DocAt(n.At))
	switch n.Kind {
	case document.NamedValueName:
		if nv := w.NamedValue(n.Text); nv != nil {
			return artifactPlaces(nv.Info, nv.Value)
		}
	case document.BackendName:
		if be := w.Backend(n.Text); be != nil {
			return artifactPlaces(be.Info, be.URL)
		}
	case document.FragmentName:
		if d := b.Fragment(w, n.Text); d != nil {
			at := text.Span{}
			if root := d.RootElement(); root != nil {
				at = root.Name
			}
			return []text.Loc{d.Place(at)}
		}
	case document.VariableName:
		var out []text.Loc
		for _, r := range x.References(n) {
			if r.Writes {
				out = append(out, r.At)
			}
		}
		return out
	}
	return nil
}

// artifactPlaces are the file of an artifact and the place of its value, which an
// environment can have in a file of its own.
func artifactPlaces(info string, value estate.Field) []text.Loc {
	var out []text.Loc
	if info != "" && (!value.Present() || value.Path != info) {
		out = append(out, text.Loc{Path: info})
	}
	if value.Present() {
		out = append(out, value.At())
	}
	return out
}

// References are all places that name the same thing, sorted. Variables of
// requests that never meet are different things, though they have one name.
func (x *Index) References(n document.Name) []document.Name {
	b := x.byPath[n.At.Path]
	if b == nil {
		return nil
	}
	docs := b.Documents
	if n.Kind == document.VariableName {
		docs = x.meeting(b, n)
	}
	w := compose.WorkspaceOf(b.Estate, b.DocAt(n.At))
	var out []document.Name
	for _, d := range docs {
		if n.Kind != document.VariableName && compose.WorkspaceOf(b.Estate, d) != w {
			continue
		}
		for _, m := range x.namesOf(d) {
			if m.Same(n) {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(a, b document.Name) int { return a.At.Compare(b.At) })
	return out
}

// meeting are the documents that mention a variable and that some request runs
// together with the document of n, or with one of those, and so on.
func (x *Index) meeting(b *compose.Site, n document.Name) []*document.Document {
	users, units := x.requestsOf(b)
	mentions := map[*document.Document]bool{}
	for _, d := range b.Documents {
		mentions[d] = slices.ContainsFunc(x.namesOf(d), n.Same)
	}
	start := b.DocAt(n.At)
	out := []*document.Document{start}
	seen, met := map[*document.Document]bool{start: true}, map[int]bool{}
	for i := 0; i < len(out); i++ {
		for _, u := range users[out[i]] {
			if met[u] {
				continue
			}
			met[u] = true
			for _, d := range units[u] {
				if mentions[d] && !seen[d] {
					seen[d] = true
					out = append(out, d)
				}
			}
		}
	}
	return out
}

// requestsOf lists the documents that each effective policy of an estate is made
// of, fragments included, and for each document in which of them it is.
func (x *Index) requestsOf(b *compose.Site) (map[*document.Document][]int, [][]*document.Document) {
	x.mu.Lock()
	users, units := x.users[b], x.requests[b]
	x.mu.Unlock()
	if users != nil {
		return users, units
	}
	users = map[*document.Document][]int{}
	for _, p := range b.Parts {
		for _, u := range b.Policies(p) {
			docs := x.documentsOf(b, &u)
			for _, d := range docs {
				users[d] = append(users[d], len(units))
			}
			units = append(units, docs)
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.users[b], x.requests[b] = users, units
	return users, units
}

// documentsOf are the documents of an effective policy, fragments included.
func (x *Index) documentsOf(b *compose.Site, u *compose.Policy) []*document.Document {
	docs := slices.Clone(u.Chain)
	for k := 0; k < len(docs); k++ {
		for _, n := range x.namesOf(docs[k]) {
			if n.Kind != document.FragmentName {
				continue
			}
			if f := b.Fragment(compose.Home(b.Estate, u, docs[k]), n.Text); f != nil && !slices.Contains(docs, f) {
				docs = append(docs, f)
			}
		}
	}
	return docs
}
