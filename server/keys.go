package server

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"google.golang.org/grpc/codes"
)

// keys are the public keys of an issuer.
type keys interface {
	// find gives the keys with an ID, one or more. The error is a status.
	find(id string) ([]jose.JSONWebKey, error)
	// again reads them again.
	again()
}

// keySet are keys by their IDs.
type keySet map[string][]jose.JSONWebKey

// minRSA is the length in bits of the shortest RSA key that counts:
// https://www.rfc-editor.org/rfc/rfc7518#section-3.3
const minRSA = 2048

// parseKeys reads a JWKS (https://www.rfc-editor.org/rfc/rfc7517). What is in it
// beside public keys for signatures, with an ID, does not count.
func parseKeys(src []byte) (keySet, error) {
	var file struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		return nil, fmt.Errorf("that is no JWKS: %w", err)
	}
	out := keySet{}
	for _, raw := range file.Keys {
		var key jose.JSONWebKey
		if key.UnmarshalJSON(raw) != nil || key.KeyID == "" || !key.IsPublic() || !key.Valid() || key.Use != "" && key.Use != "sig" {
			continue
		}
		if k, ok := key.Key.(*rsa.PublicKey); ok && k.N.BitLen() < minRSA {
			continue
		}
		out[key.KeyID] = append(out[key.KeyID], key)
	}
	if len(out) == 0 {
		return nil, errors.New("the JWKS contains no public key for signatures, so no token could be checked")
	}
	return out, nil
}

// fileKeys are the keys in a file, which is read again when it changes.
type fileKeys struct {
	issuer string // its name
	file   *reloaded[keySet]
}

func (f fileKeys) find(id string) ([]jose.JSONWebKey, error) {
	if found := f.file.get()[id]; len(found) > 0 {
		return found, nil
	}
	return nil, unknownKey(f.issuer)
}

func (f fileKeys) again() { f.file.again() }

func unknownKey(issuer string) error {
	return badToken("it is signed with a key that %s does not have", issuer)
}

// How old the keys of an address may be: when others are asked for, when they no
// longer count, and how long nothing is asked after that, whatever callers send.
const (
	keysFresh = 15 * time.Minute
	keysValid = 24 * time.Hour
	keysPause = time.Minute
)

// Bounds of what an address may answer.
const (
	maxFetch     = 10 * time.Second
	maxJWKS      = 1 << 20 // bytes
	maxRedirects = 3
)

// remoteKeys are the keys at an address. No call waits for them: one that needs keys
// which are not here is UNAVAILABLE, while they are asked for.
type remoteKeys struct {
	issuer Issuer
	http   *http.Client
	log    *slog.Logger
	now    func() time.Time

	mu      sync.Mutex
	known   keySet    // nil before the first
	read    time.Time // when known was read
	tried   time.Time // when the address was asked last
	asking  bool      // an answer is waited for
	trouble bool      // the last answer was of no use
}

// newRemoteKeys makes keys that wait for load.
func newRemoteKeys(i Issuer, log *slog.Logger, now func() time.Time) (*remoteKeys, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if i.CA != "" {
		pool, err := ReadCAs(i.CA)
		if err != nil {
			return nil, err
		}
		config.RootCAs = pool
	}
	return &remoteKeys{issuer: i, log: log, now: now, asking: true, tried: now(), http: &http.Client{
		Timeout:   maxFetch,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, DisableKeepAlives: true, ForceAttemptHTTP2: true},
		CheckRedirect: func(next *http.Request, before []*http.Request) error {
			if next.URL.Scheme != "https" || len(before) > maxRedirects {
				return fmt.Errorf("it redirects to plaintext, or more than %d times", maxRedirects)
			}
			return nil
		},
	}}, nil
}

func (r *remoteKeys) find(id string) ([]jose.JSONWebKey, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	age := r.now().Sub(r.read)
	found := r.known[id]
	if len(found) == 0 || age >= keysFresh {
		r.ask()
	}
	switch {
	case r.known == nil, age >= keysValid, len(found) == 0 && (r.asking || r.trouble):
		return nil, refuse(noKeys, codes.Unavailable, fmt.Sprintf("the keys of %s, which the token needs, cannot be had now; try again later", r.issuer.Name))
	case len(found) == 0:
		return nil, unknownKey(r.issuer.Name)
	}
	return found, nil
}

// ask has the keys read, unless that was done a moment ago.
func (r *remoteKeys) ask() {
	if now := r.now(); !r.asking && now.Sub(r.tried) >= keysPause {
		r.asking, r.tried = true, now
		go r.load()
	}
}

func (r *remoteKeys) again() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tried = time.Time{}
	r.ask()
}

// load reads the keys. Those of before stay if it cannot.
func (r *remoteKeys) load() {
	ctx, cancel := context.WithTimeout(context.Background(), maxFetch)
	defer cancel()
	got, err := r.fetch(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asking, r.trouble = false, err != nil
	if err != nil {
		r.log.Error("issuer", slog.String("issuer", r.issuer.Name), slog.String("error", err.Error()))
		return
	}
	r.known, r.read = got, r.tried
	r.log.Info("issuer", slog.String("issuer", r.issuer.Name), slog.Int("keys", len(got)))
}

func (r *remoteKeys) fetch(ctx context.Context) (keySet, error) {
	at := r.issuer.Keys
	if at == "" {
		// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
		src, err := r.get(ctx, strings.TrimSuffix(r.issuer.URL, "/")+"/.well-known/openid-configuration")
		if err != nil {
			return nil, err
		}
		var about struct {
			Issuer string `json:"issuer"`
			Keys   string `json:"jwks_uri"`
		}
		if err := json.Unmarshal(src, &about); err != nil {
			return nil, fmt.Errorf("the discovery document: %w", err)
		}
		if about.Issuer != r.issuer.URL || !isHTTPS(about.Keys) {
			return nil, fmt.Errorf("the discovery document is that of %q with the keys at %q", about.Issuer, about.Keys)
		}
		at = about.Keys
	}
	src, err := r.get(ctx, at)
	if err != nil {
		return nil, err
	}
	return parseKeys(src)
}

// get is what an address answers.
func (r *remoteKeys) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := r.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", address, resp.Status)
	}
	src, err := io.ReadAll(io.LimitReader(resp.Body, maxJWKS+1))
	if err == nil && len(src) > maxJWKS {
		err = fmt.Errorf("%s answers more than %d bytes", address, maxJWKS)
	}
	return src, err
}

func isHTTPS(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != ""
}
