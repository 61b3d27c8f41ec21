package feature

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// hosted is an open file that holds two policies as strings of JSON.
func hosted(t *testing.T, policies ...string) (*view.View, *text.File) {
	t.Helper()
	dir := t.TempDir()
	f := analyzertest.HostJSON("export.policies.json", policies...)
	facts := gateway.Facts{Name: "contoso", VNet: gateway.Internal, SKU: gateway.Developer, Hosts: []gateway.Host{gateway.NewHost("api.contoso.com")}}
	folder := view.NewFolder(dir, dir, []*text.File{f}, analyzer.Config{Flags: facts}, view.UTF16, analyzertest.InJSON)
	u := uri.File(filepath.Join(dir, f.Path))
	v := view.NewMoment(view.Abilities{}, []*view.Folder{folder}, map[uri.URI]view.Buffer{u: {Folder: folder, File: f}}).View(u)
	if v == nil {
		t.Fatal("the file is not in the folder")
	}
	return v, f
}

// TestHosted: in a file of two policies, one of them with escapes, diagnostics and
// hovers stand at the places of the file, and a quick fix leaves it JSON.
func TestHosted(t *testing.T) {
	v, f := hosted(t,
		`<policies><inbound><base /><set-backend-service base-url='https://api.contoso.com/stock' /></inbound></policies>`,
		"<policies>\n\t<inbound>\n\t\t<base />\n\t\t<set-backend-service base-url=\"https://api.contoso.com/é\" />\n\t</inbound>\n</policies>")
	res, err := v.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := Diagnostics(v.Folder, res)[f.Path]
	if len(found) != 2 {
		t.Fatalf("%d diagnostics, want one of each policy", len(found))
	}
	for i, d := range found {
		if got := v.Span(d.Range).Of(f.Src); got != "api.contoso.com" || d.Range.Start.Line != uint32(i+1) {
			t.Errorf("diagnostic %d is at %v, %q", i+1, d.Range, got)
		}
		p := &protocol.HoverParams{TextDocumentPositionParams: protocol.TextDocumentPositionParams{Position: d.Range.Start}}
		h, err := Hover(t.Context(), v, p)
		if err != nil || h == nil || h.Range.Start.Line != d.Range.Start.Line {
			t.Errorf("hover over %d is %+v, %v", i+1, h, err)
		}
		actions, err := CodeAction(t.Context(), v, &protocol.CodeActionParams{Range: d.Range, Context: protocol.CodeActionContext{Diagnostics: []protocol.Diagnostic{d}}})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(actions, func(a protocol.CommandOrCodeAction) bool {
			c, ok := a.(*protocol.CodeAction)
			return ok && c.IsPreferred != nil && *c.IsPreferred
		})
		if at < 0 {
			t.Fatalf("no preferred action among %d", len(actions))
		}
		var edits []text.Edit
		for _, e := range actions[at].(*protocol.CodeAction).Edit.DocumentChanges[0].(*protocol.TextDocumentEdit).Edits {
			change := e.(*protocol.TextEdit)
			edits = append(edits, text.Edit{Loc: v.At(v.Span(change.Range)), New: change.NewText})
		}
		fixed, err := text.Apply(f.Src, edits)
		if err != nil {
			t.Fatal(err)
		}
		var policies map[string]string
		if err := json.Unmarshal([]byte(fixed), &policies); err != nil {
			t.Fatalf("fix %d: the file is not JSON any more: %v\n%s", i+1, err, fixed)
		}
		if p := policies[[]string{"policyA", "policyB"}[i]]; !strings.Contains(p, "https://127.0.0.1/") || strings.Contains(p, `\"`) {
			t.Errorf("fix %d makes %s", i+1, p)
		}
	}
}
