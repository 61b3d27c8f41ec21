package fix

import (
	"hairpin.example/hairpin/analyzer/call"
	"hairpin.example/hairpin/analyzer/value"
)

// sharedPlace reports whether a piece outside the host stands where the part
// does, so that the place cannot be changed for the host alone.
func sharedPlace(j call.Way, part value.Part) bool {
	n := 0
	for _, q := range j.URL.Parts {
		if q.At == part.At {
			n++
		}
	}
	host := 0
	for _, q := range j.Address.Authority.Parts {
		if q.At == part.At {
			host++
		}
	}
	return n > host || wholeReference(j, part)
}

// wholeReference reports whether the part is cut out of a longer text that one
// reference brings, so that other text of it stands elsewhere in the URL.
func wholeReference(j call.Way, part value.Part) bool {
	for _, q := range j.URL.Parts {
		if q.At == part.At && q.Kind == value.Literal && part.Kind == value.Literal && !q.Direct() && len(q.Text()) > len(part.Text()) {
			return true
		}
	}
	return false
}
