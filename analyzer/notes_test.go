package analyzer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
)

// TestNotes holds what a finding says beside its message: where the pieces of
// the address were written and for which operations it runs; and of its fix how
// safe it is, or why there is none.
func TestNotes(t *testing.T) {
	tests := []struct {
		archive, rule string
		notes         []string // path: message
		fix           string   // the beginning; "" is not looked at
	}{
		{"self-chained-request/variable", "HP102", []string{`orders.policy.xml: the variable "stockUrl" is set here`}, ""},
		{"self-chained-request/variable-on-one-branch", "HP102", []string{`orders.policy.xml: the variable "stockUrl" is set here`}, ""},
		{"self-chained-request/named-value-host", "HP102", []string{`named values/gw/namedValueInformation.json: the named value "gateway-host" is defined here`}, "safe"},
		{"self-chained-request/named-value-url", "HP102", []string{`named values/u/namedValueInformation.json: the named value "stock-url" is defined here`}, ""},
		{"self-chained-request/fragment", "HP102", []string{"runs for orders, shop"}, "safe"},
		{"self-chained-request/fragment-in-several-scopes", "HP102", []string{"runs for orders, orders/get"}, "safe"},
		{"self-chained-request/regional-hostname", "HP102", nil, "none: a regional hostname picks a region"},
		{"self-chained-request/portal-hostname", "HP102", nil, "none: it is not known whether loopback serves the developer portal"},
		{"self-chained-backend/backend-entity", "HP101", []string{`backends/core/backendInformation.json: the backend "core" has its URL here`}, ""},
		{"self-chained-backend/pool", "HP101", []string{`backends/core/backendInformation.json: the backend "core" has its URL here`}, "none: the pool also has other members"},
		{"self-chained-backend/service-url-own-path", "HP101", nil, "none: the URL is the API's own, so loopback would only create an endless loop"},
		{"self-chained-backend/service-url-on-the-other-path", "HP101", nil, "none: some policies replace the backend"},
		{"self-chained-backend/self-hosted-too", "HP101", nil, "none: the API also runs on a self-hosted gateway"},
		{"self-chained-backend/private-address-with-host", "HP101", nil, "review: an address does not say which hostname is meant"},
		{"self-chained-metadata/example", "HP103", nil, "none: <openid-config> has no place for a Host header"},
		{"loopback-without-host/metadata", "HP201", nil, "none: <openid-config> has no place for a Host header"},
		{"loopback-without-host/service-url", "HP201", nil, "safe"},
		{"host-leak/outer-scope", "HP204", []string{"policy.xml: the Host header is set here"}, "review: the other backend may expect the name of this gateway"},
		{"self-call-loop/three-hops", "HP301", []string{"apis/stock/policy.xml: stock calls parts here", "apis/parts/policy.xml: parts calls orders here"}, "none: only the author knows"},
		{"doubled-scheme/on-one-path", "HP404", []string{`policy.xml: the variable "host" is set here`}, "none: on other paths the URL has one scheme"},
	}
	for _, tt := range tests {
		t.Run(tt.archive, func(t *testing.T) {
			a, err := analyzertest.Read(filepath.Join("testdata/rules", tt.archive+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range check(t, a.Files, a.Env).Findings {
				if f.Rule.ID != tt.rule {
					continue
				}
				var notes []string
				for _, n := range f.Related {
					notes = append(notes, strings.TrimPrefix(n.At.Path+": "+n.Message, ": "))
				}
				if d := cmp.Diff(tt.notes, notes); d != "" {
					t.Errorf("notes (-want +got):\n%s", d)
				}
				if got := fixWords(&f); !strings.HasPrefix(got, tt.fix) {
					t.Errorf("fix %q, want %q", got, tt.fix)
				}
				return
			}
			t.Errorf("there is no %s", tt.rule)
		})
	}
}

// fixWords is how safe the first fix is, or why there is none.
func fixWords(f *analyzer.Finding) string {
	switch {
	case len(f.Fixes) == 0:
		return "none: " + f.NoFix
	case f.Fixes[0].Safety == analyzer.Safe:
		return "safe"
	}
	return "review: " + f.Fixes[0].SafetyReason
}
