package policy

import "testing"

// FuzzParse: any bytes give a tree that keeps its promises.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, src string) {
		if err := checkInvariants(src); err != nil {
			t.Fatal(err)
		}
	})
}

func seed(f *testing.F) {
	for _, c := range dialect {
		f.Add(c.src)
	}
	for _, src := range corpusIfAny(f) {
		f.Add(src)
	}
}
