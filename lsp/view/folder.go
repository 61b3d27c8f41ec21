package view

import (
	"context"
	"maps"
	"path/filepath"
	"sync"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/editor"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// Folder is a folder of the workspace as it is at one moment, with the settings
// that hold for it. It never changes: a change makes another one. What is asked of
// it is computed once. Its zero value cannot be used; NewFolder makes one.
type Folder struct {
	dir      string // absolute; paths in the snapshot are relative to it
	opened   string // what the user has opened; the rest of the estate is read, not told
	config   analyzer.Config
	encoding Encoding
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
	// proven are the findings of single documents, by path, whose fixes were replayed.
	proven keyed[[]analyzer.Finding]
}

// fresh is the folder with nothing computed.
func (f *Folder) fresh() *Folder {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := &Folder{
		dir: f.dir, opened: f.opened, config: f.config, encoding: f.encoding, buffers: f.buffers, base: f.base, changes: f.changes, made: f.made,
		result: newMemo[*analyzer.Result](), graph: newMemo[*analyzer.Graph](),
	}
	if f.made != nil {
		out.base, out.changes = f.made, nil
	}
	return out
}

// NewFolder is a folder with some files. Their paths are relative to dir, which is
// absolute; below opened, which the user has opened, the editor is told what is
// wrong. Readers find the policies in files that are no policies themselves.
func NewFolder(dir, opened string, files []*text.File, c analyzer.Config, e Encoding, readers ...analyzer.Reader) *Folder {
	return (&Folder{dir: dir, opened: opened, config: c, encoding: e, base: analyzer.NewSnapshot(files, readers...)}).fresh()
}

// With is the folder with some files changed, by path; nil takes a file away.
func (f *Folder) With(files map[string]*text.File) *Folder {
	out := f.fresh()
	out.made = nil
	changes := maps.Clone(out.changes)
	if changes == nil {
		changes = map[string]*text.File{}
	}
	maps.Copy(changes, files)
	out.changes = changes
	return out
}

// WithConfig is the folder under other settings.
func (f *Folder) WithConfig(c analyzer.Config) *Folder {
	out := f.fresh()
	out.config = c
	return out
}

// WithBuffer is the folder with an address for a document that is no file.
func (f *Folder) WithBuffer(path string, u uri.URI) *Folder {
	out := f.fresh()
	out.buffers = maps.Clone(out.buffers)
	if out.buffers == nil {
		out.buffers = map[string]uri.URI{}
	}
	out.buffers[path] = u
	return out
}

// Dir is the path of the folder.
func (f *Folder) Dir() string { return f.dir }

// Config is the settings that hold for the folder.
func (f *Folder) Config() analyzer.Config { return f.config }

// Encoding is how the positions count that the editor sends and gets.
func (f *Folder) Encoding() Encoding { return f.encoding }

// Snapshot is the files of the folder.
func (f *Folder) Snapshot() *analyzer.Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made != nil {
		return f.made
	}
	f.made = f.base
	for path, file := range f.changes {
		if file == nil {
			f.made = f.made.Without(path)
		} else {
			f.made = f.made.With(file)
		}
	}
	return f.made
}

// Check is what is wrong in the folder. Its fixes are not replayed; Proven has those that
// are. The error is the context's.
func (f *Folder) Check(ctx context.Context) (*analyzer.Result, error) {
	return f.result.get(ctx, func(ctx context.Context) (*analyzer.Result, error) {
		c := f.config
		c.Unproven = true
		return f.Snapshot().Check(ctx, c)
	})
}

// Graph is the graph of self-calls of the folder, in the environment of Single.
// The error is the context's.
func (f *Folder) Graph(ctx context.Context) (*analyzer.Graph, error) {
	return f.graph.get(ctx, func(ctx context.Context) (*analyzer.Graph, error) { return f.Snapshot().Graph(ctx, f.Single()) })
}

// Index is what the names in the folder stand for, in the environment of Single.
// The error is the context's.
func (f *Folder) Index(ctx context.Context) (*editor.Index, error) {
	return f.IndexIn(ctx, f.Single().Env)
}

// IndexIn is the same in one environment.
func (f *Folder) IndexIn(ctx context.Context, env string) (*editor.Index, error) {
	return f.indexes.get(ctx, env, func(ctx context.Context) (*editor.Index, error) {
		c := f.config
		c.Env = env
		return editor.NewIndex(ctx, f.Snapshot(), c)
	})
}

// Single is the configuration for questions about one environment: the one that
// the settings name, and the base instance if they name all.
func (f *Folder) Single() analyzer.Config {
	c := f.config
	if c.Env == estate.AllEnvironments {
		c.Env = ""
	}
	return c
}

// Address is the address of a path, of a file or of what is none.
func (f *Folder) Address(path string) uri.URI {
	if u, ok := f.buffers[path]; ok {
		return u
	}
	return uri.File(filepath.Join(f.dir, filepath.FromSlash(path)))
}

// Tells reports whether the editor is told what is wrong in a document: those below
// what the user has opened, and open ones.
func (f *Folder) Tells(u uri.URI, open bool) bool {
	return open || u.IsFile() && Contains(f.opened, PathOf(u))
}

// Location is a place as the editor finds it. A place in a file that is not
// among those of the folder is its beginning.
func (f *Folder) Location(at text.Loc) protocol.Location {
	out := protocol.Location{URI: f.Address(at.Path)}
	if file := f.Snapshot().File(at.Path); file != nil {
		out.Range = f.encoding.Range(file, at.Span)
	}
	return out
}

// Tree is the tree of the policy at a path, nil if there is none.
func (f *Folder) Tree(path string) *policy.Element {
	if d := f.Snapshot().Document(path); d != nil {
		return d.Root
	}
	return nil
}

// Start is where a document begins to say something: the name of its root
// element. In what is no policy it is the beginning.
func (f *Folder) Start(path string) text.Loc {
	at := text.Loc{Path: path}
	if root := f.Tree(path); root != nil {
		for e := range root.Elements() {
			at.Span = e.Name
			break
		}
	}
	return at
}

// Reads reports whether a file belongs to the folder when it is found on disk: one
// that it has, a policy, or an input of an estate. What the collection of a
// workspace passes over is passed over here.
func (f *Folder) Reads(path, src string) bool {
	return f.Snapshot().File(path) != nil || analyzer.IsPolicy(src) || estate.IsInput(path) && !estate.IsVariables(path)
}
