package policy

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus is the XML files of the folder HAIRPIN_CORPUS: real policies.
func corpus(t testing.TB) map[string]string {
	t.Helper()
	files := corpusIfAny(t)
	if files == nil {
		t.Skip("HAIRPIN_CORPUS is not set: real policies are not read")
	}
	return files
}

// corpusIfAny is nil if there is no corpus.
func corpusIfAny(t testing.TB) map[string]string {
	t.Helper()
	dir := os.Getenv("HAIRPIN_CORPUS")
	if dir == "" {
		return nil
	}
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("%s holds no .xml file", dir)
	}
	return files
}
