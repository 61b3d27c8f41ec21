package fix

import (
	"testing"

	"hairpin/analyzer/call"
)

// TestNoPlace: every sink without a place for a Host header says what to use
// instead, and no other does.
func TestNoPlace(t *testing.T) {
	for _, s := range call.Sinks() {
		_, listed := noPlace[s.Element]
		if none := s.Host == call.NoHost || s.Host == call.HostAttr; none != listed {
			t.Errorf("%s: listed is %v", s.Element, listed)
		}
	}
}
