package lsp

import (
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/internal/estategen"
)

// TestAsksSettings: an editor that keeps the settings to itself is asked for those
// of each folder, at the beginning and when they have changed.
func TestAsksSettings(t *testing.T) {
	s := begin(t, map[string]string{"one/hairpin.yaml": config, "one/policy.xml": selfCall, "two/policy.xml": selfCall})
	s.replies["workspace/configuration"] = `[null,{"gatewayHosts":["api.contoso.com"],"virtualNetwork":"internal","sku":"Premium_2"}]`
	s.call("initialize", fmt.Sprintf(`{"processId":null,"rootUri":null,"capabilities":{"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true},"didChangeWatchedFiles":{"dynamicRegistration":true}}},"workspaceFolders":[{"uri":%q,"name":"one"},{"uri":%q,"name":"two"}]}`,
		s.uri("one"), s.uri("two")), nil)
	s.notify("initialized", "{}")
	asked := s.awaitAsked("workspace/configuration")
	if !strings.Contains(asked, s.uri("one")) || !strings.Contains(asked, s.uri("two")) || !strings.Contains(asked, `"section":"hairpin"`) {
		t.Errorf("asked for %s", asked)
	}
	if p := s.await("two/policy.xml"); len(p.Diagnostics) != 1 || p.Diagnostics[0].Severity != 2 {
		t.Errorf("two: %+v", p)
	}
	for _, want := range []string{"workspace/didChangeConfiguration", "**/*.{xml,"} {
		if got := s.awaitAsked("client/registerCapability"); !strings.Contains(got, want) {
			t.Errorf("registered %s, not %s", got, want)
		}
	}
	s.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	s.awaitAsked("workspace/configuration")
}

// TestBadSettings: what cannot be read is told, and the rest counts.
func TestBadSettings(t *testing.T) {
	s := begin(t, map[string]string{"policy.xml": selfCall})
	s.call("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":{},"initializationOptions":{"hairpin":{"gatewayHosts":["https://x","api.contoso.com"],"virtualNetwork":"internal","sku":"Gold"}}}`, s.uri("")), nil)
	s.notify("initialized", "{}")
	for _, want := range []string{"gatewayHosts", "sku"} {
		got := s.awaitAsked("window/showMessage") + s.log.String()
		if !strings.Contains(got, "hairpin."+want) {
			t.Errorf("%s is not told: %s", want, got)
		}
	}
	if p := s.await("policy.xml"); len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != "HP102" {
		t.Errorf("%+v", p)
	}
}

// TestProgress: the first check of a large workspace shows that it runs, and that
// it is over.
func TestProgress(t *testing.T) {
	files := map[string]string{}
	for _, f := range estategen.Generate(estategen.Options{APIs: 100, Operations: 1, SelfCalls: 10, Seed: 1}) {
		files[f.Path] = f.Src
	}
	s := start(t, files, `{"window":{"workDoneProgress":true}}`)
	token := s.awaitAsked("window/workDoneProgress/create")
	begin, end := s.awaitAsked("$/progress"), s.awaitAsked("$/progress")
	if !strings.Contains(begin, `"kind":"begin"`) || !strings.Contains(begin, "checking") || !strings.Contains(end, `"kind":"end"`) {
		t.Errorf("token %s: %s, %s", token, begin, end)
	}
}

// TestRefresh: an editor that asks by itself is told when an answer about another
// document has changed: diagnostics, lenses, hints, and documents made here.
func TestRefresh(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config, "apis/orders/policy.xml": selfCall, "apis/orders/apiInformation.json": `{"properties":{"path":"orders"}}`},
		`{"workspace":{"diagnostics":{"refreshSupport":true},"codeLens":{"refreshSupport":true},"inlayHint":{"refreshSupport":true},"textDocumentContent":{}},"textDocument":{"diagnostic":{}},"window":{"showDocument":{"support":true}}}`)
	s.awaitAsked("workspace/diagnostic/refresh")
	s.awaitAsked("workspace/codeLens/refresh")
	s.awaitAsked("workspace/inlayHint/refresh")
	var text string
	if code := s.call("workspace/executeCommand", `{"command":"hairpin.effectivePolicy","arguments":["hairpin:/effective.policy.xml?api=orders"]}`, &text); code != 0 || !strings.Contains(text, "<!-- API orders") {
		t.Errorf("code %d: %s", code, text)
	}
	if got := s.awaitAsked("window/showDocument"); !strings.Contains(got, "hairpin:/effective.policy.xml?api") {
		t.Errorf("shown: %s", got)
	}
	s.call("workspace/textDocumentContent", `{"uri":"hairpin:/effective.policy.xml?api=orders"}`, nil)
	s.openFile("apis/orders/policy.xml", strings.ReplaceAll(selfCall, "/stock", "/other"))
	if got := s.awaitAsked("workspace/textDocumentContent/refresh"); !strings.Contains(got, "hairpin:/effective.policy.xml") {
		t.Errorf("refreshed: %s", got)
	}
	if len(s.diagnostics) > 0 {
		t.Error("diagnostics are pushed to an editor that pulls them")
	}
}

// TestExplain: the page of a rule is told, and shown where the editor can.
func TestExplain(t *testing.T) {
	s := start(t, nil, `{"workspace":{"textDocumentContent":{}},"window":{"showDocument":{"support":true}}}`)
	var page string
	if code := s.call("workspace/executeCommand", `{"command":"hairpin.explain","arguments":["HP102"]}`, &page); code != 0 || !strings.HasPrefix(page, "# HP102 self-chained-request\n") {
		t.Errorf("code %d: %.80s", code, page)
	}
	if got := s.awaitAsked("window/showDocument"); !strings.Contains(got, "hairpin:/rules/HP102.md") {
		t.Errorf("shown: %s", got)
	}
}
