package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"

	"hairpin/analyzer"
	"hairpin/analyzer/estate"
	"hairpin/analyzer/tree"
	hairpinv1 "hairpin/proto/hairpin/v1"
	"hairpin/server"
)

// collector gathers the workspace of a request: what the command line selects,
// the estate around it, and the files that configure it.
//
// Nothing is left out without a word: what was named and cannot be read is a
// problem, and so is a selected folder without anything to check.
type collector struct {
	cwd       string // absolute
	stdin     io.Reader
	stdinName string // the path that standard input stands for
	progress  func(files int)

	files    map[string][]byte // by absolute path
	report   map[string]bool   // absolute paths of files and folders
	problems []*hairpinv1.Problem
	estates  map[string]bool // folders that were looked at, so that each is once
	roots    map[string]bool // folders of estates that the selection belongs to
	// selected is true if something of what was named can be checked, stdinRead if
	// standard input can.
	selected, stdinRead bool
}

// stdinPath is what standard input is called if nothing else is said.
const stdinPath = "<stdin>"

// tempPrefix begins the names of files that are on their way. One that was left
// behind is never read as a policy.
const tempPrefix = ".hairpin-"

// fail notes an input that cannot be read.
func (c *collector) fail(path, format string, args ...any) {
	at, message := c.display(path), fmt.Sprintf(format, args...)
	for _, p := range c.problems {
		if p.GetLocation().GetPath() == at && p.GetMessage() == message {
			return // named twice, or read again as part of an estate
		}
	}
	c.problems = append(c.problems, &hairpinv1.Problem{Location: &hairpinv1.Location{Path: at}, Message: message})
}

// display is a path as the user would open it: relative to the working
// directory, with slashes.
func (c *collector) display(path string) string {
	if filepath.IsAbs(path) {
		if rel, err := filepath.Rel(c.cwd, path); err == nil {
			path = rel
		}
	}
	return strings.ToValidUTF8(filepath.ToSlash(path), "\ufffd")
}

func (c *collector) abs(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(c.cwd, path)
}

// collect reads everything that args select; no args stand for the working
// directory.
func (c *collector) collect(args []string) {
	c.files, c.report, c.estates, c.roots = map[string][]byte{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, arg := range args {
		c.argument(arg)
	}
}

func (c *collector) argument(arg string) {
	if arg == "-" {
		c.standardInput()
		return
	}
	path := c.abs(arg)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		c.folder(path, nil)
	case err == nil:
		c.named(path, info)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?[{"):
		c.glob(arg)
	case errors.Is(err, fs.ErrNotExist):
		c.fail(path, "no such file or folder")
	default:
		c.fail(path, "%s", reason(err))
	}
}

// reason is what is wrong with a file, without its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// standardInput reads the policy that stands on standard input.
func (c *collector) standardInput() {
	path := c.abs(c.stdinName)
	src, err := io.ReadAll(io.LimitReader(c.stdin, server.MaxFileSize+1))
	if err != nil {
		c.fail(path, "%s", reason(err))
		return
	}
	c.judge(path, src)
	_, c.stdinRead = c.files[path]
}

// named reads a file that the command line names. It is always read, whatever
// is said about it in .gitignore.
func (c *collector) named(path string, info fs.FileInfo) {
	if !info.Mode().IsRegular() && info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) == 0 {
		c.fail(path, "is neither a file nor a folder")
		return
	}
	if src, ok := c.read(path); ok {
		c.judge(path, src)
	}
}

// judge takes a named file in, or says why it is of no use.
func (c *collector) judge(path string, src []byte) {
	switch {
	case len(src) > server.MaxFileSize:
		c.fail(path, "is larger than %d MiB, the most that is read", server.MaxFileSize>>20)
	case len(strings.TrimSpace(string(src))) == 0:
		c.fail(path, "is empty")
	case estate.IsInput(filepath.ToSlash(path)), analyzer.IsPolicy(string(src)):
		if c.add(path, src) {
			c.choose(path)
		}
	case isUTF16Policy(src):
		c.fail(path, "is UTF-16; save it as UTF-8")
	case slices.Contains(src, 0):
		c.fail(path, "is a binary file, not a policy")
	default:
		c.fail(path, "is not a policy: its root element is none of <policies>, <fragment> and the resolver roots")
	}
}

// glob selects the files that match a pattern, and what lies in the folders that
// match. They are chosen among others, so what is no policy is passed over.
func (c *collector) glob(pattern string) {
	base, rest := doublestar.SplitPattern(filepath.ToSlash(pattern))
	root := c.abs(filepath.FromSlash(base))
	if !doublestar.ValidatePattern(rest) {
		c.fail(pattern, "is not a pattern that can be read")
		return
	}
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		c.fail(pattern, "no file matches")
		return
	}
	c.folder(root, func(rel string) bool {
		for at := rel; ; {
			if ok, _ := doublestar.Match(rest, at); ok {
				return true
			}
			slash := strings.LastIndexByte(at, '/')
			if slash < 0 {
				return false
			}
			at = at[:slash]
		}
	}, pattern)
}

// folder selects a folder, or those files in it that a pattern matches.
func (c *collector) folder(path string, matches func(rel string) bool, pattern ...string) {
	found, known := 0, len(c.problems)
	c.walk(path, ignorerFor(path), func(file string, info fs.FileInfo) {
		rel, err := filepath.Rel(path, file)
		if err != nil || matches != nil && !matches(filepath.ToSlash(rel)) || !c.consider(file, info) {
			return
		}
		base := filepath.Base(file)
		if !isSetting(base) {
			found++
		}
		if estate.IsConfig(base) {
			c.settings(filepath.Dir(file))
		}
		if matches != nil {
			c.choose(file)
		}
	})
	switch {
	case found == 0 && len(c.problems) > known: // which says why
	case found == 0 && pattern != nil:
		c.fail(pattern[0], "no policy or artifact matches")
	case found == 0:
		c.fail(path, "no policies in this folder")
	case matches == nil:
		c.choose(path)
	}
}

// isSetting reports whether a file of this name only configures: there is
// nothing in it to check.
func isSetting(base string) bool {
	return estate.IsConfig(base) || base == "instance.json" || strings.HasPrefix(base, "configuration")
}

// choose selects a file or folder that was read, and reads the estate around it.
func (c *collector) choose(path string) {
	c.report[path] = true
	c.selected = true
	c.around(path)
}

// consider takes a file of a folder in, if it is a policy or an artifact. Other
// files are passed over in silence.
func (c *collector) consider(path string, info fs.FileInfo) bool {
	if tree.IsVariables(path) {
		return false // it may hold secrets, and counts only where hairpin.yaml names it
	}
	if _, ok := c.files[path]; ok {
		return true
	}
	input := estate.IsInput(filepath.ToSlash(path))
	if !input && !looksLikePolicy(path) {
		return false
	}
	if info.Size() > server.MaxFileSize {
		c.fail(path, "is larger than %d MiB, the most that is read", server.MaxFileSize>>20)
		return false
	}
	src, ok := c.read(path)
	if !ok {
		return false
	}
	if !input && !analyzer.IsPolicy(string(src)) {
		if isUTF16Policy(src) {
			c.fail(path, "is UTF-16; save it as UTF-8")
		}
		return false
	}
	return c.add(path, src)
}

// read reads a file of the size that is allowed, and a little more of a larger
// one.
func (c *collector) read(path string) ([]byte, bool) {
	f, err := os.Open(path)
	if err != nil {
		c.fail(path, "%s", reason(err))
		return nil, false
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, server.MaxFileSize+1))
	if err != nil {
		c.fail(path, "%s", reason(err))
		return nil, false
	}
	return src, true
}

func (c *collector) add(path string, src []byte) bool {
	if filepath.Separator == '/' && strings.Contains(path, `\`) || !utf8.ValidString(path) {
		c.fail(path, "has a name with a backslash, or one that is not UTF-8; rename it")
		return false
	}
	c.files[path] = src
	if c.progress != nil {
		c.progress(len(c.files))
	}
	return true
}

// walk calls visit for every regular file below a folder, in order. It does not
// follow links, and leaves out .git, node_modules and what .gitignore excludes.
func (c *collector) walk(root string, ig *ignorer, visit func(path string, info fs.FileInfo)) {
	var folder func(dir string, ig *ignorer)
	folder = func(dir string, ig *ignorer) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			c.fail(dir, "%s", reason(err))
			return
		}
		ig = ig.below(dir)
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			switch {
			case e.Name() == ".git" || e.Name() == "node_modules" || strings.HasPrefix(e.Name(), tempPrefix) || ig.ignored(path, e.IsDir()):
			case e.IsDir():
				folder(path, ig)
			case e.Type().IsRegular():
				if info, err := e.Info(); err == nil {
					visit(path, info)
				}
			case e.Type()&fs.ModeSymlink != 0:
				c.link(root, path)
			}
		}
	}
	folder(root, ig)
}

// link notes a link to a policy that nothing else will read: what it leads to
// stands outside of the folder.
func (c *collector) link(root, path string) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil || filepath.Ext(target) != ".xml" {
		return
	}
	if real, err := filepath.EvalSymlinks(root); err == nil && strings.HasPrefix(target, real+string(filepath.Separator)) {
		return
	}
	if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
		c.fail(path, "is a link to a file outside of the folder and is not followed; name it to check it")
	}
}
