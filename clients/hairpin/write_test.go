package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriteAll: all files or none.
func TestWriteAll(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	read := func(name string) string {
		src, err := os.ReadFile(at(name))
		if err != nil {
			return "(none)"
		}
		return string(src)
	}
	writeFile(t, dir, "a", "a1")
	writeFile(t, dir, "b", "b1")
	if err := os.Chmod(at("a"), 0o640); err != nil {
		t.Fatal(err)
	}
	set := func(name, before, after string) change {
		c := change{name: name, path: at(name), after: []byte(after)}
		if before != "" {
			c.before = []byte(before)
		}
		return c
	}

	for _, c := range []struct {
		name    string
		changes []change
		want    string
	}{
		{"changed on disk", []change{set("a", "a1", "a2"), set("b", "other", "b2")}, "changed in the meantime"},
		{"created on disk", []change{set("a", "a1", "a2"), set("b", "", "b2")}, "created in the meantime"},
		{"gone from disk", []change{set("a", "a1", "a2"), set("gone", "x", "y")}, "gone"},
		{"no folder", []change{set("a", "a1", "a2"), set("none/c", "", "c")}, "none"},
	} {
		if err := writeAll(c.changes); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if read("a") != "a1" || read("b") != "b1" {
			t.Errorf("%s: something was written: %q %q", c.name, read("a"), read("b"))
		}
	}
	if err := writeAll([]change{set("a", "a1", "a2"), set("c", "", "c1")}); err != nil {
		t.Fatal(err)
	}
	if read("a") != "a2" || read("c") != "c1" {
		t.Errorf("%q %q", read("a"), read("c"))
	}
	if info, err := os.Stat(at("a")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("something is left over: %v", entries)
	}
}

// TestRestore: what took its place already is put back.
func TestRestore(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "a", "new")
	writeFile(t, dir, "created", "new")
	done := []staging{
		{change: change{path: filepath.Join(dir, "a"), before: []byte("old"), after: []byte("new")}, mode: 0o644},
		{change: change{path: filepath.Join(dir, "created")}},
	}
	if err := restore(done); err != nil {
		t.Fatal(err)
	}
	if src, _ := os.ReadFile(filepath.Join(dir, "a")); string(src) != "old" {
		t.Errorf("%q", src)
	}
	if _, err := os.Stat(filepath.Join(dir, "created")); err == nil {
		t.Error("the created file is still there")
	}
}

// TestWriteLinks: a link inside the tree leads to the file that is written; one
// that leads out of it is refused, whether it is a file or a folder.
func TestWriteLinks(t *testing.T) {
	tree, out := t.TempDir(), t.TempDir()
	writeFile(t, tree, "a", "old")
	writeFile(t, out, "b", "old")
	for link, target := range map[string]string{"near": filepath.Join(tree, "a"), "far": filepath.Join(out, "b"), "folder": out} {
		if err := os.Symlink(target, filepath.Join(tree, link)); err != nil {
			t.Skip("links cannot be made here:", err)
		}
	}
	set := func(name, before string) error {
		c := change{name: name, path: filepath.Join(tree, name), root: tree, after: []byte("new")}
		if before != "" {
			c.before = []byte(before)
		}
		return writeAll([]change{c})
	}
	if err := set("near", "old"); err != nil {
		t.Error(err)
	}
	for name, before := range map[string]string{"far": "old", "folder/b": "old", "folder/new": ""} {
		if err := set(name, before); err == nil || !strings.Contains(err.Error(), "a link leads out of") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if src, _ := os.ReadFile(filepath.Join(tree, "a")); string(src) != "new" {
		t.Errorf("%q", src)
	}
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 1 {
		t.Errorf("something was written outside: %v", entries)
	}
	if src, _ := os.ReadFile(filepath.Join(out, "b")); string(src) != "old" {
		t.Errorf("%q", src)
	}
}

// writeFile puts a file into a folder, with the folders above it.
func writeFile(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
