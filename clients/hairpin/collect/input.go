package collect

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

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/estate"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// Input is what the command line selects, with the estate around it and the files
// that configure it.
//
// Nothing is left out without a word: what was named and cannot be read is a
// problem, and so is a selected folder without anything to check.
type Input struct {
	Cwd       string // the working directory, absolute
	Stdin     io.Reader
	StdinName string // the path that standard input stands for
	// Progress is told how many files have been read; nil if nobody wants to know.
	Progress func(files int)

	// Problems are the inputs that cannot be read, with paths as the user knows them.
	Problems []*hairpinv1.Problem
	// Selected is true if something of what was named can be checked, StdinRead if
	// standard input can.
	Selected, StdinRead bool

	files   map[string][]byte // by absolute path
	report  map[string]bool   // absolute paths of files and folders
	estates map[string]bool   // folders that were looked at, so that each is once
	roots   map[string]bool   // folders of estates that the selection belongs to
}

// StdinPath is what standard input is called if nothing else is said.
const StdinPath = "<stdin>"

// TempPrefix begins the names of files that are on their way. One that was left
// behind is never read as a policy.
const TempPrefix = ".hairpin-"

// fail notes an input that cannot be read.
func (in *Input) fail(path, format string, args ...any) {
	at, message := in.Display(path), fmt.Sprintf(format, args...)
	for _, p := range in.Problems {
		if p.GetLocation().GetPath() == at && p.GetMessage() == message {
			return // named twice, or read again as part of an estate
		}
	}
	in.Problems = append(in.Problems, &hairpinv1.Problem{Location: &hairpinv1.Location{Path: at}, Message: message})
}

// Display is a path as the user would open it: relative to the working
// directory, with slashes.
func (in *Input) Display(path string) string {
	if filepath.IsAbs(path) {
		if rel, err := filepath.Rel(in.Cwd, path); err == nil {
			path = rel
		}
	}
	return strings.ToValidUTF8(filepath.ToSlash(path), "\ufffd")
}

// Abs is a path as the user writes it, from the root of the file system.
func (in *Input) Abs(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(in.Cwd, path)
}

// Read reads everything that args select; no args stand for the working
// directory.
func (in *Input) Read(args []string) {
	in.files, in.report, in.estates, in.roots = map[string][]byte{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	if len(args) == 0 {
		args = []string{"."}
	}
	for _, arg := range args {
		in.argument(arg)
	}
}

func (in *Input) argument(arg string) {
	switch arg {
	case "-":
		in.standardInput()
		return
	case "": // most often a variable of a script that is not set
		in.fail(`""`, "an empty argument names no file or folder; leave it out to mean the working directory")
		return
	}
	path := in.Abs(arg)
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		in.folder(path, nil)
	case err == nil:
		in.named(path, info)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?[{"):
		in.glob(arg)
	default:
		in.fail(path, "%s", Reason(err))
	}
}

// Reason is what is wrong with a file, without its path.
func Reason(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file or folder"
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// standardInput reads the policy that stands on standard input.
func (in *Input) standardInput() {
	path := in.Abs(in.StdinName)
	src, err := io.ReadAll(io.LimitReader(in.Stdin, server.MaxFileSize+1))
	if err != nil {
		in.fail(path, "%s", Reason(err))
		return
	}
	in.judge(path, src)
	_, in.StdinRead = in.files[path]
}

// named reads a file that the command line names. It is always read, whatever
// is said about it in .gitignore.
func (in *Input) named(path string, info fs.FileInfo) {
	if !info.Mode().IsRegular() && info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) == 0 {
		in.fail(path, "neither a file nor a folder")
		return
	}
	if src, ok := in.read(path); ok {
		in.judge(path, src)
	}
}

// judge takes a named file in, or says why it is of no use.
func (in *Input) judge(path string, src []byte) {
	switch {
	case len(src) > server.MaxFileSize:
		in.fail(path, "the file is larger than %d MiB, the maximum", server.MaxFileSize>>20)
	case len(strings.TrimSpace(string(src))) == 0:
		in.fail(path, "the file is empty")
	case estate.IsInput(filepath.ToSlash(path)), analyzer.IsPolicy(string(src)):
		if in.add(path, src) {
			in.choose(path)
		}
	case isUTF16Policy(src):
		in.fail(path, "the file is UTF-16; save it as UTF-8")
	case slices.Contains(src, 0):
		in.fail(path, "a binary file, not a policy")
	default:
		in.fail(path, "not a policy: its root element is not <policies>, <fragment> or that of a resolver")
	}
}

// glob selects the files that match a pattern, and what lies in the folders that
// match. They are chosen among others, so what is no policy is passed over.
func (in *Input) glob(pattern string) {
	base, rest := doublestar.SplitPattern(filepath.ToSlash(pattern))
	root := in.Abs(filepath.FromSlash(base))
	if !doublestar.ValidatePattern(rest) {
		in.fail(pattern, "not a valid pattern")
		return
	}
	if info, err := os.Stat(root); err != nil || !info.IsDir() {
		in.fail(pattern, "no file matches")
		return
	}
	in.folder(root, func(rel string) bool {
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
func (in *Input) folder(path string, matches func(rel string) bool, pattern ...string) {
	found, known := 0, len(in.Problems)
	in.walk(path, ignorerFor(path), func(file string, info fs.FileInfo) {
		rel, err := filepath.Rel(path, file)
		if err != nil || matches != nil && !matches(filepath.ToSlash(rel)) || !in.consider(file, info) {
			return
		}
		base := filepath.Base(file)
		if !isSetting(base) {
			found++
		}
		if estate.IsConfig(base) {
			in.settings(filepath.Dir(file))
		}
		if matches != nil {
			in.choose(file)
		}
	})
	switch {
	case found == 0 && len(in.Problems) > known: // which says why
	case found == 0 && pattern != nil:
		in.fail(pattern[0], "no policy or artifact matches")
	case found == 0:
		in.fail(path, "no policies in this folder; name a folder with files whose root element is <policies>, or an APIOps folder")
	case matches == nil:
		in.choose(path)
	}
}

// isSetting reports whether a file of this name only configures: there is
// nothing in it to check.
func isSetting(base string) bool {
	return estate.IsConfig(base) || base == "instance.json" || strings.HasPrefix(base, "configuration")
}

// choose selects a file or folder that was read, and reads the estate around it.
func (in *Input) choose(path string) {
	in.report[path] = true
	in.Selected = true
	in.around(path)
}

// consider takes a file of a folder in, if it is a policy or an artifact. Other
// files are passed over in silence.
func (in *Input) consider(path string, info fs.FileInfo) bool {
	if estate.IsVariables(path) {
		return false // it may hold secrets, and counts only where hairpin.yaml names it
	}
	if _, ok := in.files[path]; ok {
		return true
	}
	input := estate.IsInput(filepath.ToSlash(path))
	if !input && !looksLikePolicy(path) {
		return false
	}
	if info.Size() > server.MaxFileSize {
		in.fail(path, "the file is larger than %d MiB, the maximum", server.MaxFileSize>>20)
		return false
	}
	src, ok := in.read(path)
	if !ok {
		return false
	}
	if !input && !analyzer.IsPolicy(string(src)) {
		if isUTF16Policy(src) {
			in.fail(path, "the file is UTF-16; save it as UTF-8")
		}
		return false
	}
	return in.add(path, src)
}

// read reads a file of the size that is allowed, and a little more of a larger
// one.
func (in *Input) read(path string) ([]byte, bool) {
	f, err := os.Open(path)
	if err != nil {
		in.fail(path, "%s", Reason(err))
		return nil, false
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, server.MaxFileSize+1))
	if err != nil {
		in.fail(path, "%s", Reason(err))
		return nil, false
	}
	return src, true
}

func (in *Input) add(path string, src []byte) bool {
	if filepath.Separator == '/' && strings.Contains(path, `\`) || !utf8.ValidString(path) {
		in.fail(path, "the name has a backslash, or is not UTF-8; rename the file")
		return false
	}
	// What stands above the working directory is seldom part of a request.
	if at := strings.IndexFunc(in.Display(path), server.IsUnseen); at >= 0 {
		unseen, _ := utf8.DecodeRuneInString(in.Display(path)[at:])
		in.fail(path, "the name has the invisible character %U; rename the file or folder", unseen)
		return false
	}
	in.files[path] = src
	if in.Progress != nil {
		in.Progress(len(in.files))
	}
	return true
}

// walk calls visit for every regular file below a folder, in order. It does not
// follow links, and leaves out .git, node_modules and what .gitignore excludes.
func (in *Input) walk(root string, ig *ignorer, visit func(path string, info fs.FileInfo)) {
	var folder func(dir string, ig *ignorer)
	folder = func(dir string, ig *ignorer) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			in.fail(dir, "%s", Reason(err))
			return
		}
		ig = ig.below(dir)
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			switch {
			case e.Name() == ".git" || e.Name() == "node_modules" || strings.HasPrefix(e.Name(), TempPrefix) || ig.ignored(path, e.IsDir()):
			case e.IsDir():
				folder(path, ig)
			case e.Type().IsRegular():
				if info, err := e.Info(); err == nil {
					visit(path, info)
				}
			case e.Type()&fs.ModeSymlink != 0:
				in.link(root, path)
			}
		}
	}
	folder(root, ig)
}

// link notes a link to a policy that nothing else will read: what it leads to
// stands outside the folder.
func (in *Input) link(root, path string) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil || filepath.Ext(target) != ".xml" {
		return
	}
	if real, err := filepath.EvalSymlinks(root); err == nil && strings.HasPrefix(target, real+string(filepath.Separator)) {
		return
	}
	if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
		in.fail(path, "a link to a file outside the folder, which is not followed; name it to check it")
	}
}
