package analyzer

import (
	"context"
	"slices"
	"sort"
	"strings"
	"sync"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// Snapshot is a workspace at one moment: a set of files and what was read from
// them. A Snapshot never changes and is safe for concurrent use.
type Snapshot struct {
	files []*text.File // sorted by path
	docs  map[string]*document
	// estates is what the files that are no policies say.
	estates *surroundings
}

// Config is what a caller wants of a check.
type Config struct {
	// Flags are facts about the instance that outrank those in the files.
	Flags estate.Facts
	// Env is the environment to check, "" for the base instance, and
	// estate.AllEnvironments for that and all environments.
	Env string
	// Rules sets the severity of rules by ID; it outranks hairpin.yaml.
	Rules map[string]Severity
	// Report lists the files and folders whose findings are wanted; empty means all.
	// Everything else is read all the same.
	Report []string
}

// wants reports whether findings in a file are wanted.
func (c *Config) wants(path string) bool {
	if len(c.Report) == 0 {
		return true
	}
	for _, p := range c.Report {
		if p == "." || p == path || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}

// NewSnapshot reads a workspace. Paths are slash-separated and unique.
func NewSnapshot(files []*text.File) *Snapshot {
	s, _ := ReadSnapshot(context.Background(), files) // which never ends
	return s
}

// ReadSnapshot is NewSnapshot for a caller who may give up. The error is the
// context's.
func ReadSnapshot(ctx context.Context, files []*text.File) (*Snapshot, error) {
	s := &Snapshot{files: slices.Clone(files), estates: new(surroundings)}
	sort.SliceStable(s.files, func(i, j int) bool { return s.files[i].Path < s.files[j].Path })
	var err error
	s.docs, err = parseAll(ctx, s.files)
	return s, err
}

// With is the snapshot with one file added or replaced.
func (s *Snapshot) With(f *text.File) *Snapshot {
	out := s.Without(f.Path)
	at, _ := slices.BinarySearchFunc(out.files, f.Path, byPath)
	out.files = slices.Insert(out.files, at, f)
	if isPolicyFile(f) {
		out.docs[f.Path] = parse(f)
	}
	if sharesEstates(s.File(f.Path), f) {
		out.estates = s.estates
	}
	return out
}

// Without is the snapshot with one file taken away.
func (s *Snapshot) Without(path string) *Snapshot {
	out := &Snapshot{files: slices.Clone(s.files), docs: make(map[string]*document, len(s.docs)), estates: new(surroundings)}
	for p, d := range s.docs {
		if p != path {
			out.docs[p] = d
		}
	}
	if at, ok := slices.BinarySearchFunc(out.files, path, byPath); ok {
		out.files = slices.Delete(out.files, at, at+1)
	}
	return out
}

// paths are the paths of all files, sorted.
func (s *Snapshot) paths() []string {
	out := make([]string, len(s.files))
	for i, f := range s.files {
		out[i] = f.Path
	}
	return out
}

func byPath(f *text.File, path string) int { return strings.Compare(f.Path, path) }

// File is the file at a path, nil if there is none.
func (s *Snapshot) File(path string) *text.File {
	if at, ok := slices.BinarySearchFunc(s.files, path, byPath); ok {
		return s.files[at]
	}
	return nil
}

// parseAll reads the policy documents among files, on all cores.
func parseAll(ctx context.Context, files []*text.File) (map[string]*document, error) {
	var policies []*text.File
	for _, f := range files {
		if isPolicyFile(f) {
			policies = append(policies, f)
		}
	}
	docs := make([]*document, len(policies))
	parallel(len(policies), func(i int) {
		if ctx.Err() == nil {
			docs[i] = parse(policies[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out := make(map[string]*document, len(docs))
	for _, d := range docs {
		out[d.file.Path] = d
	}
	return out, nil
}

func isPolicyFile(f *text.File) bool { return !IsInput(f.Path) && IsPolicy(f.Src) }

// parallel calls f for every index below n, a few at a time.
func parallel(n int, f func(int)) {
	const workers, least = 8, 4
	if n < least {
		for i := range n {
			f(i)
		}
		return
	}
	var next sync.Mutex
	var wg sync.WaitGroup
	at := 0
	for range min(workers, n) {
		wg.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}

// Calls lists every place that makes the gateway open a connection, by place;
// of all environments, one environment after the other. The error is the
// context's.
func (s *Snapshot) Calls(ctx context.Context, c Config) ([]*Call, error) {
	var out []*Call
	for _, run := range s.runs(ctx, c) {
		for _, b := range run {
			if err := b.collect(); err != nil {
				return nil, err
			}
			out = append(out, b.calls.list...)
		}
	}
	return out, nil
}

// batch prepares the check of one estate.
func (s *Snapshot) batch(ctx context.Context, c Config, g estate.Group, o estate.Options) *batch {
	b := &batch{ctx: ctx, config: c, docs: map[string]*document{}, included: map[*document]bool{}, replaced: map[callKey]bool{}}
	b.estate = estate.Read(s.files, g, o)
	for _, p := range g.Paths {
		d := s.docs[p]
		if d != nil {
			b.docs[p] = d
			b.order = append(b.order, d)
		}
		if d != nil || holdsAddress(p) {
			b.inputs = append(b.inputs, p)
		}
	}
	return b
}
