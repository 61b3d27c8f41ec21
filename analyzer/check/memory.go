package check

import (
	"context"
	"reflect"
	"sync"

	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/rules"
	"hairpin.example/hairpin/analyzer/text"
)

// memory holds the last checks of a snapshot and of those that were made from it,
// one for each environment, so that the next one does again only what can be
// different. It is never a source of truth: what is lent was made from the very
// same documents.
type memory struct {
	mu   sync.Mutex
	last []*checked // the latest first
}

// maxKept bounds the environments that are remembered.
const maxKept = 4

// checked is a finished check.
type checked struct {
	files []*text.File
	docs  []*documents
	env   string
	flags gateway.Facts
	runs  [][]*Run
	// judged is true if the rules have spoken, false if only calls were asked for.
	judged bool
}

// lend is the last check under some facts, if it was of the same estates: of the
// same files, but for the texts of policies; nil if it was not.
func (m *memory) lend(p *Project, c Config) *checked {
	for _, k := range m.kept() {
		if k.env == c.Env {
			if reflect.DeepEqual(k.flags, c.Flags) && k.fits(p) {
				return k
			}
			return nil
		}
	}
	return nil
}

func (m *memory) kept() []*checked {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last
}

// fits reports whether a check was of the same files, but for the texts of
// policies.
func (k *checked) fits(p *Project) bool {
	if len(k.files) != len(p.Files) {
		return false
	}
	for i, f := range p.Files {
		old := k.files[i]
		if f != old && (f.Path != old.Path || p.docs[i] == nil || len(p.docs[i].all()) != len(k.docs[i].all())) {
			return false
		}
	}
	return true
}

// keep remembers a finished check. What it was asked by is forgotten.
func (m *memory) keep(p *Project, c Config, runs [][]*Run, judged bool) {
	k := &checked{p.Files, p.docs, c.Env, c.Flags, make([][]*Run, len(runs)), judged}
	for i, run := range runs {
		for _, b := range run {
			kept := *b
			kept.ctx, kept.config, kept.question = context.Background(), Config{}, rules.Input{}
			k.runs[i] = append(k.runs[i], &kept)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	last := []*checked{k}
	for _, other := range m.last {
		if other.env != k.env && len(last) < maxKept {
			last = append(last, other)
		}
	}
	m.last = last
}
