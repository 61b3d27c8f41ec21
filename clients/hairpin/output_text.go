package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

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
