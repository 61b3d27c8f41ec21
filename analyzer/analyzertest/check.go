package analyzertest

import (
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/text"
)

// Diff compares findings with the markers of the archive. Each line says what
// is missing or too much.
func (a *Archive) Diff(found []finding.Finding) []string {
	var out []string
	used := make([]bool, len(found))
	for _, m := range a.Want {
		hit := false
		for i := range found {
			if !used[i] && m.matches(&found[i]) {
				used[i], hit = true, true
				break
			}
		}
		if !hit {
			out = append(out, "missing: "+a.describe(m.At)+" "+m.Rule+" "+m.Severity+" "+m.Message)
		}
	}
	for i := range found {
		if !used[i] {
			f := &found[i]
			out = append(out, "not expected: "+a.describe(f.At)+" "+f.Rule.ID+" "+f.Severity.String()+" "+message(f))
		}
	}
	return out
}

func (m Marker) matches(f *finding.Finding) bool {
	at := f.At
	if m.More && at.Span.End > m.At.Span.End {
		at.Span.End = m.At.Span.End
	}
	if at.Span.Empty() { // a caret stands for a place where something is missing
		at.Span.End = at.Span.Start + 1
	}
	return at == m.At && f.Rule.ID == m.Rule && f.Severity.String() == m.Severity && strings.Contains(message(f), m.Message)
}

// message is what a finding says, and in which environments it holds.
func message(f *finding.Finding) string {
	if len(f.Environments) == 0 {
		return f.Message
	}
	return f.Message + " [" + strings.Join(f.Environments, ", ") + "]"
}

func (a *Archive) describe(at text.Loc) string {
	for _, f := range a.Files {
		if f.Path == at.Path {
			line, col := f.LineCol(at.Span.Start)
			_, end := f.LineCol(at.Span.End)
			return strings.Join([]string{at.Path, itoa(line), itoa(col)}, ":") + "-" + itoa(end)
		}
	}
	return at.Path
}

// Markers are markers for findings, with the whole message.
func Markers(found []finding.Finding) []Marker {
	out := make([]Marker, 0, len(found))
	for i := range found {
		f := &found[i]
		out = append(out, Marker{At: f.At, Rule: f.Rule.ID, Severity: f.Severity.String(), Message: message(f)})
	}
	return out
}

// Shift is a change of a file that must not change what is found in it.
type Shift struct {
	Name string
	// Text changes the file; Offset takes an offset of the old text to the new.
	Text   func(path, src string) string
	Offset func(path, src string, off int) int
}

// Shifts lists such changes for policy documents: other line ends, a byte order
// mark, a comment in front.
func Shifts() []Shift {
	prefixed := func(name, prefix string) Shift {
		return Shift{
			Name: name,
			Text: func(path, src string) string {
				if isPolicy(path) {
					return prefix + src
				}
				return src
			},
			Offset: func(path, src string, off int) int {
				if isPolicy(path) {
					return off + len(prefix)
				}
				return off
			},
		}
	}
	return []Shift{
		{
			Name: "CRLF",
			Text: func(_, src string) string { return strings.ReplaceAll(src, "\n", "\r\n") },
			Offset: func(_, src string, off int) int {
				return off + strings.Count(src[:min(off, len(src))], "\n")
			},
		},
		prefixed("BOM", text.BOM),
		prefixed("comment in front", "<!-- a \"comment\" with @( in it -->"),
	}
}

func isPolicy(path string) bool { return strings.HasSuffix(path, ".xml") }

func itoa(n int) string { return strconv.Itoa(n) }
