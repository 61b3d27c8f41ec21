package lsp

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin/analyzer"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// folder is a folder of the workspace, or the estate around a file outside of
// all folders. Its fields are guarded by the server's lock.
type folder struct {
	start  string // what Collect is called with; names the folder
	dir    string // what paths are relative to, as Collect says
	uri    uri.URI
	lone   bool // made for a document outside of all folders
	loaded bool
	state  *state
	// changed is what changed last: it is told first.
	changed uri.URI
	wake    chan struct{}
	stop    context.CancelFunc // of the check that runs
	gone    context.CancelFunc // of the worker
}

// addFolder adds a folder of the workspace; it is read when it is needed.
func (s *Server) addFolder(u uri.URI) *folder {
	if !u.IsFile() {
		return nil
	}
	dir := pathOf(u)
	return s.newFolder(&folder{start: dir, dir: dir, uri: u})
}

// newFolder sets a folder to work.
func (s *Server) newFolder(f *folder) *folder {
	for _, other := range s.folders {
		if other.start == f.start {
			return other
		}
	}
	f.state = newState(f.dir, f.start, nil, s.configOf(f), s.encoding)
	f.wake = make(chan struct{}, 1)
	var ctx context.Context
	ctx, f.gone = context.WithCancel(s.life)
	f.stop = func() {}
	s.folders = append(s.folders, f)
	s.workers.Go(func() { s.work(ctx, f) })
	return f
}

// remove takes a folder away, with what was told of it.
func (s *Server) remove(f *folder) {
	for i, other := range s.folders {
		if other == f {
			s.folders = append(s.folders[:i:i], s.folders[i+1:]...)
			f.gone()
			return
		}
	}
}

// folderOf finds the innermost folder of a document, and its path there. A file
// outside of all of them gets a folder of its own, the estate around it. What is
// no file, such as a new buffer, stands in the first folder, among its facts.
func (s *Server) folderOf(ctx context.Context, u uri.URI) (*folder, string) {
	if !u.IsFile() {
		f := s.firstFolder()
		s.load(ctx, f)
		return f, strings.NewReplacer("/", "-", `\`, "-").Replace(string(u))
	}
	path := pathOf(u)
	best := s.owner(path)
	if best == nil {
		best = s.newFolder(&folder{start: path, dir: filepath.Dir(path), lone: true})
	}
	s.load(ctx, best)
	return best, relative(best.dir, path)
}

// firstFolder is the first folder of the workspace, or one without files.
func (s *Server) firstFolder() *folder {
	if len(s.folders) == 0 {
		return s.newFolder(&folder{lone: true, loaded: true})
	}
	return s.folders[0]
}

// owner is the folder that a path belongs to: the innermost one that was opened
// around it, or else the innermost one whose estate holds it; nil if there is none.
func (s *Server) owner(path string) *folder {
	var best *folder
	rank := 0
	for _, f := range s.folders {
		const opened = 1 << 20 // longer than any path
		r := 0
		switch {
		case f.start != "" && contains(f.start, path):
			r = opened + len(f.start)
		case f.dir != "" && contains(f.dir, path):
			r = len(f.dir)
		}
		if r > rank {
			best, rank = f, r
		}
	}
	return best
}

// load reads the files of a folder, once. Open buffers stay.
func (s *Server) load(ctx context.Context, f *folder) {
	if f.loaded {
		return
	}
	f.loaded = true
	root, files, err := s.options.Collect(ctx, f.start)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.log("%s: %v", f.start, err)
	}
	if err == nil && root != "" {
		f.dir = root
	}
	f.state = newState(f.dir, f.start, files, s.configOf(f), s.encoding)
	for _, d := range s.open {
		if d.uri.IsFile() && contains(f.dir, pathOf(d.uri)) {
			path := relative(f.dir, pathOf(d.uri))
			f.state = f.state.with(map[string]*text.File{path: text.NewFile(path, d.file.Src)})
		}
	}
}

// maxFile bounds the files that are read from disk, in bytes.
const maxFile = 16 << 20

// fromDisk takes a file, or what was below a folder that is gone, over from disk
// into all folders that hold it. What the collection of a workspace passes over
// is passed over here: only policies and the inputs of estates are read.
func (s *Server) fromDisk(path string, changed uri.URI) {
	info, err := os.Stat(path)
	var src []byte
	if err == nil && info.Mode().IsRegular() && info.Size() <= maxFile {
		src, err = os.ReadFile(path)
	}
	for _, f := range s.folders {
		if !f.loaded || f.dir == "" || !contains(f.dir, path) {
			continue
		}
		rel := relative(f.dir, path)
		snapshot := f.state.snapshot()
		changes := map[string]*text.File{}
		switch {
		case err != nil:
			for _, p := range snapshot.Paths() {
				if (p == rel || strings.HasPrefix(p, rel+"/")) && !s.isOpen(f, p) {
					changes[p] = nil
				}
			}
		case info.IsDir():
		case snapshot.File(rel) != nil, analyzer.IsPolicy(string(src)), estate.IsInput(rel) && !estate.IsVariables(rel):
			changes[rel] = text.NewFile(rel, string(src))
		}
		if len(changes) > 0 {
			f.state = f.state.with(changes)
			s.schedule(f, changed)
		}
	}
}

// isOpen reports whether a file of a folder is an open buffer.
func (s *Server) isOpen(f *folder, path string) bool {
	return s.open[f.state.uri(path)] != nil
}

// watched are the files that the editor is asked to tell of: policies whatever
// their ending, and everything that configures an estate.
const watched = "**/*.{xml,json,yaml,yml,graphql,wsdl,wadl,tpl,tftpl,cshtml,tfvars}"

// watch asks the editor to tell of files that change on disk.
func (s *Server) watch(ctx context.Context) {
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern(watched)}},
	})
	if err == nil {
		err = s.client.RegisterCapability(ctx, &protocol.RegistrationParams{Registrations: []protocol.Registration{{
			ID: "files", Method: protocol.MethodWorkspaceDidChangeWatchedFiles, RegisterOptions: protocol.LSPAny(options),
		}}})
	}
	if err != nil {
		s.log("files on disk are not watched: %v", err)
	}
}

// DidChangeWatchedFiles takes over what changed on disk, but for open buffers. A
// configuration can name files anywhere, so it is read with its whole folder.
func (s *Server) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range p.Changes {
		if s.open[c.URI] != nil || !c.URI.IsFile() {
			continue
		}
		path := pathOf(c.URI)
		base := filepath.Base(path)
		if base != "hairpin.yaml" && base != "hairpin.yml" {
			s.fromDisk(path, c.URI)
			continue
		}
		for _, f := range s.folders {
			if f.loaded && f.dir != "" && contains(f.dir, path) {
				f.loaded = false
				s.load(ctx, f)
				s.schedule(f, c.URI)
			}
		}
	}
	return nil
}

// DidChangeWorkspaceFolders adds and removes folders.
func (s *Server) DidChangeWorkspaceFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, gone := range p.Event.Removed {
		for _, f := range s.folders {
			if gone.URI.IsFile() && f.start == pathOf(gone.URI) {
				s.remove(f)
				break
			}
		}
	}
	for _, added := range p.Event.Added {
		if f := s.addFolder(uri.URI(strings.Clone(string(added.URI)))); f != nil {
			s.load(ctx, f)
			s.schedule(f, f.uri)
		}
	}
	s.rehome(ctx)
	return nil
}

// rehome gives open buffers to the folders that they belong to now.
func (s *Server) rehome(ctx context.Context) {
	for _, d := range s.open {
		f, path := s.folderOf(ctx, d.uri)
		if f != d.folder {
			s.replace(&buffer{uri: d.uri, version: d.version, folder: f, file: text.NewFile(path, d.file.Src)})
		}
	}
	for _, f := range append([]*folder(nil), s.folders...) {
		if f.lone && !s.holdsOpen(f) {
			s.remove(f)
		}
	}
}
