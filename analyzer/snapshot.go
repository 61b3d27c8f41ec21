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
	files  []*text.File // sorted by path
	docs   []*document  // of the files; nil for what is not a policy
	memory *memory
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
	s := &Snapshot{files: slices.Clone(files), memory: &memory{}}
	sort.SliceStable(s.files, func(i, j int) bool { return s.files[i].Path < s.files[j].Path })
	var err error
	s.docs, err = parseAll(ctx, s.files)
	return s, err
}

// With is the snapshot with one file added or replaced. It shares with s what
// checks have found out.
func (s *Snapshot) With(f *text.File) *Snapshot {
	var d *document
	if isPolicyFile(f) {
		d = parse(f)
	}
	out := &Snapshot{files: slices.Clone(s.files), docs: slices.Clone(s.docs), memory: s.memory}
	at, ok := slices.BinarySearchFunc(out.files, f.Path, byPath)
	if ok {
		out.files[at], out.docs[at] = f, d
		return out
	}
	out.files, out.docs = slices.Insert(out.files, at, f), slices.Insert(out.docs, at, d)
	return out
}

// Without is the snapshot with one file taken away.
func (s *Snapshot) Without(path string) *Snapshot {
	out := &Snapshot{files: slices.Clone(s.files), docs: slices.Clone(s.docs), memory: s.memory}
	if at, ok := slices.BinarySearchFunc(out.files, path, byPath); ok {
		out.files, out.docs = slices.Delete(out.files, at, at+1), slices.Delete(out.docs, at, at+1)
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

// document is the policy document at a path, nil if there is none.
func (s *Snapshot) document(path string) *document {
	if at, ok := slices.BinarySearchFunc(s.files, path, byPath); ok {
		return s.docs[at]
	}
	return nil
}

// estateOf is the estate that a file belongs to, nil if there is none. It is that
// of the last check, whatever environment was asked for.
func (s *Snapshot) estateOf(path string) *estate.Estate {
	if last := s.memory.any(s); last != nil {
		for _, run := range last.runs {
			if _, ok := slices.BinarySearch(run[0].inputs, path); ok {
				return run[0].estate
			}
		}
	}
	for _, g := range estate.Split(s.paths()) {
		if _, ok := slices.BinarySearch(g.Paths, path); ok {
			return estate.Read(s.files, g, estate.Options{})
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
	runs, err := s.collected(ctx, c)
	for _, run := range runs {
		for _, b := range run {
			out = append(out, b.allCalls()...)
		}
	}
	return out, err
}

// collected runs what there is to run. It is remembered unless a check of that
// environment is, which knows more, so that a question about another environment
// than is checked costs its price once.
func (s *Snapshot) collected(ctx context.Context, c Config) ([][]*batch, error) {
	last := s.memory.lend(s, c)
	runs := s.runs(ctx, c)
	for _, run := range runs {
		if err := collect(run); err != nil {
			return nil, err
		}
	}
	if last == nil || !last.judged {
		s.memory.keep(s, c, runs, false)
	}
	return runs, nil
}

// collect runs the parts of an estate in all environments that are wanted.
func collect(run []*batch) error {
	for _, b := range run {
		if err := b.collect(); err != nil {
			return err
		}
	}
	return nil
}

// planOf prepares the check of one estate.
func (s *Snapshot) planOf(g estate.Group, o estate.Options) *plan {
	p := plan{estate: estate.Read(s.files, g, o), index: map[string]int{}}
	for _, path := range g.Paths {
		at, ok := slices.BinarySearchFunc(s.files, path, byPath)
		if ok && s.docs[at] != nil {
			p.index[path] = len(p.at)
			p.at = append(p.at, at)
		} else if !holdsAddress(path) {
			continue
		}
		p.inputs = append(p.inputs, path)
	}
	return newPlan(p, s.gather(&p))
}

// gather are the documents of a plan.
func (s *Snapshot) gather(p *plan) []*document {
	out := make([]*document, len(p.at))
	for i, at := range p.at {
		out[i] = s.docs[at]
	}
	return out
}

// batch is a check that begins.
func (s *Snapshot) batch(ctx context.Context, c Config, p *plan) *batch {
	b := &batch{Site: newSite(p, s.gather(p)), ctx: ctx, config: c}
	b.census = sync.OnceValue(func() *census { return takeCensus(b.Site, b.everyCall()) })
	return b
}

// again is a check of what was checked before.
func (s *Snapshot) again(ctx context.Context, c Config, old *batch) *batch {
	b := s.batch(ctx, c, old.plan)
	for i, d := range b.order {
		if d != old.order[i] && d.isFragment() != b.fragments[i] {
			return s.batch(ctx, c, newPlan(*old.plan, b.order))
		}
	}
	b.earlier = old
	return b
}
