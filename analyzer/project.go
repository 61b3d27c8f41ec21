package analyzer

import (
	"context"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
	"slices"
	"sort"
	"strings"
)

// project is a set of files with the policy documents in them, and what checks of
// it have found out. It does not change.
type project struct {
	files  []*text.File // sorted by path
	docs   []*document  // of the files; nil for what is not a policy
	memory *memory
}

// readProject reads files whose paths are slash-separated and unique. The error is
// the context's.
func readProject(ctx context.Context, files []*text.File) (*project, error) {
	p := &project{files: slices.Clone(files), memory: &memory{}}
	sort.SliceStable(p.files, func(i, j int) bool { return p.files[i].Path < p.files[j].Path })
	var err error
	p.docs, err = parseAll(ctx, p.files)
	return p, err
}

// with is the project with one file added or replaced. It shares with p what checks
// have found out.
func (p *project) with(f *text.File) *project {
	var d *document
	if isPolicyFile(f) {
		d = parse(f)
	}
	out := &project{files: slices.Clone(p.files), docs: slices.Clone(p.docs), memory: p.memory}
	at, ok := slices.BinarySearchFunc(out.files, f.Path, byPath)
	if ok {
		out.files[at], out.docs[at] = f, d
		return out
	}
	out.files, out.docs = slices.Insert(out.files, at, f), slices.Insert(out.docs, at, d)
	return out
}

// without is the project with one file taken away.
func (p *project) without(path string) *project {
	out := &project{files: slices.Clone(p.files), docs: slices.Clone(p.docs), memory: p.memory}
	if at, ok := slices.BinarySearchFunc(out.files, path, byPath); ok {
		out.files, out.docs = slices.Delete(out.files, at, at+1), slices.Delete(out.docs, at, at+1)
	}
	return out
}

// paths are the paths of all files, sorted.
func (p *project) paths() []string {
	out := make([]string, len(p.files))
	for i, f := range p.files {
		out[i] = f.Path
	}
	return out
}

func byPath(f *text.File, path string) int { return strings.Compare(f.Path, path) }

// file is the file at a path, nil if there is none.
func (p *project) file(path string) *text.File {
	if at, ok := slices.BinarySearchFunc(p.files, path, byPath); ok {
		return p.files[at]
	}
	return nil
}

// document is the policy document at a path, nil if there is none.
func (p *project) document(path string) *document {
	if at, ok := slices.BinarySearchFunc(p.files, path, byPath); ok {
		return p.docs[at]
	}
	return nil
}

// estateOf is the estate that a file belongs to, nil if there is none. It is that
// of the last check, whatever environment was asked for.
func (p *project) estateOf(path string) *estate.Estate {
	if last := p.memory.any(p); last != nil {
		for _, run := range last.runs {
			if _, ok := slices.BinarySearch(run[0].inputs, path); ok {
				return run[0].estate
			}
		}
	}
	for _, g := range estate.Split(p.paths()) {
		if _, ok := slices.BinarySearch(g.Paths, path); ok {
			return estate.Read(p.files, g, estate.Options{})
		}
	}
	return nil
}

// parseAll reads the policy documents among files, on all cores.
func parseAll(ctx context.Context, files []*text.File) ([]*document, error) {
	var policies []int
	for i, f := range files {
		if isPolicyFile(f) {
			policies = append(policies, i)
		}
	}
	docs := make([]*document, len(files))
	parallel(len(policies), func(i int) {
		if ctx.Err() == nil {
			docs[policies[i]] = parse(files[policies[i]])
		}
	})
	return docs, ctx.Err()
}

func isPolicyFile(f *text.File) bool { return !IsInput(f.Path) && IsPolicy(f.Src) }
