package analyzertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/check"
	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
)

// Corpus reads the folder of real policies that HAIRPIN_CORPUS names, one
// workspace per repository in it.
func Corpus(t testing.TB) map[string][]*text.File {
	t.Helper()
	root := os.Getenv("HAIRPIN_CORPUS")
	if root == "" {
		t.Skip("HAIRPIN_CORPUS does not name a folder of real policies")
	}
	out := map[string][]*text.File{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		repo, rest, ok := strings.Cut(filepath.ToSlash(rel), "/")
		if !ok || !strings.HasSuffix(rest, ".xml") && !estate.IsInput(rest) {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		out[repo] = append(out[repo], text.NewFile(rest, string(src)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Internal is what flags would say of an instance.
func Internal(name string) check.Config {
	return check.Config{Flags: gateway.Facts{Name: name, VNet: gateway.Internal, SKU: gateway.Developer, Complete: true}}
}

// CheckFiles is what a check finds in files.
func CheckFiles(t testing.TB, files []*text.File, c check.Config) *finding.Result {
	t.Helper()
	res, err := analyzer.NewSnapshot(files).Check(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return res
}
