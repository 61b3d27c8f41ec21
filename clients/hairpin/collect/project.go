package collect

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Project is what was collected, with paths relative to one root.
type Project struct {
	Root string // absolute
	// Files are what a request carries, sorted by path.
	Files []*hairpinv1.File
	// Report are the paths of the files and folders whose findings are wanted, sorted.
	Report []string
	cwd    string
}

// Project takes all files under one root: the repository if everything lies in
// it, so that fingerprints do not depend on where hairpin was called; else the
// folder that all files share. extra is a file that has to lie under it too, "" for none.
func (in *Input) Project(extra string) *Project {
	paths, report := slices.Sorted(maps.Keys(in.files)), slices.Sorted(maps.Keys(in.report))
	// What a file means depends on the folders that it lies in, up to its estate.
	all := slices.Concat(paths, report, slices.Sorted(maps.Keys(in.roots)))
	if extra != "" {
		all = append(all, extra)
	}
	p := &Project{cwd: in.Cwd, Root: in.Cwd}
	if len(all) > 0 {
		p.Root = filepath.Dir(all[0])
		if top := repository(p.Root); top != "" {
			p.Root = top
		}
		for _, path := range all {
			for !Inside(path, p.Root) && filepath.Dir(p.Root) != p.Root {
				p.Root = filepath.Dir(p.Root)
			}
		}
	}
	for _, path := range paths {
		p.Files = append(p.Files, &hairpinv1.File{Path: p.Rel(path), Content: in.files[path]})
	}
	for _, path := range report {
		p.Report = append(p.Report, p.Rel(path))
	}
	return p
}

// Inside reports whether a path is that of a folder or of something in it.
func Inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Rel is the path of a file in the request.
func (p *Project) Rel(path string) string {
	rel, err := filepath.Rel(p.Root, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// Abs is the file on disk of a path in the request.
func (p *Project) Abs(path string) string { return filepath.Join(p.Root, filepath.FromSlash(path)) }

// Display is a path of the request as the user would open it.
func (p *Project) Display(path string) string {
	rel, err := filepath.Rel(p.cwd, p.Abs(path))
	if err != nil {
		return filepath.ToSlash(p.Abs(path))
	}
	return filepath.ToSlash(rel)
}

// Source finds the files of the project by the paths that the user knows.
// changed replaces some of them, with paths of the request.
func (p *Project) Source(changed ...*hairpinv1.File) func(path string) *text.File {
	contents := make(map[string][]byte, len(p.Files))
	for _, f := range append(p.Files[:len(p.Files):len(p.Files)], changed...) {
		contents[p.Display(f.GetPath())] = f.GetContent()
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

// Content is what a file of the request holds, nil if there is none.
func (p *Project) Content(path string) []byte {
	for _, f := range p.Files {
		if f.GetPath() == path {
			return f.GetContent()
		}
	}
	return nil
}

// DisplayResponse puts the paths that the user knows into a response.
func (p *Project) DisplayResponse(r *hairpinv1.AnalyzeResponse) {
	for _, f := range r.GetFindings() {
		p.DisplayFinding(f)
	}
	for _, s := range r.GetSuppressed() {
		p.DisplayFinding(s.GetFinding())
		p.DisplayLocation(s.GetSuppressedBy())
	}
	for _, problem := range r.GetProblems() {
		p.DisplayLocation(problem.GetLocation())
	}
}

// DisplayCalls does so for a list of calls.
func (p *Project) DisplayCalls(r *hairpinv1.ListCallsResponse) {
	for _, c := range r.GetCalls() {
		p.DisplayLocation(c.GetLocation())
		for _, way := range c.GetWays() {
			p.displayPieces(way.GetUrl())
			p.displayPieces(way.GetHostHeader().GetValue())
			p.DisplayLocation(way.GetHostHeader().GetLocation())
			p.displayNotes(way.GetConditions())
		}
	}
	for _, problem := range r.GetProblems() {
		p.DisplayLocation(problem.GetLocation())
	}
}

func (p *Project) displayPieces(list []*hairpinv1.Piece) {
	for _, piece := range list {
		p.DisplayLocation(piece.GetLocation())
		p.DisplayLocation(piece.GetOrigin())
		p.displayNotes(piece.GetTrail())
	}
}

func (p *Project) displayNotes(list []*hairpinv1.Note) {
	for _, n := range list {
		p.DisplayLocation(n.GetLocation())
	}
}

// DisplayFinding does so for a finding.
func (p *Project) DisplayFinding(f *hairpinv1.Finding) {
	p.DisplayLocation(f.GetLocation())
	p.displayNotes(f.GetRelated())
	for _, fix := range f.GetFixes() {
		for _, e := range fix.GetEdits() {
			p.DisplayLocation(e.GetLocation())
		}
	}
}

// DisplayLocation does so for a place, which may be nil.
func (p *Project) DisplayLocation(l *hairpinv1.Location) {
	if l != nil {
		l.Path = p.Display(l.Path)
	}
}

// For reads the project at a folder, or the estate around a file, and gives its
// root and its files. The error is the context's, or that of a path that is not
// there.
func For(ctx context.Context, path string) (string, []*text.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", nil, err
	}
	in := &Input{Cwd: path, Stdin: strings.NewReader(""), StdinName: StdinPath, Progress: func(int) {}}
	if !info.IsDir() {
		in.Cwd = filepath.Dir(path)
	}
	in.Read([]string{path})
	p := in.Project("")
	files := make([]*text.File, len(p.Files))
	for i, f := range p.Files {
		files[i] = text.NewFile(f.GetPath(), string(f.GetContent()))
	}
	return p.Root, files, ctx.Err()
}
