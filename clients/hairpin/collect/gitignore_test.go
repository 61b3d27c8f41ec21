package collect

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestIgnored(t *testing.T) {
	for _, c := range []struct {
		lines, path string
		dir, want   bool
	}{
		{"*.xml", "a.xml", false, true},
		{"*.xml", "b/c/a.xml", false, true},
		{"/*.xml", "b/a.xml", false, false},
		{"/*.xml", "a.xml", false, true},
		{"build/", "build", true, true},
		{"build/", "build", false, false},
		{"build", "x/build", false, true},
		{"doc/frotz", "a/doc/frotz", true, false},
		{"doc/frotz", "doc/frotz", true, true},
		{"**/foo", "a/b/foo", true, true},
		{"abc/**", "abc", true, false},
		{"abc/**", "abc/x/y", false, true},
		{"a/**/b", "a/b", false, true},
		{"a/**/b", "a/x/y/b", false, true},
		{"*.xml\n!keep.xml", "keep.xml", false, false},
		{"!keep.xml\n*.xml", "keep.xml", false, true},
		{"# a\n\\#b", "#b", false, true},
		{"\\!c", "!c", false, true},
		{"c   ", "c", false, true},
		{"c\\ ", "c ", false, true},
		{"{a,b}", "a", false, false},
		{"{a,b}", "{a,b}", false, true},
		{"[ab].xml", "a.xml", false, true},
		{"[!ab].xml", "a.xml", false, false},
		{"?.xml", "ab.xml", false, false},
		{"*", "a", true, true},
		{"[", "[", false, false},
		{"a.xml\r\nb.xml\r\n", "a.xml", false, true},
		{"", "a", false, false},
	} {
		ig := &ignorer{dir: string(filepath.Separator) + "r", rules: parseIgnore(c.lines)}
		if got := ig.ignored(filepath.Join(ig.dir, filepath.FromSlash(c.path)), c.dir); got != c.want {
			t.Errorf("%q excludes %q: %v, want %v", c.lines, c.path, got, c.want)
		}
	}
}

// TestNestedIgnore: a nearer file comes before a farther one.
func TestNestedIgnore(t *testing.T) {
	root := t.TempDir()
	write(t, root, ".gitignore", "*.xml\n")
	write(t, root, "sub/.gitignore", "!a.xml\n")
	outer := (*ignorer)(nil).below(root)
	inner := outer.below(filepath.Join(root, "sub"))
	if !outer.ignored(filepath.Join(root, "a.xml"), false) || inner.ignored(filepath.Join(root, "sub", "a.xml"), false) ||
		!inner.ignored(filepath.Join(root, "sub", "b.xml"), false) {
		t.Error("the nearer .gitignore does not decide")
	}
	if same := inner.below(filepath.Join(root, "none")); same != inner {
		t.Error("a folder without .gitignore changes something")
	}
}

// TestIgnoreAsGit holds our reading against git's own, where git is at hand.
func TestIgnoreAsGit(t *testing.T) {
	root := t.TempDir()
	if err := exec.Command("git", "init", "-q", root).Run(); err != nil {
		t.Skip("git is not at hand")
	}
	write(t, root, ".gitignore", "*.tmp\n/top\nout/\na/**/z\n!a/keep.tmp\nx/**\nb*/c\n\\#h\n**/deep\nw{1}\n")
	write(t, root, "a/.gitignore", "!b.tmp\n/only\n")
	for _, p := range []string{
		"a.tmp", "a/b.tmp", "a/keep.tmp", "a/c/keep.tmp", "top/f", "a/top", "out/f", "a/out/f", "a/z", "a/q/z", "x/f",
		"x/y/f", "bb/c", "q/bb/c", "#h", "q/deep/f", "deep", "w{1}", "w1", "a/only", "a/q/only", "plain", "a/plain",
	} {
		write(t, root, p, "")
		want := exec.Command("git", "-C", root, "check-ignore", "-q", p).Run() == nil
		if got := excluded(root, p); got != want {
			t.Errorf("%s is excluded: %v, git says %v", p, got, want)
		}
	}
}

// excluded goes down to a file as the walk does.
func excluded(root, p string) bool {
	ig, dir := (*ignorer)(nil), root
	parts := strings.Split(p, "/")
	for i, part := range parts {
		ig = ig.below(dir)
		dir = filepath.Join(dir, part)
		if ig.ignored(dir, i < len(parts)-1) {
			return true
		}
	}
	return false
}

func write(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
