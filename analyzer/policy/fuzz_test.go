package policy

import (
	"os"
	"testing"
)

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
	if dir := os.Getenv("HAIRPIN_CORPUS"); dir != "" {
		for _, src := range readCorpus(f, dir) {
			f.Add(src)
		}
	}
}
