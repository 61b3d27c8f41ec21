package analyzer

import (
	"context"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// Snapshot is a workspace at one moment: a set of files and what was read from
// them. A Snapshot never changes and is safe for concurrent use.
type Snapshot struct {
	files []*text.File
}

// Config is what a caller wants of a check.
type Config struct {
	// Flags are facts about the instance that outrank those in the files.
	Flags estate.Facts
	// Env is the environment to check, "" for the base instance.
	Env string
	// Rules sets the severity of rules by ID; it outranks hairpin.yaml.
	Rules map[string]Severity
	// Report lists the files and folders whose findings are wanted; empty means all.
	// Everything else is read all the same.
	Report []string
}

// NewSnapshot reads a workspace. Paths are slash-separated and unique.
func NewSnapshot(files []*text.File) *Snapshot { return &Snapshot{files: files} }

// Check finds what is wrong. The error is the context's.
func (s *Snapshot) Check(ctx context.Context, c Config) (*Result, error) {
	return &Result{Files: len(s.files)}, ctx.Err()
}

// FixOptions says which fixes to apply.
type FixOptions struct {
	Rules  []string // only these; empty means all
	Review bool     // also fixes that need review, the first alternative of each
}

// FixResult is what applying fixes came to.
type FixResult struct {
	Files   []*text.File // changed and created files, sorted by path
	Applied []Finding    // each with the one fix that was applied
	Left    *Result      // what is left
}

// Fix applies fixes until none is left. The error is the context's.
func (s *Snapshot) Fix(ctx context.Context, c Config, o FixOptions) (*FixResult, error) {
	left, err := s.Check(ctx, c)
	return &FixResult{Left: left}, err
}

// IsPolicy reports whether the root element makes src a policy document.
func IsPolicy(src string) bool { return false }

// IsInput reports whether a file of this name belongs to an estate: an artifact,
// a specification, hairpin.yaml, instance.json or an APIOps configuration.
func IsInput(path string) bool { return false }

// Rules lists all rules in ID order.
func Rules() []*Rule { return nil }

// RuleByID is the rule with that ID, nil if there is none.
func RuleByID(id string) *Rule { return nil }
