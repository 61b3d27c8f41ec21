package analyzer_test

import (
	"context"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
)

// TestProve: what replaying a fix finds out about it. The fixes are those that the rules
// offer, or such as no rule should.
func TestProve(t *testing.T) {
	const facts = "instance: { name: contoso, hostnames: [api.contoso.com, www.contoso.com], virtualNetwork: internal, sku: Developer }\n"
	const policy = "<policies><inbound><base />" +
		"<send-request mode=\"new\" response-variable-name=\"a\"><set-url>https://api.contoso.com/a</set-url><set-method>GET</set-method></send-request>" +
		"<send-request mode=\"new\" response-variable-name=\"b\"><set-url>https://www.contoso.com/b</set-url><set-method>GET</set-method></send-request>" +
		"</inbound></policies>"
	const host = "<set-header name=\"Host\" exists-action=\"override\"><value>%</value></set-header>"
	with := func(name string) string { return strings.ReplaceAll(host, "%", name) }
	// replace is an edit of the first place of a text; with an empty text, an insertion
	// after it.
	replace := func(old, by string) text.Edit {
		at := strings.Index(policy, old)
		return text.Edit{Loc: text.Loc{Path: "policy.xml", Span: text.Span{Start: at, End: at + len(old)}}, New: by}
	}
	const first = "https://api.contoso.com/a</set-url><set-method>GET</set-method>"
	right := replace(first, "https://127.0.0.1/a</set-url><set-method>GET</set-method>"+with("api.contoso.com"))
	tests := []struct {
		name, facts string
		edits       []text.Edit
		want        string // a part of the reason, "" for a fix that stays safe
	}{
		{"right", facts, []text.Edit{right}, ""},
		{"nothing", facts, nil, "changes nothing"},
		{"no Host header", facts, []text.Edit{replace("https://api.contoso.com/a", "https://127.0.0.1/a")}, "would go to https://loopback/a instead of https://this gateway as api.contoso.com/a"},
		{"another hostname", facts, []text.Edit{replace(first, "https://127.0.0.1/a</set-url><set-method>GET</set-method>"+with("www.contoso.com"))},
			"would go to https://this gateway as www.contoso.com/a"},
		{"path is lost", facts, []text.Edit{replace(first, "https://127.0.0.1</set-url><set-method>GET</set-method>"+with("api.contoso.com"))},
			"would go to https://this gateway as api.contoso.com instead of https://this gateway as api.contoso.com/a"},
		{"another call", facts, []text.Edit{right, replace("www.contoso.com/b", "www.contoso.com/c")}, "would go to https://this gateway as www.contoso.com/c"},
		{"a call is lost", facts, []text.Edit{right, replace("<send-request mode=\"new\" response-variable-name=\"b\"><set-url>https://www.contoso.com/b</set-url><set-method>GET</set-method></send-request>", "")},
			"no request would go to https://this gateway as www.contoso.com/b any more"},
		{"not readable", facts, []text.Edit{right, replace("<base />", "<base>")}, "could not be read any more"},
		{"not seen through", facts, []text.Edit{replace("https://api.contoso.com/a", "@(context.Request.Headers[\"X\"][0])")}, "would go to {the header X of the request}"},
		{"the finding stays", facts, []text.Edit{replace("<base />", "<base /> ")}, "would stay"},
		{"other environment", facts + "environments: { prod: { instance: { name: contoso-prod, hostnames: [www.contoso.com] } } }\n", []text.Edit{right},
			"in prod a request would go to https://this gateway as api.contoso.com/a instead of https://api.contoso.com/a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := analyzer.NewSnapshot([]*text.File{text.NewFile("hairpin.yaml", tt.facts), text.NewFile("policy.xml", policy)})
			res, err := s.Check(context.Background(), analyzer.Config{Unproven: true})
			if err != nil {
				t.Fatal(err)
			}
			f := res.Findings[0]
			f.Fixes = []analyzer.Fix{{Title: "t", Safety: analyzer.Safe, Edits: tt.edits}}
			if err := s.Prove(context.Background(), analyzer.Config{}, &analyzer.Result{Findings: []analyzer.Finding{f}}); err != nil {
				t.Fatal(err)
			}
			switch fix := &f.Fixes[0]; {
			case tt.want == "" && fix.Safety != analyzer.Safe:
				t.Errorf("needs review: %s", fix.SafetyReason)
			case tt.want != "" && (fix.Safety == analyzer.Safe || !strings.Contains(fix.SafetyReason, tt.want)):
				t.Errorf("%v because %q, want %q", fix.Safety, fix.SafetyReason, tt.want)
			}
		})
	}
}

// TestProveInGroups: of many fixes, only those that change more than they may need review.
func TestProveInGroups(t *testing.T) {
	files := []*text.File{text.NewFile("hairpin.yaml", "instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"+
		"environments: { prod: { instance: { name: contoso-prod, hostnames: [www.contoso.com] } } }\n")}
	var b strings.Builder
	b.WriteString("<policies><inbound><base />\n")
	for i := range 20 {
		url := "https://{{gateway}}/a"
		if i == 7 || i == 13 {
			url = "https://api.contoso.com/a"
		}
		b.WriteString("<send-request mode=\"new\" response-variable-name=\"r\"><set-url>" + url + "</set-url><set-method>GET</set-method></send-request>\n")
	}
	b.WriteString("</inbound></policies>\n")
	files = append(files, text.NewFile("apis/a/policy.xml", b.String()),
		text.NewFile("namedValues/gateway/namedValueInformation.json", `{ "properties": { "displayName": "gateway", "value": "api.contoso.com" } }`),
		text.NewFile("configuration.prod.yaml", "namedValues:\n  - name: gateway\n    properties: { value: contoso-prod.azure-api.net }\n"))
	res := check(t, files)
	safe, review := 0, 0
	for _, f := range res.Findings {
		if f.Rule.ID != "HP102" || len(f.Fixes) == 0 {
			continue
		}
		if f.Fixes[0].Safety == analyzer.Safe {
			safe++
		} else if review++; !strings.Contains(f.Fixes[0].SafetyReason, "in prod") {
			t.Errorf("needs review: %s", f.Fixes[0].SafetyReason)
		}
	}
	if safe != 18 || review != 2 {
		t.Errorf("%d safe and %d to review, want 18 and 2", safe, review)
	}
}
