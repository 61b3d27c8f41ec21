package interpret

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// TestWhatStatementsChange: a statement counts as a change of what it may change,
// and one that is not known as a change of everything.
func TestWhatStatementsChange(t *testing.T) {
	for src, want := range map[string]string{
		`<set-variable name="a" value="b"/>`:        "[] 0 0 0",
		`<send-request mode="new"/>`:                "[] 0 0 0",
		`<choose/>`:                                 "[] 0 0 0",
		`<set-backend-service base-url="x"/>`:       "[] 1 0 0",
		`<rewrite-uri template="/"/>`:               "[] 1 0 0",
		`<set-query-parameter name="a"/>`:           "[] 1 0 0",
		`<set-method>GET</set-method>`:              "[] 0 1 0",
		`<set-header name=" X-Mode "/>`:             "[x-mode=1] 0 0 0",
		`<set-header name="@(context.Api.Id)"/>`:    "[=1] 0 0 0",
		`<set-header/>`:                             "[=1] 0 0 0",
		`<set-body/>`:                               "[] 0 0 1",
		`<a-statement-that-nobody-knows name="x"/>`: "[] 0 0 1",
	} {
		root, _ := policy.Parse(text.NewView(src))
		var c history
		for e := range policy.All(root) {
			if e.Tag != "" {
				c.note(e)
			}
		}
		var headers []string
		for name, n := range c.headers {
			headers = append(headers, fmt.Sprint(name, "=", len(n)))
		}
		slices.Sort(headers)
		if got := fmt.Sprint(headers, len(c.url), len(c.method), len(c.other)); got != want {
			t.Errorf("%s changes %s, want %s", src, strings.TrimSpace(got), want)
		}
	}
}
