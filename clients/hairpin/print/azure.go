package print

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// writeAzure prints logging commands that Azure Pipelines shows in the summary
// of a run. It knows errors and warnings only; infos and hints are left to the
// log, as plain lines.
// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
func writeAzure(out io.Writer, r *Report) error {
	b := bufio.NewWriter(out)
	for _, f := range r.Response.GetFindings() {
		message := f.GetMessage() + strings.ReplaceAll(advice(f), "\n", "; ")
		switch f.GetSeverity() {
		case hairpinv1.Severity_SEVERITY_ERROR, hairpinv1.Severity_SEVERITY_WARNING:
			azureIssue(b, Severity(f.GetSeverity()), f.GetLocation(), f.GetRuleId(), message)
		default:
			line := fmt.Sprintf("%s: %s %s: %s", Place(f.GetLocation()), Severity(f.GetSeverity()), f.GetRuleId(), Clean(message))
			// The agent looks for commands anywhere in a line, and messages quote from files.
			fmt.Fprintln(b, strings.ReplaceAll(line, "##", "# #"))
		}
	}
	for _, p := range r.Response.GetProblems() {
		azureIssue(b, "error", p.GetLocation(), "", p.GetMessage())
	}
	return b.Flush()
}

func azureIssue(b *bufio.Writer, level string, at *hairpinv1.Location, code, message string) {
	fmt.Fprintf(b, "##vso[task.logissue type=%s;sourcepath=%s", level, escapeAzureProperty(Clean(at.GetPath())))
	if start := at.GetRange().GetStart(); start != nil {
		fmt.Fprintf(b, ";linenumber=%d;columnnumber=%d", start.GetLine(), start.GetColumn())
	}
	if code != "" {
		fmt.Fprintf(b, ";code=%s", escapeAzureProperty(code))
	}
	fmt.Fprintf(b, "]%s\n", escapeAzureMessage(disarm.Replace(message)))
}

// escapeAzureMessage escapes a message as the agent reads it:
// https://github.com/microsoft/azure-pipelines-task-lib/blob/master/node/taskcommand.ts
func escapeAzureMessage(s string) string {
	return strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func escapeAzureProperty(s string) string {
	return strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", "]", "%5D", ";", "%3B").Replace(s)
}
