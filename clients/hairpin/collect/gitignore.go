package collect

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ignorer knows what the .gitignore files of a folder and of the folders above
// it exclude. The nil ignorer excludes nothing.
// https://git-scm.com/docs/gitignore
type ignorer struct {
	outer *ignorer
	dir   string // absolute
	rules []ignoreRule
}

// ignoreRule is one line of a .gitignore.
type ignoreRule struct {
	pattern string // of paths relative to the folder, for doublestar
	negate  bool   // a match is not excluded after all
	dirOnly bool
}

// below is the ignorer for a folder inside that of ig.
func (ig *ignorer) below(dir string) *ignorer {
	src, err := os.ReadFile(filepath.Join(dir, ".gitignore"))
	if err != nil {
		return ig
	}
	return &ignorer{outer: ig, dir: dir, rules: parseIgnore(string(src))}
}

// ignored reports whether a file or folder is excluded by itself. Whoever walks
// does not go into an excluded folder, so what lies in it is excluded too. The
// last line that matches decides, and a nearer file comes before a farther one.
func (ig *ignorer) ignored(path string, isDir bool) bool {
	for ; ig != nil; ig = ig.outer {
		rel, err := filepath.Rel(ig.dir, path)
		if err != nil {
			continue
		}
		rel = filepath.ToSlash(rel)
		for i := len(ig.rules) - 1; i >= 0; i-- {
			r := &ig.rules[i]
			if r.dirOnly && !isDir {
				continue
			}
			if ok, _ := doublestar.Match(r.pattern, rel); ok {
				return !r.negate
			}
		}
	}
	return false
}

// parseIgnore reads the lines of a .gitignore. A pattern that cannot be read
// matches nothing, as in git.
func parseIgnore(src string) []ignoreRule {
	var out []ignoreRule
	for line := range strings.Lines(strings.TrimPrefix(src, "\ufeff")) {
		if r, ok := parseIgnoreLine(strings.TrimRight(line, "\r\n")); ok {
			out = append(out, r)
		}
	}
	return out
}

func parseIgnoreLine(line string) (ignoreRule, bool) {
	var r ignoreRule
	line = trimBlanks(line)
	if strings.HasPrefix(line, "#") {
		return r, false
	}
	if rest, ok := strings.CutPrefix(line, "!"); ok {
		r.negate, line = true, rest
	}
	if rest, ok := strings.CutSuffix(line, "/"); ok {
		r.dirOnly, line = true, rest
	}
	if line == "" {
		return r, false
	}
	// A slash at the start or in the middle ties the pattern to the folder.
	tied := strings.Contains(line, "/")
	line = strings.TrimPrefix(line, "/")
	if rest, ok := strings.CutSuffix(line, "/**"); ok {
		line = rest + "/**/*" // what is in the folder, not the folder itself
	}
	if !tied {
		line = "**/" + line
	}
	// Braces mean nothing in a .gitignore.
	r.pattern = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(line)
	return r, doublestar.ValidatePattern(r.pattern)
}

// trimBlanks takes the blanks off the end, unless a backslash keeps them.
func trimBlanks(line string) string {
	for strings.HasSuffix(line, " ") && !strings.HasSuffix(line, `\ `) {
		line = line[:len(line)-1]
	}
	return line
}
