package lsp

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/editor"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// state is a folder at one moment. It never changes; what is asked of it is
// computed once.
type state struct {
	dir      string // absolute; paths in the snapshot are relative to it
	opened   string // what the user has opened; the rest of the estate is read, not told
	config   analyzer.Config
	encoding encoding
	// buffers are the addresses of documents that are no files, by path.
	buffers map[string]uri.URI

	// base with the changes, nil for a file that is gone, is the snapshot. It is made
	// when it is needed: of many changes in a row only the last one counts.
	base    *analyzer.Snapshot
	changes map[string]*text.File
	mu      sync.Mutex
	made    *analyzer.Snapshot

	result *memo[*analyzer.Result]
	graph  *memo[*analyzer.Graph]
	// indexes are by environment, listings are the calls of single documents, by path
	// and environment.
	indexes  keyed[*editor.Index]
	listings keyed[*analyzer.Listing]
}

// fresh is the state with nothing computed.
func (st *state) fresh() *state {
	st.mu.Lock()
	defer st.mu.Unlock()
	out := &state{
		dir: st.dir, opened: st.opened, config: st.config, encoding: st.encoding, buffers: st.buffers, base: st.base, changes: st.changes, made: st.made,
		result: newMemo[*analyzer.Result](), graph: newMemo[*analyzer.Graph](),
	}
	if st.made != nil {
		out.base, out.changes = st.made, nil
	}
	return out
}

// newState is a folder with some files.
func newState(dir, opened string, files []*text.File, c analyzer.Config, e encoding) *state {
	return (&state{dir: dir, opened: opened, config: c, encoding: e, base: analyzer.NewSnapshot(files)}).fresh()
}

// with is the state with some files changed; nil takes a file away.
func (st *state) with(files map[string]*text.File) *state {
	out := st.fresh()
	out.made = nil
	changes := maps.Clone(out.changes)
	if changes == nil {
		changes = map[string]*text.File{}
	}
	maps.Copy(changes, files)
	out.changes = changes
	return out
}

// withConfig is the state under other settings.
func (st *state) withConfig(c analyzer.Config) *state {
	out := st.fresh()
	out.config = c
	return out
}

// withBuffer is the state with a document that is no file.
func (st *state) withBuffer(path string, u uri.URI) *state {
	out := st.fresh()
	out.buffers = maps.Clone(out.buffers)
	if out.buffers == nil {
		out.buffers = map[string]uri.URI{}
	}
	out.buffers[path] = u
	return out
}

// snapshot is the files of the folder.
func (st *state) snapshot() *analyzer.Snapshot {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.made != nil {
		return st.made
	}
	st.made = st.base
	for path, f := range st.changes {
		if f == nil {
			st.made = st.made.Without(path)
		} else {
			st.made = st.made.With(f)
		}
	}
	return st.made
}

// check is what is wrong in the folder.
func (st *state) check(ctx context.Context) (*analyzer.Result, error) {
	return st.result.get(ctx, func(ctx context.Context) (*analyzer.Result, error) { return st.snapshot().Check(ctx, st.config) })
}

// calls is the graph of self-calls of the folder.
func (st *state) calls(ctx context.Context) (*analyzer.Graph, error) {
	return st.graph.get(ctx, func(ctx context.Context) (*analyzer.Graph, error) { return st.snapshot().Graph(ctx, st.single()) })
}

// names is what the names in the folder stand for.
func (st *state) names(ctx context.Context) (*editor.Index, error) {
	return st.namesIn(ctx, st.single().Env)
}

// namesIn is the same in one environment.
func (st *state) namesIn(ctx context.Context, env string) (*editor.Index, error) {
	return st.indexes.get(ctx, env, func(ctx context.Context) (*editor.Index, error) {
		c := st.config
		c.Env = env
		return editor.NewIndex(ctx, st.snapshot(), c)
	})
}

// single is the configuration for questions about one environment: the one that
// the settings name, and the base instance if they name all.
func (st *state) single() analyzer.Config {
	c := st.config
	if c.Env == estate.AllEnvironments {
		c.Env = ""
	}
	return c
}

// uri is the address of a path.
func (st *state) uri(path string) uri.URI {
	if u, ok := st.buffers[path]; ok {
		return u
	}
	return uri.File(filepath.Join(st.dir, filepath.FromSlash(path)))
}

// tells reports whether an editor is told what is wrong in a document: those below
// what the user has opened, and open ones.
func (st *state) tells(u uri.URI, open map[uri.URI]*buffer) bool {
	return open[u] != nil || u.IsFile() && contains(st.opened, pathOf(u))
}

// location is a place as the editor finds it. A place in a file that is not
// among those of the folder is its beginning.
func (st *state) location(at text.Loc) protocol.Location {
	out := protocol.Location{URI: st.uri(at.Path)}
	if f := st.snapshot().File(at.Path); f != nil {
		out.Range = st.encoding.rang(f, at.Span)
	}
	return out
}

// view is a document as a request finds it.
type view struct {
	*state
	uri  uri.URI
	file *text.File
	// version is that of an open buffer.
	version *int32
}

// at is the place of a span of the document.
func (v *view) at(span text.Span) text.Loc { return text.Loc{Path: v.file.Path, Span: span} }

func (v *view) rang(span text.Span) protocol.Range { return v.encoding.rang(v.file, span) }

func (v *view) offset(p protocol.Position) int { return v.encoding.offset(v.file, p) }

// moment is everything that a request sees: taken when it comes, in the order of
// the messages, so that a later change does not shift the ground under it.
type moment struct {
	open   map[uri.URI]*buffer
	states map[*folder]*state
}

type momentKey struct{}

// momentOf is the moment of a request.
func momentOf(ctx context.Context) *moment {
	m, _ := ctx.Value(momentKey{}).(*moment)
	if m == nil {
		m = &moment{}
	}
	return m
}

// view finds a document; nil if it belongs to no folder.
func (m *moment) view(u uri.URI) *view {
	if d := m.open[u]; d != nil {
		if st := m.states[d.folder]; st != nil {
			return &view{state: st, uri: u, file: d.file, version: ptr(d.version)}
		}
		return nil
	}
	if !u.IsFile() {
		return nil
	}
	path := pathOf(u)
	var best *state
	for _, st := range m.states {
		if st.dir != "" && contains(st.dir, path) && (best == nil || len(st.dir) > len(best.dir)) {
			best = st
		}
	}
	if best == nil {
		return nil
	}
	if f := best.snapshot().File(relative(best.dir, path)); f != nil {
		return &view{state: best, uri: u, file: f}
	}
	return nil
}

// sorted are the states of all folders, inner ones first.
func (m *moment) sorted() []*state {
	return slices.SortedFunc(maps.Values(m.states), func(a, b *state) int {
		return cmp.Or(len(b.dir)-len(a.dir), strings.Compare(a.dir, b.dir))
	})
}
