// Package analyzertest reads the archives that all layers are tested with: a
// miniature repository, the findings marked in it, and the fixed files.
//
// An archive is a txtar file. Its comment says why the expectation is right. A
// line of a file that begins with ~ is not part of the file: it marks the line
// above it with carets, and goes on with rule, severity and a part of the
// message.
//
//	      <set-url>https://api.contoso.com/stock</set-url>
//	~                      ^^^^^^^^^^^^^^^ HP102 error always times out
//
// The file "environment" holds the name of the environment to check, or "all";
// then a message ends with the names of those the finding holds in: [dev, prod].
// Carets that end in > stand for a span that goes on after the line end.
// Without markers, silence is expected. The file fixed/PATH is PATH with all
// safe fixes applied; fix "TITLE"/PATH is PATH with that one fix applied.
package analyzertest

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"hairpin.example/hairpin/analyzer/text"
)

// Archive is one test case.
type Archive struct {
	Name string // of its folder and of the file, without extension: of a test run
	Path string // of the file
	Why  string // the comment
	Env  string // the environment to check, "" for the base instance
	// Files are the input, without markers, in archive order.
	Files []*text.File
	Want  []Marker
	// Fixed holds the expected files after all safe fixes, by path.
	Fixed map[string]string
	// Single holds the expected files after one fix, by title and path.
	Single map[string]map[string]string

	raw *txtar.Archive
}

// Marker is one expected finding.
type Marker struct {
	At       text.Loc
	Rule     string
	Severity string
	Message  string // a part of it
	More     bool   // the span goes on after the line
}

// Load reads all archives of a folder and the folders in it, sorted by path.
func Load(dir string) ([]*Archive, error) {
	var out []*Archive
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".txtar" {
			return err
		}
		a, err := Read(path)
		if err != nil {
			return err
		}
		out = append(out, a)
		return nil
	})
	sort.Slice(out, func(i, j int) bool { return out[i].Path < out[j].Path })
	return out, err
}

// Read reads one archive.
func Read(path string) (*Archive, error) {
	raw, err := txtar.ParseFile(path)
	if err != nil {
		return nil, err
	}
	a := &Archive{
		Name: filepath.Base(filepath.Dir(path)) + "/" + strings.TrimSuffix(filepath.Base(path), ".txtar"), Path: path,
		Why: strings.TrimSpace(string(raw.Comment)), raw: raw,
		Fixed: map[string]string{}, Single: map[string]map[string]string{},
	}
	for _, f := range raw.Files {
		if f.Name == environmentFile {
			a.Env = strings.TrimSpace(string(f.Data))
			continue
		}
		if p, ok := strings.CutPrefix(f.Name, "fixed/"); ok {
			a.Fixed[p] = string(f.Data)
			continue
		}
		if title, p, ok := singleFix(f.Name); ok {
			if a.Single[title] == nil {
				a.Single[title] = map[string]string{}
			}
			a.Single[title][p] = string(f.Data)
			continue
		}
		src, marks, err := unmark(f.Name, string(f.Data))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		a.Files = append(a.Files, text.NewFile(f.Name, src))
		a.Want = append(a.Want, marks...)
	}
	return a, nil
}

// environmentFile holds the name of the environment to check.
const environmentFile = "environment"

// singleFix reads fix "TITLE"/PATH.
func singleFix(name string) (title, path string, ok bool) {
	rest, ok := strings.CutPrefix(name, `fix "`)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, `"/`)
}

// unmark takes the markers out of a file.
func unmark(path, marked string) (string, []Marker, error) {
	var src strings.Builder
	var marks []Marker
	start := 0 // offset of the line above
	for _, line := range strings.SplitAfter(marked, "\n") {
		if !strings.HasPrefix(line, "~") {
			start = src.Len()
			src.WriteString(line)
			continue
		}
		body := strings.TrimRight(line, "\r\n")
		col := strings.IndexByte(body, '^')
		if col < 0 {
			return "", nil, fmt.Errorf("%s: the marker %q has no caret", path, body)
		}
		end := col
		for end < len(body) && body[end] == '^' {
			end++
		}
		m := Marker{At: text.Loc{Path: path, Span: text.Span{Start: start + col, End: start + end}}}
		rest := body[end:]
		if strings.HasPrefix(rest, ">") {
			m.More, rest = true, rest[1:]
		}
		words := strings.SplitN(strings.TrimSpace(rest), " ", 3)
		if len(words) < 2 {
			return "", nil, fmt.Errorf("%s: the marker %q names no rule and severity", path, body)
		}
		m.Rule, m.Severity = words[0], words[1]
		if len(words) == 3 {
			m.Message = words[2]
		}
		marks = append(marks, m)
	}
	return src.String(), marks, nil
}

// Rewrite writes the archive with other expectations: markers for each file, the
// fixed files, and those of the single fixes that it names, by title and path.
func (a *Archive) Rewrite(marks []Marker, fixed map[string]string, single map[string]map[string]string) error {
	out := &txtar.Archive{Comment: a.raw.Comment}
	if a.Env != "" {
		out.Files = append(out.Files, txtar.File{Name: environmentFile, Data: []byte(a.Env + "\n")})
	}
	for _, f := range a.Files {
		out.Files = append(out.Files, txtar.File{Name: f.Path, Data: []byte(mark(f, marks))})
	}
	paths := make([]string, 0, len(fixed))
	for p := range fixed {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	for _, p := range paths {
		out.Files = append(out.Files, txtar.File{Name: "fixed/" + p, Data: []byte(fixed[p])})
	}
	for _, f := range a.raw.Files {
		if title, p, ok := singleFix(f.Name); ok {
			if got, ok := single[title][p]; ok {
				f.Data = []byte(got)
			}
			out.Files = append(out.Files, f)
		}
	}
	return os.WriteFile(a.Path, txtar.Format(out), 0o644)
}

// mark puts markers into a file.
func mark(f *text.File, marks []Marker) string {
	var b strings.Builder
	for n := 1; n <= f.Lines(); n++ {
		line := f.Line(n)
		end := len(f.Src)
		if n < f.Lines() {
			end = f.Line(n + 1).Start
		}
		b.WriteString(f.Src[line.Start:end])
		for _, m := range marks {
			if m.At.Path != f.Path || m.At.Span.Start < line.Start || m.At.Span.Start >= max(end, line.Start+1) {
				continue
			}
			if end == line.End {
				b.WriteString("\n")
			}
			stop, more := min(m.At.Span.End, max(line.End, m.At.Span.Start+1)), ""
			if stop < m.At.Span.End {
				more = ">"
			}
			carets := strings.Repeat("^", max(stop-m.At.Span.Start, 1)) + more
			b.WriteString("~" + strings.Repeat(" ", max(m.At.Span.Start-line.Start-1, 0)) + carets + " " + m.Rule + " " + m.Severity + " " + m.Message + "\n")
		}
	}
	return b.String()
}
