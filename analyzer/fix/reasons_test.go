package fix

import (
	"testing"

	"hairpin.example/hairpin/analyzer/call"
)

// TestNoPlace: every sink without a place for a Host header says what to use
// instead, and no other does.
func TestNoPlace(t *testing.T) {
	for _, s := range call.Sinks() {
		_, listed := noPlace[s.Element]
		switch none := s.Host == call.NoHost || s.Host == call.HostAttr; {
		case none && !listed:
			t.Errorf("%s has no place for a Host header; noPlace in refuse.go has to say what to use instead", s.Element)
		case !none && listed:
			t.Errorf("%s has a place for a Host header, but noPlace in refuse.go lists it", s.Element)
		}
	}
}
