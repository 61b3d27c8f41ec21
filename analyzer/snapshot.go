package analyzer

import (
	"context"

	"hairpin.example/hairpin/analyzer/check"
	"hairpin.example/hairpin/analyzer/compose"
	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/text"
)

// Snapshot is a project at one moment: a set of files and what was read from
// them. A Snapshot never changes and is safe for concurrent use.
type Snapshot struct{ project *check.Project }

// NewSnapshot reads a project. Paths are slash-separated and unique.
// Readers find the policies in files that are no policies themselves.
func NewSnapshot(files []*text.File, readers ...Reader) *Snapshot {
	s, _ := ReadSnapshot(context.Background(), files, readers...) // which never ends
	return s
}

// ReadSnapshot is NewSnapshot for a caller who may give up. The error is the
// context's.
func ReadSnapshot(ctx context.Context, files []*text.File, readers ...Reader) (*Snapshot, error) {
	p, err := check.Read(ctx, files, readers...)
	return &Snapshot{p}, err
}

// With is the snapshot with one file added or replaced. It shares with s what
// checks have found out.
func (s *Snapshot) With(f *text.File) *Snapshot { return &Snapshot{s.project.With(f)} }

// Without is the snapshot with one file taken away.
func (s *Snapshot) Without(path string) *Snapshot { return &Snapshot{s.project.Without(path)} }

// File is the file at a path, nil if there is none.
func (s *Snapshot) File(path string) *text.File { return s.project.File(path) }

// Paths are the paths of all files, sorted.
func (s *Snapshot) Paths() []string { return s.project.Paths() }

// Documents are the policy documents in the file at a path, in file order.
func (s *Snapshot) Documents(path string) []*document.Document { return s.project.Documents(path) }

// Document is the policy document with an ID, nil if there is none. That of a file
// which is a policy as a whole is its path.
func (s *Snapshot) Document(id string) *document.Document { return s.project.Document(id) }

// DocumentAt is the policy document at an offset of a file, nil if there is none.
func (s *Snapshot) DocumentAt(path string, off int) *document.Document {
	for _, d := range s.project.Documents(path) {
		if d.Covers(text.Span{Start: off, End: off}) {
			return d
		}
	}
	return nil
}

// EstateOf is the estate that a file belongs to in the environment of c, in the base
// instance for all environments; nil if there is none.
func (s *Snapshot) EstateOf(path string, c Config) *estate.Estate {
	return s.project.EstateOf(path, c)
}

// Sites are the estates of the project with their documents, in the base instance
// or the environment in c. The error is the context's.
func (s *Snapshot) Sites(ctx context.Context, c Config) ([]*compose.Site, error) {
	var out []*compose.Site
	for _, run := range s.project.Runs(ctx, c) {
		out = append(out, run[0].Site)
	}
	return out, ctx.Err()
}

// Calls lists every place that makes the gateway open a connection, by place;
// of all environments, one environment after the other. The error is the
// context's.
func (s *Snapshot) Calls(ctx context.Context, c Config) ([]*Call, error) {
	var out []*Call
	runs, err := s.project.Collected(ctx, c)
	for _, run := range runs {
		for _, b := range run {
			out = append(out, b.AllCalls()...)
		}
	}
	return out, err
}

// Check finds what is wrong in the project. The error is the context's, or about
// the rules in c.
func (s *Snapshot) Check(ctx context.Context, c Config) (*Result, error) {
	var parts []*Result
	err := s.CheckEach(ctx, c, func(part *Result) error {
		parts = append(parts, part)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(parts) == 1 { // as it is for most projects
		return parts[0], nil
	}
	res := &Result{}
	for _, part := range parts {
		res.Add(part)
	}
	res.Sort()
	return res, nil
}

// CheckEach is Check one estate after the other: yield gets the result of each.
// What belongs to several estates, such as a problem in a shared hairpin.yaml, is
// told for each of them. The error is that of the context or of yield, or about
// the rules in c.
func (s *Snapshot) CheckEach(ctx context.Context, c Config, yield func(*Result) error) error {
	if c.Unproven {
		return s.project.CheckEach(ctx, c, yield)
	}
	return s.project.CheckEach(ctx, c, func(res *Result) error {
		if err := s.Prove(ctx, c, res); err != nil {
			return err
		}
		return yield(res)
	})
}
