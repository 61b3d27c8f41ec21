package analyzer

import (
	_ "embed"
	"strings"
)

// rulePages is the published documentation of all rules: one section each, made
// of the rule's Doc and its example archive. A test keeps it current.
//
//go:embed RULES.md
var rulePages string

// RulePage is the published page of a rule in Markdown, without its heading.
func RulePage(r *Page) string {
	_, rest, ok := strings.Cut(rulePages, "\n"+r.Heading()+"\n")
	if !ok {
		return r.Doc
	}
	page, _, _ := strings.Cut(rest, "\n# HP")
	return strings.TrimSpace(page) + "\n"
}
