package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/server"
)

func TestParseIssuers(t *testing.T) {
	const whole = `
github:
  issuer: https://token.actions.githubusercontent.com
  audience: hairpin.example.com
  claims: { repository_owner: contoso, ref_protected: true, environment: [test, production] }
  caller: repository
ours: { issuer: ours, audience: hairpin, keys: /etc/hairpin/keys.json, claims: {} }
`
	got, err := parseIssuers([]byte(whole))
	want := []server.Issuer{
		{
			Name: "github", URL: "https://token.actions.githubusercontent.com", Audience: "hairpin.example.com", Caller: "repository",
			Claims: map[string][]string{"repository_owner": {"contoso"}, "ref_protected": {"true"}, "environment": {"test", "production"}},
		},
		{Name: "ours", URL: "ours", Audience: "hairpin", Keys: "/etc/hairpin/keys.json", Claims: map[string][]string{}},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
	for src, want := range map[string]string{
		"{}":                                   "the file names no issuer",
		"a:":                                   "a: audience is missing",
		"a: { issuer: https://a, claims: {} }": "a: audience is missing",
		"a: { audience: b, claims: {} }":       "a: issuer is missing",
		"a: { issuer: http://a, audience: b, claims: {} }":                   "a: issuer has to be an https address",
		"a: { issuer: https://a, audience: b, keys: 'http://c', claims: {}}": "a: keys has to be an https address, or a file",
		"a: { issuer: https://a, audience: b }":                              "a: claims is missing",
		"a:b: { issuer: https://a, audience: b, claims: {} }":                "a:b: a name has",
		"a: { issuer: https://a, audiences: b }":                             "line 1: field audiences not found",
		"a: { claims: { b: { c: d } } }":                                     "cannot unmarshal !!map",
		"a: { issuer: https://a, audience: b, claims: { c: } }":              "a: the claim c has no value",
		"a: { issuer: https://a, audience: b, claims: { c: [] } }":           "a: the claim c has no value",
		"a: { issuer: https://a, audience: b, claims: {} }\n---\nc: {}":      "the file has a second document",
		"- a": "settings of issuers: line 1: cannot unmarshal !!seq",
		"{":   "that is not valid YAML",
		"":    "that is not valid YAML",
	} {
		if _, err := parseIssuers([]byte(src)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}

// TestIssuersDocumented: the example in docs/serve.md is taken.
func TestIssuersDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```yaml\n")
	src, _, _ := strings.Cut(rest, "```")
	list, err := parseIssuers([]byte(src))
	if len(list) != 2 || err != nil {
		t.Errorf("%v %v in\n%s", list, err, src)
	}
}

// TestServeIssuers: the command calls with a token that an issuer has signed, and
// says why one is refused.
func TestServeIssuers(t *testing.T) {
	dir := t.TempDir()
	issuers, keys, token := filepath.Join(dir, "issuers.yaml"), filepath.Join(dir, "keys.json"), filepath.Join(dir, "token")
	write := func(path string, src []byte) {
		t.Helper()
		if err := os.WriteFile(path, src, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	jwks, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: public, KeyID: "one"}}})
	if err != nil {
		t.Fatal(err)
	}
	write(keys, jwks)
	write(issuers, []byte("ours: { issuer: ours, audience: hairpin, keys: "+keys+", claims: { team: apis } }"))
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: jose.JSONWebKey{Key: private, KeyID: "one"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(team string) {
		t.Helper()
		text, err := jwt.Signed(signer).Claims(map[string]any{"iss": "ours", "aud": "hairpin", "sub": "build", "team": team, "exp": time.Now().Add(time.Hour).Unix()}).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		write(token, []byte(text))
	}
	address, stop := serving(t, "--listen", "127.0.0.1:0", "--issuers", issuers)
	sign("apis")
	if code, out := command(t, "rules", "--server", address, "--server-token-file", token); code != exitClean || !strings.Contains(out, "HP101") {
		t.Errorf("%d %s", code, out)
	}
	sign("others")
	if code, out := command(t, "rules", "--server", address, "--server-token-file", token); code != exitUsage || !strings.Contains(out, "the token is refused: its claim team is not what the server wants") {
		t.Errorf("%d %s", code, out)
	}
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
	write(issuers, []byte("{}"))
	for _, path := range []string{issuers, issuers + ".none"} {
		if code, out := command(t, "serve", "--issuers", path); code != exitUsage || !strings.Contains(out, "--issuers "+path+": ") {
			t.Errorf("%s: %d %s", path, code, out)
		}
	}
}
