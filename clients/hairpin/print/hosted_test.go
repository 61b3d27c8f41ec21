package print

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// TestHosted: of two policies in one file, one of them with escapes, excerpts show the
// lines of the host, and the regions of SARIF are the host's, so that what replaces
// them gives a file that the host's format can read.
func TestHosted(t *testing.T) {
	host := analyzertest.HostJSON("export.policies.json",
		`<policies><inbound><base /><set-backend-service base-url='https://api.contoso.com/stock' /></inbound></policies>`,
		"<policies>\n\t<inbound>\n\t\t<base />\n\t\t<set-backend-service base-url=\"https://api.contoso.com/é\" />\n\t</inbound>\n</policies>")
	resp, err := server.New(analyzertest.InJSON).Analyze(t.Context(), &hairpinv1.AnalyzeRequest{
		Files: []*hairpinv1.File{{Path: host.Path, Content: []byte(host.Src)}},
		Config: &hairpinv1.Config{Instance: &hairpinv1.Instance{Name: "contoso", GatewayHosts: []string{"api.contoso.com"},
			VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL, Sku: hairpinv1.Sku_SKU_DEVELOPER}},
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &Report{Response: resp, Source: func(string) *text.File { return host }, FixWith: "hairpin fix"}

	var plain bytes.Buffer
	if err := r.Write(&plain, "text"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(host.Src, "\n")
	for i, at := range []int{1, 2} { // policyA and policyB stand on the lines after the brace
		head := fmt.Sprintf("%s:%d:%d: error HP101: ", host.Path, at+1, strings.Index(lines[at], "api.contoso.com")+1)
		if !strings.Contains(plain.String(), head) {
			t.Errorf("policy %d: no %q in\n%s", i+1, head, &plain)
		}
	}
	if !strings.Contains(plain.String(), `base-url=\"https://api.contoso.com/é\"`) {
		t.Errorf("the excerpt of the second policy is not as its file has it:\n%s", &plain)
	}

	var log sarifLog
	var out bytes.Buffer
	if err := r.Write(&out, "sarif"); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	results := log.Runs[0].Results
	if len(results) != 2 {
		t.Fatalf("%d results, want one of each policy", len(results))
	}
	for i, res := range results {
		r := res.Locations[0].Physical.Region
		if got := host.Src[r.ByteOffset : r.ByteOffset+r.ByteLength]; got != "api.contoso.com" || r.StartLine != i+2 || r.StartColumn != columnUTF16(host, r.ByteOffset) {
			t.Errorf("result %d is %q at %+v", i+1, got, r)
		}
		edits := res.Fixes[0].Changes[0].Replacements
		fixed := host.Src
		for k := len(edits) - 1; k >= 0; k-- {
			at := edits[k].Deleted
			fixed = fixed[:at.ByteOffset] + edits[k].Inserted.Text + fixed[at.ByteOffset+at.ByteLength:]
		}
		var policies map[string]string
		if err := json.Unmarshal([]byte(fixed), &policies); err != nil {
			t.Fatalf("result %d: the file is not JSON any more: %v\n%s", i+1, err, fixed)
		}
		name := []string{"policyA", "policyB"}[i]
		if p := policies[name]; !strings.Contains(p, `https://127.0.0.1/`) || strings.Contains(p, `\"`) {
			t.Errorf("result %d makes %s of %s", i+1, p, name)
		}
	}
}
