package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const nvimPolicy = `<policies>
  <inbound>
    <base />
    <!-- 😀 --><send-request mode="new" response-variable-name="stock">
      <set-url>https://{{gateway}}/stock</set-url>
      <set-method>GET</set-method>
    </send-request>
  </inbound>
</policies>
`

// TestNeovim: an editor that nobody here wrote shows what is wrong, and applies
// the fix. The file is then what the command line makes of it.
func TestNeovim(t *testing.T) {
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Skip("Neovim is not installed: apt-get install neovim")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir := t.TempDir()
	hairpin := filepath.Join(dir, "hairpin")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", hairpin, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root := filepath.Join(dir, "estate")
	policy := filepath.Join(root, "apis", "orders", "policy.xml")
	for path, src := range map[string]string{
		filepath.Join(root, "hairpin.yaml"):                                          "instance: { name: contoso, hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n",
		filepath.Join(root, "named values", "gateway", "namedValueInformation.json"): `{ "properties": { "displayName": "gateway", "value": "api.contoso.com" } }`,
		filepath.Join(root, "apis", "stock", "apiInformation.json"):                  `{ "properties": { "path": "stock", "protocols": [ "https" ], "subscriptionRequired": false } }`,
		policy: nvimPolicy,
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	script, err := filepath.Abs("testdata/nvim/session.lua")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, nvim, "--headless", "-u", "NONE", "-n", policy, "-c", "luafile "+script)
	cmd.Env = append(os.Environ(), "HAIRPIN="+hairpin, "ROOT="+root, "HOME="+dir, "XDG_STATE_HOME="+dir, "XDG_CACHE_HOME="+dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, &stdout, &stderr)
	}
	want := `DIAGNOSTIC 5 24 1 hairpin set-url resolves to "api.contoso.com", a hostname of this gateway; in an internal network on Developer, the call always times out after 21 s (BackendConnectionFailure)
HOVER **named value** ` + "`gateway`: `api.contoso.com`" + `
DEFINITION namedValueInformation.json
OUTLINE 1
FIX Call loopback and set Host to {{gateway}}
CLEAN
`
	if d := cmp.Diff(want, strings.ReplaceAll(stdout.String(), "\r", "")); d != "" {
		t.Errorf("(-want +got):\n%s\n%s", d, &stderr)
	}
	got, err := os.ReadFile(policy)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(policy, []byte(nvimPolicy), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(ctx, hairpin, "fix", root).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fixed, err := os.ReadFile(policy)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(fixed), string(got)); d != "" {
		t.Errorf("the file (-command line +editor):\n%s", d)
	}
}
