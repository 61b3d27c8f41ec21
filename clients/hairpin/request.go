package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hairpin/analyzer/text"
	hairpinv1 "hairpin/proto/hairpin/v1"
)

// workspace is what was collected, with paths relative to one root.
type workspace struct {
	root   string // absolute
	cwd    string
	files  []*hairpinv1.File
	report []string
}

// workspace takes all files under one root: the repository if everything lies in
// it, so that fingerprints do not depend on where hairpin was called; else the
// folder that all files share. extra is a file that has to lie under it too, "" for none.
func (c *collector) workspace(extra string) *workspace {
	paths, report := slices.Sorted(maps.Keys(c.files)), slices.Sorted(maps.Keys(c.report))
	// What a file means depends on the folders that it lies in, up to its estate.
	all := slices.Concat(paths, report, slices.Sorted(maps.Keys(c.roots)))
	if extra != "" {
		all = append(all, extra)
	}
	w := &workspace{cwd: c.cwd, root: c.cwd}
	if len(all) > 0 {
		w.root = filepath.Dir(all[0])
		if top := repository(w.root); top != "" {
			w.root = top
		}
		for _, p := range all {
			for !inside(p, w.root) && filepath.Dir(w.root) != w.root {
				w.root = filepath.Dir(w.root)
			}
		}
	}
	for _, p := range paths {
		w.files = append(w.files, &hairpinv1.File{Path: w.rel(p), Content: c.files[p]})
	}
	for _, p := range report {
		w.report = append(w.report, w.rel(p))
	}
	return w
}

func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// rel is the path of a file in the request.
func (w *workspace) rel(path string) string {
	rel, err := filepath.Rel(w.root, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// abs is the file on disk of a path in the request.
func (w *workspace) abs(path string) string { return filepath.Join(w.root, filepath.FromSlash(path)) }

// display is a path of the request as the user would open it.
func (w *workspace) display(path string) string {
	rel, err := filepath.Rel(w.cwd, w.abs(path))
	if err != nil {
		return filepath.ToSlash(w.abs(path))
	}
	return filepath.ToSlash(rel)
}

// source finds the files of the workspace by the paths that the user knows.
// changed replaces some of them, with paths of the request.
func (w *workspace) source(changed ...*hairpinv1.File) func(path string) *text.File {
	contents := make(map[string][]byte, len(w.files))
	for _, f := range append(w.files[:len(w.files):len(w.files)], changed...) {
		contents[w.display(f.GetPath())] = f.GetContent()
	}
	made := map[string]*text.File{}
	return func(path string) *text.File {
		if f := made[path]; f != nil {
			return f
		}
		src, ok := contents[path]
		if !ok {
			return nil
		}
		f := text.NewFile(path, string(src))
		made[path] = f
		return f
	}
}

// content is what a file of the request holds, nil if there is none.
func (w *workspace) content(path string) []byte {
	for _, f := range w.files {
		if f.GetPath() == path {
			return f.GetContent()
		}
	}
	return nil
}

// displayResponse puts the paths that the user knows into a response.
func (w *workspace) displayResponse(r *hairpinv1.AnalyzeResponse) {
	for _, f := range r.GetFindings() {
		w.displayFinding(f)
	}
	for _, s := range r.GetSuppressed() {
		w.displayFinding(s.GetFinding())
		w.displayLocation(s.GetSuppressedBy())
	}
	for _, p := range r.GetProblems() {
		w.displayLocation(p.GetLocation())
	}
}

// displayCalls does so for a list of calls.
func (w *workspace) displayCalls(r *hairpinv1.ListCallsResponse) {
	for _, c := range r.GetCalls() {
		w.displayLocation(c.GetLocation())
		for _, way := range c.GetWays() {
			w.displayPieces(way.GetUrl())
			w.displayPieces(way.GetHostHeader().GetValue())
			w.displayLocation(way.GetHostHeader().GetLocation())
			w.displayNotes(way.GetConditions())
		}
	}
	for _, p := range r.GetProblems() {
		w.displayLocation(p.GetLocation())
	}
}

func (w *workspace) displayPieces(list []*hairpinv1.Piece) {
	for _, p := range list {
		w.displayLocation(p.GetLocation())
		w.displayLocation(p.GetOrigin())
		w.displayNotes(p.GetTrail())
	}
}

func (w *workspace) displayNotes(list []*hairpinv1.Note) {
	for _, n := range list {
		w.displayLocation(n.GetLocation())
	}
}

func (w *workspace) displayFinding(f *hairpinv1.Finding) {
	w.displayLocation(f.GetLocation())
	w.displayNotes(f.GetRelated())
	for _, fix := range f.GetFixes() {
		for _, e := range fix.GetEdits() {
			w.displayLocation(e.GetLocation())
		}
	}
}

func (w *workspace) displayLocation(l *hairpinv1.Location) {
	if l != nil {
		l.Path = w.display(l.Path)
	}
}

// collectFor reads the workspace at a folder, or the estate around a file.
func collectFor(ctx context.Context, path string) (string, []*text.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", nil, err
	}
	c := &collector{cwd: path, stdin: strings.NewReader(""), stdinName: stdinPath, progress: func(int) {}}
	if !info.IsDir() {
		c.cwd = filepath.Dir(path)
	}
	c.collect([]string{path})
	w := c.workspace("")
	files := make([]*text.File, len(w.files))
	for i, f := range w.files {
		files[i] = text.NewFile(f.GetPath(), string(f.GetContent()))
	}
	return w.root, files, ctx.Err()
}
