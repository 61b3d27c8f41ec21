package analyzer_test

import (
	"strconv"
	"testing"

	"hairpin.example/hairpin/analyzer/analyzertest"
)

func itoa(n int) string { return strconv.Itoa(n) }

func archives(t *testing.T) []*analyzertest.Archive {
	t.Helper()
	list, err := analyzertest.Load("testdata")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) == 0 {
		t.Fatal("there are no archives")
	}
	return list
}
