package analyzer

import "testing"

// TestNoPlace: every sink without a place for a Host header says what to use
// instead, and no other does.
func TestNoPlace(t *testing.T) {
	for i := range sinks {
		s := &sinks[i]
		_, listed := noPlace[s.Element]
		if none := s.Host == NoHost || s.Host == HostAttr; none != listed {
			t.Errorf("%s: listed is %v", s.Element, listed)
		}
	}
}
