package print

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// writeGitHub prints workflow commands that GitHub shows beside the lines of a
// change.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func writeGitHub(out io.Writer, r *Report) error {
	b := bufio.NewWriter(out)
	for _, f := range r.Response.GetFindings() {
		title := f.GetRuleId()
		if rule := r.Rules[title]; rule != nil {
			title += " " + rule.GetName()
		}
		githubCommand(b, githubLevel(f.GetSeverity()), f.GetLocation(), title, f.GetMessage()+advice(f))
	}
	for _, p := range r.Response.GetProblems() {
		githubCommand(b, "error", p.GetLocation(), "hairpin", p.GetMessage())
	}
	return b.Flush()
}

func githubLevel(s hairpinv1.Severity) string {
	switch s {
	case hairpinv1.Severity_SEVERITY_ERROR:
		return "error"
	case hairpinv1.Severity_SEVERITY_WARNING:
		return "warning"
	}
	return "notice"
}

// advice is where a finding holds and what to do about it, each on a line of its
// own.
func advice(f *hairpinv1.Finding) string {
	out := inEnvironments(f)
	switch {
	case len(f.GetFixes()) > 0:
		out += "\nfix: " + f.GetFixes()[0].GetTitle()
	case f.GetNoFixReason() != "":
		out += "\nno fix: " + f.GetNoFixReason()
	}
	return out
}

// inEnvironments names the environments of a finding, on a line of its own; ""
// if only one was judged.
func inEnvironments(f *hairpinv1.Finding) string {
	if len(f.GetEnvironments()) == 0 {
		return ""
	}
	return "\nenvironments: " + strings.Join(f.GetEnvironments(), ", ")
}

func githubCommand(b *bufio.Writer, level string, at *hairpinv1.Location, title, message string) {
	fmt.Fprintf(b, "::%s file=%s", level, escapeGitHubProperty(Clean(at.GetPath())))
	if rg := at.GetRange(); rg != nil {
		start, end := rg.GetStart(), rg.GetEnd()
		fmt.Fprintf(b, ",line=%d,endLine=%d", start.GetLine(), end.GetLine())
		if start.GetLine() == end.GetLine() { // GitHub takes columns of one line only
			fmt.Fprintf(b, ",col=%d,endColumn=%d", start.GetColumn(), end.GetColumn())
		}
	}
	fmt.Fprintf(b, ",title=%s::%s\n", escapeGitHubProperty(title), escapeGitHubMessage(message))
}

// escapeGitHubMessage escapes a message as the runner reads it:
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
func escapeGitHubMessage(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeGitHubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
