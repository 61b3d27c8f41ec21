package dialect_test

import (
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/dialect"
)

// TestRows: every row can be read by a person, and no name is given twice.
func TestRows(t *testing.T) {
	seen := map[*dialect.Element]bool{}
	var visit func(e *dialect.Element)
	visit = func(e *dialect.Element) {
		if seen[e] {
			return
		}
		seen[e] = true
		if e.Name == "" || !strings.HasSuffix(e.Doc, ".") || strings.Count(e.Doc, ". ") > 0 {
			t.Errorf("%q: %q is not one sentence", e.Name, e.Doc)
		}
		names := map[string]bool{}
		for _, a := range e.Attrs {
			if names[a.Name] || !strings.HasSuffix(a.Doc, ".") {
				t.Errorf("%s %s: given twice, or %q is no sentence", e.Name, a.Name, a.Doc)
			}
			if a.Default != "" && a.Need == dialect.Required || len(a.Values) > 0 && !a.Open && a.Default != "" && !slices.Contains(a.Values, a.Default) {
				t.Errorf("%s %s: %q cannot be the default", e.Name, a.Name, a.Default)
			}
			names[a.Name] = true
		}
		clear(names)
		for _, c := range e.Children {
			if names[c.Name] {
				t.Errorf("%s: %s stands twice", e.Name, c.Name)
			}
			names[c.Name] = true
			if p := dialect.Policy(c.Name); p != nil && p != c.Element {
				t.Errorf("%s: %s is another one than the policy", e.Name, c.Name)
			}
			visit(c.Element)
		}
	}
	names := map[string]bool{}
	for _, p := range dialect.Policies() {
		if names[p.Name] || p.In == 0 || p.Link() == "" {
			t.Errorf("%s: given twice, without sections, or without a link", p.Name)
		}
		names[p.Name] = true
		visit(p)
	}
	for _, r := range dialect.Roots() {
		visit(r)
	}
	if len(names) < 60 {
		t.Errorf("%d policies", len(names))
	}
}

// TestFind: the same name means another thing in another place.
func TestFind(t *testing.T) {
	for _, c := range []struct{ path, doc string }{
		{"policies inbound set-header value", "A value of the header."},
		{"policies inbound choose when set-query-parameter value", "A value of the parameter."},
		{"policies backend", "How the request is forwarded; it holds one policy."},
		{"http-data-source backend", "How the request is sent."},
		{"fragment retry", dialect.Policy("retry").Doc},
		{"set-header value", "A value of the header."},
		{"policies set-header", ""},
		{"policies inbound set-url", ""},
		{"policies inbound when", ""},
		{"unknown", ""},
	} {
		got := ""
		if e := dialect.Find(strings.Fields(c.path)); e != nil {
			got = e.Doc
		}
		if got != c.doc {
			t.Errorf("%s: %q", c.path, got)
		}
	}
	if got := dialect.Policy("rewrite-uri").In.String(); got != "inbound" || dialect.Anywhere.String() != "inbound, backend, outbound, on-error" {
		t.Errorf("%q", got)
	}
	if got := dialect.Policy("set-header").Link(); got != "https://learn.microsoft.com/azure/api-management/set-header-policy" {
		t.Error(got)
	}
	if a := dialect.Policy("retry").Attr("id"); a == nil || dialect.Find([]string{"policies", "inbound"}).Attr("id") != nil {
		t.Error("policies, and nothing else, have an id")
	}
}
