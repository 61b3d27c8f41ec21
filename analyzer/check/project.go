package check

import (
	"context"
	"slices"
	"sort"
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
)

// Project is a set of files with the policy documents in them, and what checks of
// it have found out. It does not change.
type Project struct {
	Files   []*text.File // sorted by path
	docs    []*documents // of the files; nil for what holds no policy
	readers []document.Reader
	memory  *memory
}

// documents are the policies in one file, in file order. They stand behind a pointer,
// because a change of one file copies the list of all.
type documents struct{ list []*document.Document }

func (d *documents) all() []*document.Document {
	if d == nil {
		return nil
	}
	return d.list
}

// Read reads files whose paths are slash-separated and unique. Readers find the
// policies in files that are no policies themselves. The error is the context's.
func Read(ctx context.Context, files []*text.File, readers ...document.Reader) (*Project, error) {
	p := &Project{Files: slices.Clone(files), readers: readers, memory: &memory{}}
	sort.SliceStable(p.Files, func(i, j int) bool { return p.Files[i].Path < p.Files[j].Path })
	var err error
	p.docs, err = p.readAll(ctx)
	return p, err
}

// With is the project with one file added or replaced. It shares with p what checks
// have found out.
func (p *Project) With(f *text.File) *Project {
	d := p.read(context.Background(), f)
	out := p.clone()
	at, ok := slices.BinarySearchFunc(out.Files, f.Path, byPath)
	if ok {
		out.Files[at], out.docs[at] = f, d
		return out
	}
	out.Files, out.docs = slices.Insert(out.Files, at, f), slices.Insert(out.docs, at, d)
	return out
}

// Without is the project with one file taken away.
func (p *Project) Without(path string) *Project {
	out := p.clone()
	if at, ok := slices.BinarySearchFunc(out.Files, path, byPath); ok {
		out.Files, out.docs = slices.Delete(out.Files, at, at+1), slices.Delete(out.docs, at, at+1)
	}
	return out
}

func (p *Project) clone() *Project {
	return &Project{Files: slices.Clone(p.Files), docs: slices.Clone(p.docs), readers: p.readers, memory: p.memory}
}

// Paths are the paths of all files, sorted.
func (p *Project) Paths() []string {
	out := make([]string, len(p.Files))
	for i, f := range p.Files {
		out[i] = f.Path
	}
	return out
}

func byPath(f *text.File, path string) int { return strings.Compare(f.Path, path) }

// File is the file at a path, nil if there is none.
func (p *Project) File(path string) *text.File {
	if at, ok := slices.BinarySearchFunc(p.Files, path, byPath); ok {
		return p.Files[at]
	}
	return nil
}

// Documents are the policy documents in the file at a path, in file order.
func (p *Project) Documents(path string) []*document.Document {
	if at, ok := slices.BinarySearchFunc(p.Files, path, byPath); ok {
		return p.docs[at].all()
	}
	return nil
}

// Document is the policy document with an ID, nil if there is none.
func (p *Project) Document(id string) *document.Document {
	path, _, _ := strings.Cut(id, "#")
	for _, list := range [...][]*document.Document{p.Documents(id), p.Documents(path)} {
		for _, d := range list {
			if d.ID == id {
				return d
			}
		}
	}
	return nil
}

// EstateOf is the estate that a file belongs to in the environment of c, in the base
// instance for all environments; nil if there is none.
func (p *Project) EstateOf(path string, c Config) *estate.Estate {
	if last := p.memory.lend(p, c); last != nil {
		for _, run := range last.runs {
			if _, ok := slices.BinarySearch(run[0].Inputs, path); ok {
				return run[0].Estate
			}
		}
	}
	for _, g := range estate.Split(p.Paths()) {
		if _, ok := slices.BinarySearch(g.Paths, path); ok {
			return estate.Read(p.Files, g, c.options())
		}
	}
	return nil
}

// readAll reads the policy documents in the files, on all cores.
func (p *Project) readAll(ctx context.Context) ([]*documents, error) {
	var policies []int
	for i, f := range p.Files {
		if len(p.readers) > 0 || isPolicyFile(f) {
			policies = append(policies, i)
		}
	}
	docs := make([]*documents, len(p.Files))
	parallel(len(policies), func(i int) string { return p.Files[policies[i]].Path }, func(i int) {
		if ctx.Err() == nil {
			docs[policies[i]] = p.read(ctx, p.Files[policies[i]])
		}
	})
	return docs, ctx.Err()
}

// read are the policy documents in a file: what a reader finds in it, or itself.
func (p *Project) read(ctx context.Context, f *text.File) *documents {
	if list := document.Read(ctx, f, p.readers); len(list) > 0 {
		return &documents{list}
	}
	if isPolicyFile(f) {
		return &documents{[]*document.Document{document.Parse(ctx, f)}}
	}
	return nil
}

func isPolicyFile(f *text.File) bool { return !estate.IsInput(f.Path) && document.IsPolicy(f.Src) }
