package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	core "k8s.io/api/core/v1"
)

// settings are values with the settings of one issuer.
func settings(one string) string {
	return "issuers: { settings: { ours: { audience: hairpin, claims: {}, " + one + " } }, files: { keys.json: '" + jwks + "' } }\n"
}

// TestIssuers: pods have the settings of issuers, and a way to their keys if these
// are not in a file.
func TestIssuers(t *testing.T) {
	const (
		dns   = "{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }"
		https = "{ ports: [{ port: 443, protocol: TCP }] }"
	)
	address, file := settings("issuer: https://a.example"), settings("issuer: a, keys: /etc/hairpin/issuers/keys.json")
	for values, c := range map[string]struct{ configMap, out string }{
		"":      {"", "null"},
		address: {"contoso-hairpin-issuers", "[" + dns + ", " + https + "]"},
		file:    {"contoso-hairpin-issuers", "null"},
		settings("issuer: a, keys: https://a.example/keys"):                          {"contoso-hairpin-issuers", "[" + dns + ", " + https + "]"},
		"issuers: { configMapName: theirs }":                                         {"theirs", "[" + dns + ", " + https + "]"},
		"issuers: { configMapName: theirs }\nnetworkPolicy: { keys: { ports: [] } }": {"theirs", "null"},
		"fullnameOverride: " + strings.Repeat("n", 63) + "\n" + file:                 {strings.Repeat("n", 54) + "-issuers", "null"},
	} {
		r := install(t, values)
		mounted := ""
		for _, v := range r.pod.Volumes {
			if v.ConfigMap != nil {
				mounted = v.ConfigMap.Name
			}
		}
		told := strings.Contains(strings.Join(r.container.Args, " "), "--issuers=/etc/hairpin/issuers/issuers.yaml")
		if mounted != c.configMap || told != (c.configMap != "") {
			t.Errorf("%q mounts %q, want %q; the server is told: %t", values, mounted, c.configMap, told)
		}
		want(t, fmt.Sprintf("with %q, what may go out", values), r.network.Spec.Egress, c.out)
	}
	one, other := install(t, address), install(t, settings("issuer: https://b.example"))
	if a, b := one.deployment.Spec.Template.Annotations, other.deployment.Spec.Template.Annotations; a["checksum/issuers"] == b["checksum/issuers"] {
		t.Errorf("the pods of other settings are the same: %v", a)
	}
}

// TestIssuersDocumented: the example in docs/serve.md is taken.
func TestIssuersDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```yaml\nissuers:\n")
	example, _, _ = strings.Cut(example, "```")
	objects, err := render(t, "issuers:\n"+example)
	if err != nil || len(objects["v1 ConfigMap"]) != 1 {
		t.Errorf("%v\n%s", err, example)
	}
}

// serveIssuers holds the chart against the server: it takes the config map, and
// refuses what the chart refuses.
func serveIssuers(t *testing.T, binary string) {
	t.Helper()
	serve := func(files map[string]string) string {
		dir := t.TempDir()
		for name, src := range files {
			src = strings.ReplaceAll(src, "/etc/hairpin/issuers", dir)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(src), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, _ := exec.CommandContext(t.Context(), binary, "serve", "--issuers="+filepath.Join(dir, "issuers.yaml"), "--listen=unix:/nowhere/socket").CombinedOutput()
		return string(out)
	}
	objects, err := render(t, "issuers: { settings: { ours: { issuer: ours, audience: hairpin, keys: /etc/hairpin/issuers/keys.json, caller: team, "+
		"claims: { team: apis, ok: true, number: \"12\", one: [a, \"true\", no] } } }, files: { keys.json: '"+jwks+"' } }")
	if err != nil {
		t.Fatal(err)
	}
	if out := serve(objects["v1 ConfigMap"][0].(*core.ConfigMap).Data); !strings.Contains(out, "--listen unix:/nowhere/socket") {
		t.Errorf("the server does not take the settings: %s", out)
	}
	for _, one := range []string{
		"audience: b, claims: {}, keys: KEYS", "issuer: a, claims: {}, keys: KEYS", "issuer: a, audience: b, keys: KEYS",
		"issuer: a, audience: b, claims: {}", "issuer: http://a.example, audience: b, claims: {}", "issuer: a, audience: b, claims: {}, keys: http://a.example",
		"issuer: a, audience: b, claims: {}, keys: /etc/hairpin/issuers/none.json", "issuer: a, audience: b, claims: { c: }, keys: KEYS",
		"issuer: a, audience: b, claims: { c: [] }, keys: KEYS", "issuer: a, audience: b, claims: {}, keys: KEYS, claim: c",
	} {
		one = strings.ReplaceAll(one, "KEYS", "/etc/hairpin/issuers/keys.json")
		if _, err := render(t, "issuers: { settings: { ours: { "+one+" } }, files: { keys.json: '"+jwks+"' } }"); err == nil {
			t.Errorf("the chart takes %q", one)
		}
		if out := serve(map[string]string{"issuers.yaml": "ours: { " + one + " }", "keys.json": jwks}); !strings.Contains(out, "--issuers") {
			t.Errorf("the server takes %q: %s", one, out)
		}
	}
}
