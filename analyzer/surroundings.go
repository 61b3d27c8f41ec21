package analyzer

import (
	"slices"
	"sync"

	"hairpin/analyzer/estate"
	"hairpin/analyzer/text"
)

// surroundings are the estates of a workspace, read when they are first asked for.
// They depend on the paths and on the files that are no policies, so snapshots that
// differ in the text of policies share them.
type surroundings struct {
	once   sync.Once
	groups []estate.Group
	read   []*estate.Estate
}

// around is the estate that a file belongs to, as its files describe the base
// instance; nil if there is none.
func (s *Snapshot) around(path string) *estate.Estate {
	a := s.estates
	a.once.Do(func() {
		a.groups = estate.Split(s.paths())
		a.read = make([]*estate.Estate, len(a.groups))
		for i, g := range a.groups {
			a.read[i] = estate.Read(s.files, g, estate.Options{})
		}
	})
	for i, g := range a.groups {
		if _, ok := slices.BinarySearch(g.Paths, path); ok {
			return a.read[i]
		}
	}
	return nil
}

// sharesEstates reports whether a file can take the place of another one and leave
// the estates as they are.
func sharesEstates(old, f *text.File) bool {
	return old != nil && isPolicyFile(old) && isPolicyFile(f)
}
