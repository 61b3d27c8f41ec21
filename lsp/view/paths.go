package view

import (
	"path/filepath"
	"strings"

	"go.lsp.dev/uri"
)

// PathOf is the path of a file that has that address.
func PathOf(u uri.URI) string { return filepath.Clean(u.FsPath()) }

// Contains reports whether a folder holds a path, or is it.
func Contains(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Relative is a path relative to a folder, with slashes. One that has no relation to
// it stays what it is.
func Relative(dir, path string) string {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}
