package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
)

const config = "instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"

const selfCall = `<policies>
  <inbound>
    <base />
    <!-- 😀 --><send-request mode="new" response-variable-name="r">
      <set-url>https://api.contoso.com/stock</set-url>
      <set-method>GET</set-method>
    </send-request>
  </inbound>
</policies>
`

var sampleEstate = map[string]string{"hairpin.yaml": config, "policy.xml": strings.ReplaceAll(selfCall, `\U0001F600`, "\U0001F600")}

// TestDiagnostics: what is wrong on disk is told at once; what is typed is told
// for its version; what is right again is taken away.
func TestDiagnostics(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	p := s.await("policy.xml")
	if len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != "HP102" || p.Diagnostics[0].Severity != 1 {
		t.Fatalf("%+v", p)
	}
	if r := p.Diagnostics[0].Range; r.Start != (place{4, 23}) || r.End != (place{4, 38}) {
		t.Errorf("the host stands at %+v", r)
	}
	s.openFile("policy.xml", sampleEstate["policy.xml"])
	p = s.await("policy.xml")
	if p.Version == nil || *p.Version != 1 {
		t.Errorf("an open file has a version: %+v", p)
	}
	// The host is typed over.
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":2},"contentChanges":[{"range":{"start":{"line":4,"character":23},"end":{"line":4,"character":38}},"text":"stock.fabrikam.com"}]}`, s.uri("policy.xml")))
	if p = s.await("policy.xml"); len(p.Diagnostics) != 0 || *p.Version != 2 {
		t.Errorf("%+v", p)
	}
	// Closing goes back to the file on disk.
	s.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")))
	if p = s.await("policy.xml"); len(p.Diagnostics) != 1 {
		t.Errorf("%+v", p)
	}
	// Another file decides: the gateway has another name now.
	s.write("hairpin.yaml", "instance: { name: fabrikam, hostnames: [api.fabrikam.com], virtualNetwork: internal, sku: Developer }\n")
	s.notify("workspace/didChangeWatchedFiles", fmt.Sprintf(`{"changes":[{"uri":%q,"type":2}]}`, s.uri("hairpin.yaml")))
	if p = s.await("policy.xml"); len(p.Diagnostics) != 0 {
		t.Errorf("%+v", p)
	}
}

type edit struct {
	Range struct {
		Start, End struct{ Line, Character uint32 }
	}
	NewText string
}

type action struct {
	Title, Kind string
	IsPreferred bool
	Edit        struct {
		DocumentChanges []struct {
			TextDocument struct {
				URI     string
				Version *int
			}
			Edits []edit
		}
	}
}

// apply applies the edits of an action to the one file that it changes.
func apply(t *testing.T, a action, src string) string {
	t.Helper()
	if len(a.Edit.DocumentChanges) != 1 {
		t.Fatalf("%s changes %d files", a.Title, len(a.Edit.DocumentChanges))
	}
	f := text.NewFile("p", src)
	var edits []text.Edit
	for _, e := range a.Edit.DocumentChanges[0].Edits {
		line := func(n, c uint32) int { return f.Line(int(n)+1).Start + int(c) }
		edits = append(edits, text.Edit{Loc: text.Loc{Path: "p", Span: text.Span{Start: line(e.Range.Start.Line, e.Range.Start.Character), End: line(e.Range.End.Line, e.Range.End.Character)}}, New: e.NewText})
	}
	text.SortEdits(edits)
	out, err := text.Apply(src, edits)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestActions: the fix is the preferred action, for the version that the editor
// has; the finding can be suppressed; the file can be fixed as a whole.
func TestActions(t *testing.T) {
	src := strings.Replace(sampleEstate["policy.xml"], "<!-- \U0001F600 -->", "", 1)
	s := start(t, map[string]string{"hairpin.yaml": config, "policy.xml": src}, "{}")
	s.openFile("policy.xml", src)
	var list []action
	ask := func(only string) {
		list = nil
		s.call("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":{"line":4,"character":25},"end":{"line":4,"character":25}},"context":{"diagnostics":[]%s}}`, s.uri("policy.xml"), only), &list)
	}
	ask("")
	titles := []string{
		"Call loopback and set Host to api.contoso.com", "Suppress HP102 here, with a reason", "Suppress HP102 in this file, with a reason",
		"Show why: HP102 self-chained-request", "Fix all self-chained calls in this file",
	}
	var got []string
	for _, a := range list {
		got = append(got, a.Title)
	}
	if !slices.Equal(got, titles) || !list[0].IsPreferred || list[4].Kind != "source.fixAll.hairpin" {
		t.Fatalf("%+v", list)
	}
	if v := list[0].Edit.DocumentChanges[0].TextDocument.Version; v == nil || *v != 1 {
		t.Error("the edit is for no version")
	}
	fixed := apply(t, list[0], src)
	if !strings.Contains(fixed, "https://127.0.0.1/stock") || !strings.Contains(fixed, "<value>api.contoso.com</value>") {
		t.Errorf("fixed:\n%s", fixed)
	}
	if all := apply(t, list[4], src); all != fixed {
		t.Errorf("all:\n%s", all)
	}
	if got := apply(t, list[1], src); !strings.Contains(got, "      <!-- hairpin:ignore HP102 say why -->\n      <set-url>") {
		t.Errorf("suppressed:\n%s", got)
	}
	if got := apply(t, list[2], src); !strings.HasPrefix(got, "<!-- hairpin:ignore-file HP102 say why -->\n<policies>") {
		t.Errorf("suppressed in the file:\n%s", got)
	}
	ask(`,"only":["source.fixAll"]`)
	if len(list) != 1 || list[0].Kind != "source.fixAll.hairpin" {
		t.Errorf("%+v", list)
	}
	ask(`,"only":["refactor"]`)
	if len(list) != 0 {
		t.Errorf("%+v", list)
	}
}

// TestHover tells what a URL can be.
func TestHover(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	s.openFile("policy.xml", sampleEstate["policy.xml"])
	var h struct{ Contents struct{ Kind, Value string } }
	s.call("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":4,"character":20}}`, s.uri("policy.xml")), &h)
	if !strings.Contains(h.Contents.Value, "this gateway") || !strings.Contains(h.Contents.Value, "`https://api.contoso.com/stock`") {
		t.Errorf("%+v", h)
	}
	var nothing json.RawMessage
	s.call("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":0,"character":0}}`, s.uri("policy.xml")), &nothing)
	if string(nothing) != "null" {
		t.Errorf("%s", nothing)
	}
}

// TestProtocol: the session survives what an editor should not send, and ends in
// order.
func TestProtocol(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	s.send("this is no JSON")
	s.notify("$/unknown", "{}")
	s.notify("textDocument/didChange", `{"wrong":true}`)
	if code := s.call("textDocument/hover", `[1]`, nil); code != -32602 {
		t.Errorf("wrong params: %d", code)
	}
	if code := s.call("hairpin/unknown", `{}`, nil); code != -32601 {
		t.Errorf("unknown method: %d", code)
	}
	if code := s.call("shutdown", "null", nil); code != 0 {
		t.Errorf("shutdown: %d", code)
	}
	if code := s.call("textDocument/hover", `{}`, nil); code != -32600 {
		t.Errorf("after shutdown: %d", code)
	}
	s.notify("exit", "null")
	if code := <-s.code; code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// TestOutsideOfFolders: a policy that belongs to no folder is checked with the
// estate around it.
func TestOutsideOfFolders(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config}, "{}")
	other := start(t, nil, "{}")
	s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"xml","version":1,"text":%q}}`, other.uri("lone.policy.xml"),
		strings.Replace(sampleEstate["policy.xml"], "https://api.contoso.com/stock", `@("https://" + context.Request.OriginalUrl.Host + "/a")`, 1)))
	for p := range s.diagnostics {
		if p.URI == other.uri("lone.policy.xml") {
			if len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != "HP102" {
				t.Errorf("%+v", p)
			}
			return
		}
	}
}
