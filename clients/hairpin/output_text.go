package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"path"
	"strings"

	"hairpin/analyzer/text"
	hairpinv1 "hairpin/proto/hairpin/v1"
)

// writeText prints findings for people: place, message, source, where the value
// comes from, and what to do. Hints, of which there may be many and which ask for
// nothing, are counted, and printed in a line each for those who want them.
func writeText(out io.Writer, r *report) error {
	b := bufio.NewWriter(out)
	line := false // the last thing printed is a lone line
	for _, f := range r.resp.GetFindings() {
		hint := f.GetSeverity() == hairpinv1.Severity_SEVERITY_HINT
		if hint && !r.hints {
			continue
		}
		if line && !hint {
			fmt.Fprintln(b)
		}
		if line = hint; hint {
			r.headline(b, f)
		} else {
			r.finding(b, f)
		}
	}
	if line {
		fmt.Fprintln(b)
	}
	if !r.quiet {
		r.summary(b)
	}
	return b.Flush()
}

// headline is the line that says where, what and how bad.
func (r *report) headline(b *bufio.Writer, f *hairpinv1.Finding) {
	c := r.colors
	name := ""
	if rule := r.rules[f.GetRuleId()]; rule != nil {
		name = " " + rule.GetName()
	}
	word := c.paint(c.severity(f.GetSeverity()), severityWord(f.GetSeverity()))
	fmt.Fprintf(b, "%s: %s %s%s: %s\n", c.paint(c.bold, place(f.GetLocation())), word, c.paint(c.bold, f.GetRuleId()), name, clean(f.GetMessage()))
}

func (r *report) finding(b *bufio.Writer, f *hairpinv1.Finding) {
	c := r.colors
	color := c.severity(f.GetSeverity())
	r.headline(b, f)
	indent := r.excerpt(b, f.GetLocation(), color)
	line := func(format string, args ...any) {
		fmt.Fprintf(b, "%s%s %s\n", indent, c.paint(c.blue, "="), fmt.Sprintf(format, args...))
	}
	for _, n := range f.GetRelated() {
		if n.GetLocation() == nil {
			line("%s", clean(n.GetMessage()))
		} else {
			line("%s: %s", place(n.GetLocation()), clean(n.GetMessage()))
		}
	}
	if env := f.GetEnvironments(); len(env) > 0 {
		line("environments: %s", clean(strings.Join(env, ", ")))
	}
	for i, fix := range f.GetFixes() {
		word := "fix"
		if i > 0 {
			word = "or"
			if f.GetFixes()[0].GetSafety() == hairpinv1.Safety_SAFETY_SAFE {
				break // hairpin fix --review shows the others
			}
		}
		how := r.fixWith
		if fix.GetSafety() != hairpinv1.Safety_SAFETY_SAFE {
			how = "needs review: " + clean(fix.GetSafetyReason())
			if i == 0 {
				how += "; " + r.reviewWith()
			}
		}
		if how != "" {
			how = " (" + how + ")"
		}
		line("%s: %s%s", c.paint(c.green, word), clean(fix.GetTitle()), how)
	}
	if why := f.GetNoFixReason(); why != "" {
		line("%s: %s", c.paint(c.dim, "no fix"), clean(why))
	}
	fmt.Fprintln(b)
}

// excerpt prints the source of a place, and gives the indentation of the lines
// that belong below it.
func (r *report) excerpt(b *bufio.Writer, at *hairpinv1.Location, color string) string {
	f := r.source(at.GetPath())
	if f == nil || at.GetRange() == nil {
		return "  "
	}
	span := text.Span{Start: int(at.GetRange().GetStart().GetOffset()), End: int(at.GetRange().GetEnd().GetOffset())}
	for _, line := range excerpt(f, span, r.colors, color) {
		fmt.Fprintln(b, line)
	}
	return strings.Repeat(" ", len(fmt.Sprint(at.GetRange().GetStart().GetLine()))+1)
}

// place is path:line:column, or as much of it as is known.
func place(at *hairpinv1.Location) string {
	path := clean(at.GetPath())
	if at.GetRange() == nil {
		return path
	}
	start := at.GetRange().GetStart()
	return fmt.Sprintf("%s:%d:%d", path, start.GetLine(), start.GetColumn())
}

func (r *report) summary(b *bufio.Writer) {
	s := r.resp.GetSummary()
	if missing := s.GetMissingFacts(); len(missing) > 0 {
		for _, m := range missing {
			fmt.Fprintf(b, "%s: %s\n", r.colors.paint(r.colors.blue, "note"), clean(m))
		}
	}
	var counts []string
	for _, n := range []struct {
		count uint32
		word  string
	}{{s.GetErrors(), "error"}, {s.GetWarnings(), "warning"}, {s.GetInfos(), "info"}, {s.GetHints(), "hint"}} {
		if n.count > 0 {
			counts = append(counts, plural(int(n.count), n.word))
		}
	}
	line := "no findings"
	if len(counts) > 0 {
		line = strings.Join(counts, ", ")
	}
	line += " in " + plural(int(s.GetFiles()), "file")
	if safe, review := countFixable(r.resp); safe > 0 && r.fixWith != "" {
		line += fmt.Sprintf("; %d fixable with %q", safe, r.fixWith)
	} else if review > 0 {
		line += fmt.Sprintf("; %d fixable after review with %q", review, r.reviewWith())
	}
	if s.GetHints() > 0 && !r.hints {
		line += "; --hints shows the hints"
	}
	if s.GetSuppressed() > 0 {
		line += fmt.Sprintf("; %d suppressed", s.GetSuppressed())
	}
	if r.known > 0 {
		line += fmt.Sprintf("; %d in the baseline", r.known)
	}
	fmt.Fprintln(b, line)
}

// reviewWith is the command that applies fixes that need review.
func (r *report) reviewWith() string { return cmp.Or(r.fixWith, "hairpin fix") + " --review" }

// countFixable counts findings with a safe fix, and those with a fix that needs
// review only.
func countFixable(resp *hairpinv1.AnalyzeResponse) (safe, review int) {
	for _, f := range resp.GetFindings() {
		if len(f.GetFixes()) == 0 {
			continue
		}
		review++
		for _, fix := range f.GetFixes() {
			if fix.GetSafety() == hairpinv1.Safety_SAFETY_SAFE {
				safe++
				review--
				break
			}
		}
	}
	return safe, review
}

// plural is "1 file", "2 files".
func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// mayHoldSecrets reports whether a file can hold the value of a secret, so that
// no line of it is shown.
func mayHoldSecrets(file string) bool {
	base := strings.ToLower(path.Base(file))
	return strings.HasPrefix(base, "namedvalue") || strings.HasPrefix(base, "configuration") || strings.Contains(base, ".tfvars")
}

// writeProblems says what could not be read: one sentence each, and the source
// where the place is known.
func writeProblems(out io.Writer, r *report) {
	b := bufio.NewWriter(out)
	for _, p := range r.resp.GetProblems() {
		fmt.Fprintf(b, "hairpin: %s: %s\n", place(p.GetLocation()), clean(p.GetMessage()))
		if !mayHoldSecrets(p.GetLocation().GetPath()) {
			r.excerpt(b, p.GetLocation(), r.colors.red)
		}
	}
	_ = b.Flush() // nobody is left to tell
}
