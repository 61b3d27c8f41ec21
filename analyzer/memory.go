package analyzer

import (
	"context"
	"reflect"
	"slices"
	"sync"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// memory holds the last check of a snapshot and of those that were made from it,
// so that the next one does again only what can be different. It is never a
// source of truth: what is lent was made from the very same documents.
type memory struct {
	mu   sync.Mutex
	last *checked
}

// checked is a finished check.
type checked struct {
	files []*text.File
	docs  []*document
	env   string
	flags estate.Facts
	runs  [][]*batch
}

// lend is the last check, if it was of the same estates: of the same files, but
// for the texts of policies; nil if it was not.
func (m *memory) lend(s *Snapshot) *checked {
	m.mu.Lock()
	last := m.last
	m.mu.Unlock()
	if last == nil || len(last.files) != len(s.files) {
		return nil
	}
	for i, f := range s.files {
		old := last.files[i]
		if f != old && (f.Path != old.Path || s.docs[i] == nil || last.docs[i] == nil) {
			return nil
		}
	}
	return last
}

// answers reports whether a check was made with the same facts.
func (k *checked) answers(c Config) bool {
	return k != nil && k.env == c.Env && reflect.DeepEqual(k.flags, c.Flags)
}

// keep remembers a finished check. What it was asked by is forgotten.
func (m *memory) keep(s *Snapshot, c Config, runs [][]*batch) {
	for _, run := range runs {
		for i, b := range run {
			kept := *b
			kept.ctx, kept.config, kept.touched = context.Background(), Config{}, nil
			run[i] = &kept
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = &checked{s.files, s.docs, c.Env, c.Flags, runs}
}

// difference is the documents that are not those of an earlier check.
type difference struct {
	of        []bool // nil if there are none
	shared    bool   // one of them is shared by parts
	fragments bool   // one of them is a fragment
}

// difference compares the documents with those of the earlier check.
func (b *batch) difference() difference {
	var c difference
	if b.earlier == nil {
		return c
	}
	for i, d := range b.order {
		if d == b.earlier.order[i] {
			continue
		}
		if c.of == nil {
			c.of = make([]bool, len(b.order))
		}
		c.of[i] = true
		c.shared = c.shared || b.owner[i] == shared
		c.fragments = c.fragments || b.fragments[i]
	}
	return c
}

// touch reports whether a yield was made from a document that changed.
func (c *difference) touch(y *yield) bool {
	return c.fragments && y.fragments || c.of != nil && slices.ContainsFunc(y.reads, func(i int) bool { return c.of[i] })
}
