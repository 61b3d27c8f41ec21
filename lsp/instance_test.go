package lsp

import (
	"encoding/json"
	"strings"
	"testing"
)

// twoEnvironments is an estate whose environments differ in the tier.
const twoEnvironments = `instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer, privateIPs: [10.1.0.5] }
environments:
  prod: { instance: { sku: Premium, units: 2 } }
`

// TestInstance: the facts in force are a document, under the environment that the
// settings name.
func TestInstance(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": twoEnvironments, "policy.xml": selfCall}, "{}")
	for _, c := range []struct{ environment, want string }{
		{"", `{"folder":"DIR","root":"","name":"contoso","hostnames":["api.contoso.com","contoso.azure-api.net"],"virtualNetwork":"internal","sku":"Developer","privateIPs":["10.1.0.5"],"environments":["prod"]}`},
		{"prod", `{"folder":"DIR","root":"","name":"contoso","hostnames":["api.contoso.com","contoso.azure-api.net"],"virtualNetwork":"internal","sku":"Premium","units":2,"privateIPs":["10.1.0.5"],"environments":["prod"]}`},
	} {
		s.notify("workspace/didChangeConfiguration", `{"settings":{"hairpin":{"environment":"`+c.environment+`"}}}`)
		var text string
		if code := s.call("workspace/executeCommand", `{"command":"hairpin.content","arguments":["hairpin:/instance.json"]}`, &text); code != 0 {
			t.Fatalf("code %d", code)
		}
		var got struct {
			Environment string
			Estates     []json.RawMessage
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if got.Environment != c.environment || len(got.Estates) != 1 {
			t.Fatalf("%s", text)
		}
		var flat strings.Builder
		if err := json.NewEncoder(&flat).Encode(got.Estates[0]); err != nil {
			t.Fatal(err)
		}
		if have := strings.ReplaceAll(strings.TrimSpace(flat.String()), s.dir, "DIR"); have != c.want {
			t.Errorf("environment %q:\n got %s\nwant %s", c.environment, have, c.want)
		}
	}
}

// TestFixFolder: all safe fixes of a folder come as one edit, which asks before it
// is applied; open buffers count, not what is on disk.
func TestFixFolder(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config, "a/policy.xml": selfCall, "b/policy.xml": selfCall}, `{"workspace":{"applyEdit":true,"workspaceEdit":{"documentChanges":true,"changeAnnotationSupport":{}}}}`)
	var said string
	if code := s.call("workspace/executeCommand", `{"command":"hairpin.fixFolder","arguments":[]}`, &said); code != 0 || said != "2 safe fixes in 2 files" {
		t.Fatalf("code %d: %s", code, said)
	}
	asked := s.awaitAsked("workspace/applyEdit")
	for _, want := range []string{`"needsConfirmation":true`, `"label":"Safe fixes"`, "a/policy.xml", "b/policy.xml", "127.0.0.1"} {
		if !strings.Contains(asked, want) {
			t.Errorf("the edit has no %s: %s", want, asked)
		}
	}
	for _, f := range []string{"a/policy.xml", "b/policy.xml"} {
		s.openFile(f, "<policies><inbound /></policies>")
	}
	if code := s.call("workspace/executeCommand", `{"command":"hairpin.fixFolder","arguments":[]}`, &said); code != 0 || said != "no finding has a safe fix" {
		t.Errorf("code %d: %s", code, said)
	}
	if code := s.call("workspace/executeCommand", `{"command":"hairpin.fixFolder","arguments":[7]}`, nil); code != -32602 {
		t.Errorf("a folder that is a number: code %d", code)
	}
}
