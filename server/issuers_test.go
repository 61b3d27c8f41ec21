package server

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// signer is a key of an issuer under test.
type signer struct {
	key       crypto.Signer
	algorithm jose.SignatureAlgorithm
	id        string
}

func newSigner(t testing.TB, algorithm jose.SignatureAlgorithm, id string) signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch algorithm {
	case jose.RS256, jose.PS256:
		key, err = rsa.GenerateKey(rand.Reader, minRSA)
	case jose.EdDSA:
		_, key, err = ed25519.GenerateKey(rand.Reader)
	default:
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, algorithm, id}
}

func (s signer) public() jose.JSONWebKey {
	return jose.JSONWebKey{Key: s.key.Public(), KeyID: s.id, Algorithm: string(s.algorithm), Use: "sig"}
}

// sign makes a token.
func (s signer) sign(t testing.TB, claims map[string]any) string {
	t.Helper()
	return signed(t, jose.SigningKey{Algorithm: s.algorithm, Key: s.key}, s.id, claims)
}

func signed(t testing.TB, key jose.SigningKey, id string, claims map[string]any) string {
	t.Helper()
	by, err := jose.NewSigner(key, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", id))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(by).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// authorityOf is an issuer under test, on an address of its own.
type authorityOf struct {
	*httptest.Server
	ca string // a file

	mu    sync.Mutex
	pages map[string]http.HandlerFunc
	asked map[string]int
}

func newIssuer(t testing.TB) *authorityOf {
	t.Helper()
	a := &authorityOf{pages: map[string]http.HandlerFunc{}, asked: map[string]int{}, ca: filepath.Join(t.TempDir(), "ca.pem")}
	a.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		page := a.pages[r.URL.Path]
		a.asked[r.URL.Path]++
		a.mu.Unlock()
		if page == nil {
			page = http.NotFound
		}
		page(w, r)
	}))
	a.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(a.Close)
	put(t, a.ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}))
	a.page("/.well-known/openid-configuration", sends(t, map[string]string{"issuer": a.URL, "jwks_uri": a.URL + "/keys"}))
	return a
}

func (a *authorityOf) page(path string, page http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pages[path] = page
}

// publish makes keys those of the issuer.
func (a *authorityOf) publish(t testing.TB, keys ...jose.JSONWebKey) {
	t.Helper()
	a.page("/keys", sends(t, jose.JSONWebKeySet{Keys: keys}))
}

// fetches is how often the keys were asked for.
func (a *authorityOf) fetches() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked["/keys"]
}

func sends(t testing.TB, v any) http.HandlerFunc {
	t.Helper()
	src, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(src) }
}

// clock is a time that a test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Unix(1_700_000_000, 0)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// claimsOf are those of a token that is taken, with changes; a nil removes one.
func claimsOf(issuer string, now time.Time, changes map[string]any) map[string]any {
	out := map[string]any{
		"iss": issuer, "aud": "hairpin", "sub": "repo:contoso/apis:ref:refs/heads/main", "repository_owner": "contoso",
		"exp": now.Add(5 * time.Minute).Unix(), "iat": now.Unix(), "nbf": now.Unix(),
	}
	maps.Copy(out, changes)
	maps.DeleteFunc(out, func(_ string, v any) bool { return v == nil })
	return out
}

func (a *authorityOf) issuer() Issuer {
	return Issuer{Name: "github", URL: a.URL, Audience: "hairpin", CA: a.ca, Claims: map[string][]string{"repository_owner": {"contoso", "fabrikam"}}}
}

func wantRefusal(t *testing.T, err error, code codes.Code, why string) {
	t.Helper()
	if status.Code(err) != code || !strings.Contains(status.Convert(err).Message(), why) {
		t.Errorf("%v, want %v: %s", err, code, why)
	}
}

// TestIssuerClaims: a token that is not what the server wants is refused, and its
// caller told why.
func TestIssuerClaims(t *testing.T) {
	a, key, c := newIssuer(t), newSigner(t, jose.ES256, "one"), newClock()
	a.publish(t, key.public())
	s, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.DiscardHandler), c.time)
	if err != nil {
		t.Fatal(err)
	}
	at := func(d time.Duration) int64 { return c.time().Add(d).Unix() }
	for _, one := range []struct {
		name    string
		changes map[string]any
		why     string // empty if it is taken
	}{
		{"as it should be", nil, ""},
		{"several audiences", map[string]any{"aud": []string{"other", "hairpin"}}, ""},
		{"a claim of several values", map[string]any{"repository_owner": []string{"northwind", "fabrikam"}}, ""},
		{"just expired", map[string]any{"exp": at(-leeway)}, ""},
		{"the clock of the issuer is ahead", map[string]any{"iat": at(leeway), "nbf": at(leeway)}, ""},
		{"expired", map[string]any{"exp": at(-leeway - time.Second)}, "it has expired"},
		{"for ever", map[string]any{"exp": nil}, "it does not say when it expires"},
		{"not yet", map[string]any{"nbf": at(leeway + time.Second)}, "it is not valid yet"},
		{"of the future", map[string]any{"iat": at(leeway + time.Second)}, "it was issued in the future"},
		{"another audience", map[string]any{"aud": "elsewhere"}, "it is for another audience"},
		{"no audience", map[string]any{"aud": nil}, "it is for another audience"},
		{"another issuer", map[string]any{"iss": "https://example.com"}, "its issuer is not one that the server trusts"},
		{"the issuer with a slash", map[string]any{"iss": a.URL + "/"}, "its issuer is not one that the server trusts"},
		{"no issuer", map[string]any{"iss": nil}, "its issuer is not one that the server trusts"},
		{"another owner", map[string]any{"repository_owner": "northwind"}, "its claim repository_owner is not what the server wants"},
		{"the owner in other letters", map[string]any{"repository_owner": "Contoso"}, "its claim repository_owner is not what the server wants"},
		{"no owner", map[string]any{"repository_owner": nil}, "its claim repository_owner is not what the server wants"},
		{"an owner that is an object", map[string]any{"repository_owner": map[string]any{"contoso": "contoso"}}, "its claim repository_owner is not what the server wants"},
		{"nobody", map[string]any{"sub": nil}, "its claim sub does not name a caller"},
		{"a long name", map[string]any{"sub": strings.Repeat("x", maxCaller+1)}, "its claim sub does not name a caller"},
		{"oversized", map[string]any{"more": strings.Repeat("x", maxToken)}, "it has more than 16384 bytes"},
		{"an expiry of text", map[string]any{"exp": "tomorrow"}, "it cannot be read"},
	} {
		t.Run(one.name, func(t *testing.T) {
			name, err := s.caller(key.sign(t, claimsOf(a.URL, c.time(), one.changes)))
			if one.why != "" {
				wantRefusal(t, err, codes.Unauthenticated, one.why)
			} else if want := "github:repo:contoso/apis:ref:refs/heads/main"; name != want || err != nil {
				t.Errorf("%q %v, want %q", name, err, want)
			}
		})
	}
	if n := a.fetches(); n != 1 {
		t.Errorf("the keys were asked for %d times", n)
	}
}

// TestIssuerSignatures: every kind of public key is taken, and nothing that can be
// made without the private one.
func TestIssuerSignatures(t *testing.T) {
	a, c := newIssuer(t), newClock()
	good := claimsOf(a.URL, c.time(), nil)
	var published []jose.JSONWebKey
	var taken []string
	for _, algorithm := range []jose.SignatureAlgorithm{jose.RS256, jose.PS256, jose.ES256, jose.EdDSA} {
		k := newSigner(t, algorithm, string(algorithm))
		published = append(published, k.public())
		taken = append(taken, k.sign(t, good))
	}
	stranger := newSigner(t, jose.ES256, "ES256")
	secret := []byte("a secret that an issuer must not publish")
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // to be refused
	if err != nil {
		t.Fatal(err)
	}
	encrypts := newSigner(t, jose.ES256, "encrypts")
	forEncryption := encrypts.public()
	forEncryption.Use = "enc"
	private := newSigner(t, jose.ES256, "private")
	published = append(published,
		jose.JSONWebKey{Key: secret, KeyID: "secret"}, jose.JSONWebKey{Key: &short.PublicKey, KeyID: "short"},
		jose.JSONWebKey{Key: private.key, KeyID: "private"}, forEncryption)
	a.publish(t, published...)
	s, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.DiscardHandler), c.time)
	if err != nil {
		t.Fatal(err)
	}
	for i, token := range taken {
		if _, err := s.caller(token); err != nil {
			t.Errorf("%s: %v", published[i].Algorithm, err)
		}
	}
	encode := base64.RawURLEncoding.EncodeToString
	payload, err := json.Marshal(good)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(published[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(taken[2], ".")
	changed, err := json.Marshal(claimsOf(a.URL, c.time(), map[string]any{"sub": "repo:contoso/other"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct{ name, token, why string }{
		{"none", encode([]byte(`{"alg":"none","kid":"ES256"}`)) + "." + encode(payload) + ".", "it is not signed with RS, PS, ES or EdDSA"},
		{"None", encode([]byte(`{"alg":"None","kid":"ES256"}`)) + "." + encode(payload) + ".", "it is not signed with RS, PS, ES or EdDSA"},
		{"the public key as secret", signed(t, jose.SigningKey{Algorithm: jose.HS256, Key: pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})}, "RS256", good), "it is not signed with RS, PS, ES or EdDSA"},
		{"a secret that is published", signed(t, jose.SigningKey{Algorithm: jose.HS256, Key: secret}, "secret", good), "it is not signed with RS, PS, ES or EdDSA"},
		{"a short key", signed(t, jose.SigningKey{Algorithm: jose.RS256, Key: short}, "short", good), "a key that github does not have"},
		{"a private key that is published", private.sign(t, good), "a key that github does not have"},
		{"a key for encryption", encrypts.sign(t, good), "a key that github does not have"},
		{"a stranger's key with the ID of another", stranger.sign(t, good), "its signature is wrong"},
		{"the algorithm of another key", signed(t, jose.SigningKey{Algorithm: jose.ES256, Key: stranger.key}, "RS256", good), "its signature is wrong"},
		{"no ID of a key", signed(t, jose.SigningKey{Algorithm: jose.ES256, Key: stranger.key}, "", good), "a key that github does not have"},
		{"other claims", parts[0] + "." + encode(changed) + "." + parts[2], "its signature is wrong"},
		{"no signature", parts[0] + "." + parts[1] + ".", "its signature is wrong"},
		{"what must be understood", encode([]byte(`{"alg":"ES256","kid":"ES256","crit":["x"],"x":1}`)) + "." + parts[1] + "." + parts[2], "its signature is wrong"},
		{"garbage", "a.b.c", "it cannot be read"},
		{"dots", "..", "it is not signed with RS, PS, ES or EdDSA"},
		{"more garbage", parts[0] + ".\x00\xff." + parts[2], "it cannot be read"},
		{"claims that are no object", stranger.garble(t, `"text"`), "it cannot be read"},
	} {
		t.Run(one.name, func(t *testing.T) {
			_, err := s.caller(one.token)
			wantRefusal(t, err, codes.Unauthenticated, one.why)
			if err != nil && len(one.token) > 10 && strings.Contains(err.Error(), one.token[len(one.token)-10:]) {
				t.Errorf("the error quotes the token: %v", err)
			}
		})
	}
}

// garble signs what are no claims.
func (s signer) garble(t *testing.T, payload string) string {
	t.Helper()
	by, err := jose.NewSigner(jose.SigningKey{Algorithm: s.algorithm, Key: s.key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	object, err := by.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	token, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// settled waits until the keys of the only issuer are no longer asked for.
func (s *Issuers) settled() {
	for _, i := range s.byURL {
		for r, asking := i.keys.(*remoteKeys), true; asking; {
			r.mu.Lock()
			asking = r.asking
			r.mu.Unlock()
		}
	}
}

// TestIssuerRotation: a new key is asked for when a token of it comes, but not at
// every token with a key that nobody knows.
func TestIssuerRotation(t *testing.T) {
	a, before, after, c := newIssuer(t), newSigner(t, jose.ES256, "before"), newSigner(t, jose.ES256, "after"), newClock()
	a.publish(t, before.public())
	log := &journal{}
	s, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.NewTextHandler(log, nil)), c.time)
	if err != nil {
		t.Fatal(err)
	}
	want := func(k signer, code codes.Code, fetches int) {
		t.Helper()
		_, err := s.caller(k.sign(t, claimsOf(a.URL, c.time(), nil)))
		if code == codes.OK && err != nil || status.Code(err) != code {
			t.Errorf("%v, want %v", err, code)
		}
		s.settled()
		if n := a.fetches(); n != fetches {
			t.Errorf("the keys were asked for %d times, not %d", n, fetches)
		}
	}
	want(before, codes.OK, 1)
	for range 100 { // garbage does not hammer the issuer
		want(after, codes.Unauthenticated, 1)
	}
	a.publish(t, after.public())
	c.pass(keysPause)
	want(before, codes.OK, 1) // nothing to ask for
	want(after, codes.Unavailable, 2)
	want(after, codes.OK, 2)
	want(before, codes.Unauthenticated, 2) // withdrawn

	c.pass(keysFresh)
	want(after, codes.OK, 3) // asked for in good time
	a.page("/keys", http.NotFound)
	c.pass(keysFresh)
	want(after, codes.OK, 4) // the issuer may be away for a while
	want(before, codes.Unavailable, 4)
	c.pass(keysValid)
	want(after, codes.Unavailable, 5)
	want(after, codes.Unavailable, 5) // but nobody is let in by keys that may be withdrawn
	a.publish(t, after.public())
	s.again()
	s.settled()
	want(after, codes.OK, 6)
	if n := strings.Count(log.String(), "404"); n != 2 {
		t.Errorf("the log tells %d times of the failure:\n%s", n, log)
	}
}

// TestIssuerAway: keys that cannot be had let nobody in, and are nobody's fault.
func TestIssuerAway(t *testing.T) {
	key, c := newSigner(t, jose.ES256, "one"), newClock()
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
	}
	for _, one := range []struct {
		name  string
		pages map[string]http.HandlerFunc
		log   string
	}{
		{"no discovery", map[string]http.HandlerFunc{"/.well-known/openid-configuration": http.NotFound}, "404"},
		{"discovery of another", map[string]http.HandlerFunc{"/.well-known/openid-configuration": sends(t, map[string]string{"issuer": "https://example.com", "jwks_uri": "https://example.com"})}, "the discovery document is that of"},
		{"garbage", map[string]http.HandlerFunc{"/.well-known/openid-configuration": sends(t, "garbage")}, "the discovery document"},
		{"no keys", map[string]http.HandlerFunc{"/keys": sends(t, jose.JSONWebKeySet{})}, "no public key"},
		{"no JWKS", map[string]http.HandlerFunc{"/keys": sends(t, []int{1})}, "that is no JWKS"},
		{"too much", map[string]http.HandlerFunc{"/keys": sends(t, strings.Repeat("x", maxJWKS))}, "more than 1048576 bytes"},
		{"plaintext", map[string]http.HandlerFunc{"/keys": redirect("http://127.0.0.1:1/keys")}, "redirects to plaintext"},
		{"round and round", map[string]http.HandlerFunc{"/keys": redirect("/keys")}, "more than 3 times"},
	} {
		t.Run(one.name, func(t *testing.T) {
			a, log := newIssuer(t), &journal{}
			a.publish(t, key.public())
			for path, page := range one.pages {
				a.page(path, page)
			}
			s, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.NewTextHandler(log, nil)), c.time)
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.caller(key.sign(t, claimsOf(a.URL, c.time(), nil)))
			wantRefusal(t, err, codes.Unavailable, "the keys of github")
			if !strings.Contains(log.String(), one.log) {
				t.Errorf("the log has no %q:\n%s", one.log, log)
			}
		})
	}
	t.Run("redirected to the keys", func(t *testing.T) {
		a := newIssuer(t)
		a.publish(t, key.public())
		a.page("/moved", redirect("/keys"))
		i := a.issuer()
		i.Keys = a.URL + "/moved"
		s, err := newIssuers([]Issuer{i}, slog.New(slog.DiscardHandler), c.time)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.caller(key.sign(t, claimsOf(a.URL, c.time(), nil))); err != nil {
			t.Error(err)
		}
	})
	t.Run("a stranger's certificate", func(t *testing.T) {
		a := newIssuer(t)
		i := a.issuer()
		i.CA = ""
		s, err := newIssuers([]Issuer{i}, slog.New(slog.DiscardHandler), c.time)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.caller(key.sign(t, claimsOf(a.URL, c.time(), nil)))
		wantRefusal(t, err, codes.Unavailable, "the keys of github")
	})
}

// TestIssuerFile: keys may be in a file, which is read again when it changes.
func TestIssuerFile(t *testing.T) {
	before, after, c := newSigner(t, jose.ES256, "before"), newSigner(t, jose.ES256, "after"), newClock()
	path := filepath.Join(t.TempDir(), "keys.json")
	write := func(k signer) {
		t.Helper()
		src, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{k.public()}})
		if err != nil {
			t.Fatal(err)
		}
		put(t, path, src)
	}
	write(before)
	i := Issuer{Name: "ours", URL: "https://issuer.example.com", Audience: "hairpin", Keys: path, Caller: "repository_owner"}
	s, err := newIssuers([]Issuer{i}, slog.New(slog.DiscardHandler), c.time)
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := before.sign(t, claimsOf(i.URL, c.time(), nil)), after.sign(t, claimsOf(i.URL, c.time(), nil))
	if name, err := s.caller(old); name != "ours:contoso" || err != nil {
		t.Errorf("%q %v", name, err)
	}
	_, err = s.caller(fresh)
	wantRefusal(t, err, codes.Unauthenticated, "a key that ours does not have")
	write(after)
	if _, err := s.caller(fresh); err != nil {
		t.Error(err)
	}
	_, err = s.caller(old)
	wantRefusal(t, err, codes.Unauthenticated, "a key that ours does not have")
	put(t, path, []byte("{")) // half-written
	s.again()
	if _, err := s.caller(fresh); err != nil {
		t.Error(err)
	}
	for name, list := range map[string][]Issuer{
		"no file":         {{Name: "a", URL: "a", Keys: path + ".none"}},
		"half-written":    {{Name: "a", URL: "a", Keys: path}},
		"twice":           {{Name: "a", URL: "https://127.0.0.1:1"}, {Name: "b", URL: "https://127.0.0.1:1"}},
		"a CA that is no": {{Name: "a", URL: "https://127.0.0.1:1", CA: path}},
	} {
		if _, err := newIssuers(list, slog.New(slog.DiscardHandler), c.time); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestIssuerCalls: tokens of issuers and those of a file let callers in side by side;
// the log names those whose issuer does, and each has a share of its own.
func TestIssuerCalls(t *testing.T) {
	a, key, c := newIssuer(t), newSigner(t, jose.RS256, "one"), newClock()
	a.publish(t, key.public())
	issuers, err := newIssuers([]Issuer{a.issuer()}, slog.New(slog.DiscardHandler), c.time)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "tokens")
	put(t, path, []byte("static\nwith.two.dots\n"))
	tokens, err := NewTokens(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, nil, New(), func(o *Options) { o.Tokens, o.Issuers, o.MaxRate, o.Now = tokens, issuers, 1, c.time })
	call := func(token string) error {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+token)
		_, err := r.client().ListRules(ctx, &hairpinv1.ListRulesRequest{})
		return err
	}
	main := claimsOf(a.URL, c.time(), nil)
	for _, one := range []struct {
		token string
		code  codes.Code
	}{
		{"static", codes.OK}, {"with.two.dots", codes.OK}, {"static", codes.ResourceExhausted},
		{key.sign(t, main), codes.OK},
		{key.sign(t, claimsOf(a.URL, c.time(), map[string]any{"jti": "another token of the same caller"})), codes.ResourceExhausted},
		{key.sign(t, claimsOf(a.URL, c.time(), map[string]any{"sub": "repo:contoso/other"})), codes.OK},
		{"stranger", codes.Unauthenticated}, {"", codes.Unauthenticated},
		{key.sign(t, claimsOf(a.URL, c.time(), map[string]any{"aud": "elsewhere"})), codes.Unauthenticated},
	} {
		wantCode(t, call(one.token), one.code)
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Fatal(err)
	}
	log := r.log.String()
	for _, part := range []string{"caller=github:repo:contoso/apis:ref:refs/heads/main", `message="the call carries no token`} {
		if !strings.Contains(log, part) {
			t.Errorf("the log has no %s:\n%s", part, log)
		}
	}
	if slices.ContainsFunc(strings.Fields(log), func(w string) bool { return strings.Contains(w, "eyJ") || strings.Contains(w, "static") }) {
		t.Errorf("the log has a token:\n%s", log)
	}
}
