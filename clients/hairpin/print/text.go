package print

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// writeText prints findings for people: place, message, source, where the value
// comes from, and what to do. Hints, of which there may be many and which ask for
// nothing, are counted, and printed in a line each for those who want them.
func writeText(out io.Writer, r *Report) error {
	b := bufio.NewWriter(out)
	line := false // the last thing printed is a lone line
	for _, f := range r.Response.GetFindings() {
		hint := f.GetSeverity() == hairpinv1.Severity_SEVERITY_HINT
		if hint && !r.Hints {
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
	if !r.Quiet {
		r.summary(b)
	}
	return b.Flush()
}

// headline is the line that says where, what and how bad.
func (r *Report) headline(b *bufio.Writer, f *hairpinv1.Finding) {
	c := r.Colors
	name := ""
	if rule := r.Rules[f.GetRuleId()]; rule != nil {
		name = " " + rule.GetName()
	}
	word := c.Paint(c.severity(f.GetSeverity()), Severity(f.GetSeverity()))
	fmt.Fprintf(b, "%s: %s %s%s: %s\n", c.Paint(c.Bold, Place(f.GetLocation())), word, c.Paint(c.Bold, f.GetRuleId()), name, Clean(f.GetMessage()))
}

func (r *Report) finding(b *bufio.Writer, f *hairpinv1.Finding) {
	c := r.Colors
	color := c.severity(f.GetSeverity())
	r.headline(b, f)
	indent := r.excerpt(b, f.GetLocation(), color)
	line := func(format string, args ...any) {
		fmt.Fprintf(b, "%s%s %s\n", indent, c.Paint(c.Blue, "="), fmt.Sprintf(format, args...))
	}
	for _, n := range f.GetRelated() {
		if n.GetLocation() == nil {
			line("%s", Clean(n.GetMessage()))
		} else {
			line("%s: %s", Place(n.GetLocation()), Clean(n.GetMessage()))
		}
	}
	if env := f.GetEnvironments(); len(env) > 0 {
		line("environments: %s", Clean(strings.Join(env, ", ")))
	}
	for i, fix := range f.GetFixes() {
		word := "fix"
		if i > 0 {
			word = "or"
			if f.GetFixes()[0].GetSafety() == hairpinv1.Safety_SAFETY_SAFE {
				break // hairpin fix --review shows the others
			}
		}
		how := r.FixWith
		if fix.GetSafety() != hairpinv1.Safety_SAFETY_SAFE {
			how = "needs review: " + Clean(fix.GetSafetyReason())
			if i == 0 {
				how += "; " + r.reviewWith()
			}
		}
		if how != "" {
			how = " (" + how + ")"
		}
		line("%s: %s%s", c.Paint(c.Green, word), Clean(fix.GetTitle()), how)
	}
	if why := f.GetNoFixReason(); why != "" {
		line("%s: %s", c.Paint(c.Dim, "no fix"), Clean(why))
	}
	fmt.Fprintln(b)
}

func (r *Report) summary(b *bufio.Writer) {
	s := r.Response.GetSummary()
	if missing := s.GetMissingFacts(); len(missing) > 0 {
		for _, m := range missing {
			fmt.Fprintf(b, "%s: %s\n", r.Colors.Paint(r.Colors.Blue, "note"), Clean(m))
		}
	}
	var counts []string
	for _, n := range []struct {
		count uint32
		word  string
	}{{s.GetErrors(), "error"}, {s.GetWarnings(), "warning"}, {s.GetInfos(), "info"}, {s.GetHints(), "hint"}} {
		if n.count > 0 {
			counts = append(counts, Plural(int(n.count), n.word))
		}
	}
	line := "no findings"
	if len(counts) > 0 {
		line = strings.Join(counts, ", ")
	}
	line += " in " + Plural(int(s.GetFiles()), "file")
	if safe, review := CountFixable(r.Response); safe > 0 && r.FixWith != "" {
		line += fmt.Sprintf("; %d fixable with %q", safe, r.FixWith)
	} else if review > 0 {
		line += fmt.Sprintf("; %d fixable after review with %q", review, r.reviewWith())
	}
	if s.GetHints() > 0 && !r.Hints {
		line += "; --hints shows the hints"
	}
	if s.GetSuppressed() > 0 {
		line += fmt.Sprintf("; %d suppressed", s.GetSuppressed())
	}
	if r.Known > 0 {
		line += fmt.Sprintf("; %d in the baseline", r.Known)
	}
	fmt.Fprintln(b, line)
}

// reviewWith is the command that applies fixes that need review.
func (r *Report) reviewWith() string { return cmp.Or(r.FixWith, "hairpin fix") + " --review" }
