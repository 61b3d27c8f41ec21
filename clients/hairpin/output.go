package main

import (
	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// outputFlags say how findings are printed and judged.
type outputFlags struct {
	FailLevel string `enum:"error,warning,info,hint,never" default:"warning" placeholder:"SEVERITY" help:"Exit with 1 for findings of this severity or above: ${enum}." group:"Output:"`
	Color     string `enum:"auto,always,never" default:"auto" placeholder:"WHEN" help:"Colours: ${enum}." group:"Output:"`
	Quiet     bool   `short:"q" help:"Print only findings, without a summary." group:"Output:"`
	Hints     bool   `help:"Also print hints, not only their number (text)." group:"Output:"`
}

// palette follows --color, then NO_COLOR, then whether standard output is a
// terminal. https://no-color.org
func (o *outputFlags) palette(sh *shell) print.Palette {
	switch {
	case o.Color == "always", o.Color == "auto" && sh.getenv("NO_COLOR") == "" && sh.getenv("TERM") != "dumb" && sh.terminal(sh.stdout):
		return print.ANSI()
	}
	return print.Palette{}
}

// showsHints reports whether hints are printed one by one: when somebody asks
// for them, or fails on them.
func (o *outputFlags) showsHints() bool { return o.Hints || o.FailLevel == "hint" }

// exitCode judges a response: what could not be read weighs more than findings.
func (o *outputFlags) exitCode(resp *hairpinv1.AnalyzeResponse) int {
	if len(resp.GetProblems()) > 0 {
		return exitUsage
	}
	limit, ok := parseSeverity(o.FailLevel)
	if !ok {
		return exitClean // never
	}
	for _, f := range resp.GetFindings() {
		if f.GetSeverity() <= limit { // worst first
			return exitFindings
		}
	}
	return exitClean
}
