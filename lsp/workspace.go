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
	"hairpin/analyzer/text"
)

// folder is a folder of the workspace, or the estate around a file outside of
// all folders. Its fields are guarded by the server's lock.
type folder struct {
	dir      string // absolute; paths in the snapshot are relative to it
	start    string // what Collect is called with
	loaded   bool
	snapshot *analyzer.Snapshot
	// round counts the states of the snapshot; result is that of the round checked.
	round, checked int
	result         *analyzer.Result
	cancel         context.CancelFunc // of the check that runs
}

func (s *Server) addFolder(u uri.URI) {
	if !u.IsFile() {
		return
	}
	dir := filepath.Clean(u.FsPath())
	s.folders = append(s.folders, &folder{dir: dir, start: dir})
}

// rel is the path of a document in the folder.
func (f *folder) rel(u uri.URI) string {
	p, err := filepath.Rel(f.dir, pathOf(u))
	if err != nil {
		p = filepath.Base(pathOf(u))
	}
	return filepath.ToSlash(p)
}

// uri is the address of a path of the folder.
func (f *folder) uri(path string) uri.URI {
	return uri.File(filepath.Join(f.dir, filepath.FromSlash(path)))
}

// folderOf finds the innermost folder of a document. A document outside of all
// of them gets one of its own: the estate around it.
func (s *Server) folderOf(ctx context.Context, u uri.URI) *folder {
	path := pathOf(u)
	var best *folder
	for _, f := range s.folders {
		if rel, err := filepath.Rel(f.dir, path); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			if best == nil || len(f.dir) > len(best.dir) {
				best = f
			}
		}
	}
	if best == nil {
		best = &folder{dir: filepath.Dir(path), start: path}
		s.folders = append(s.folders, best)
	}
	s.load(ctx, best)
	return best
}

// load reads the files of a folder, once.
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
	f.snapshot = analyzer.NewSnapshot(files)
	f.round++
}

// set puts a file into the snapshot.
func (f *folder) set(file *text.File) {
	f.snapshot = f.snapshot.With(file)
	f.round++
}

// fromDisk puts the file on disk into the snapshot, or takes it out.
func (f *folder) fromDisk(path string) {
	data, err := os.ReadFile(filepath.Join(f.dir, filepath.FromSlash(path)))
	if err != nil {
		f.snapshot = f.snapshot.Without(path)
	} else {
		f.snapshot = f.snapshot.With(text.NewFile(path, string(data)))
	}
	f.round++
}

// stop ends the check that runs.
func (f *folder) stop() {
	if f.cancel != nil {
		f.cancel()
		f.cancel = nil
	}
}

// schedule checks a folder as it is now. A check of an older state is given up.
func (s *Server) schedule(ctx context.Context, f *folder) {
	s.load(ctx, f)
	f.stop()
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f.cancel = cancel
	round, snapshot := f.round, f.snapshot
	s.checks.Add(1)
	go func() {
		defer s.checks.Done()
		defer cancel()
		res, err := snapshot.Check(inner, analyzer.Config{})
		if err != nil {
			return // a newer state is being checked
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if f.round == round && !s.down {
			f.result, f.checked = res, round
			s.publish(inner, f)
		}
	}()
}

// resultOf is what is wrong in a folder as it is now.
func (s *Server) resultOf(ctx context.Context, f *folder) (*analyzer.Result, *analyzer.Snapshot, error) {
	s.mu.Lock()
	res, snapshot, current := f.result, f.snapshot, f.checked == f.round && f.result != nil
	s.mu.Unlock()
	if current {
		return res, snapshot, nil
	}
	res, err := snapshot.Check(ctx, analyzer.Config{})
	return res, snapshot, err
}

// watch asks the editor to tell of files that change on disk.
func (s *Server) watch(ctx context.Context) {
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/*.{xml,json,yaml,yml,tpl,tftpl,cshtml,tfvars}")}},
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

// DidChangeWatchedFiles takes over what changed on disk, but for open buffers.
func (s *Server) DidChangeWatchedFiles(ctx context.Context, p *protocol.DidChangeWatchedFilesParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	touched := map[*folder]bool{}
	for _, c := range p.Changes {
		if s.open[c.URI] != nil {
			continue
		}
		f := s.folderOf(ctx, c.URI)
		f.fromDisk(f.rel(c.URI))
		touched[f] = true
	}
	for _, f := range s.folders {
		if touched[f] {
			s.schedule(ctx, f)
		}
	}
	return nil
}

// DidChangeWorkspaceFolders adds and removes folders.
func (s *Server) DidChangeWorkspaceFolders(ctx context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, gone := range p.Event.Removed {
		dir := filepath.Clean(gone.URI.FsPath())
		for i, f := range s.folders {
			if f.start == dir {
				f.stop()
				s.folders = append(s.folders[:i:i], s.folders[i+1:]...)
				s.clear(ctx, f)
				break
			}
		}
	}
	for _, added := range p.Event.Added {
		s.addFolder(added.URI)
		s.schedule(ctx, s.folders[len(s.folders)-1])
	}
	return nil
}
