package server

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"google.golang.org/grpc/codes"
)

// Issuer is who signs tokens (JWT, https://www.rfc-editor.org/rfc/rfc7519) that a
// server takes.
type Issuer struct {
	Name     string              // stands before the names of its callers; unique
	URL      string              // the claim iss; https, unless there is a file of keys; unique
	Audience string              // has to be among the claim aud
	Keys     string              // the JWKS: a file, or an https address; empty for that of the issuer's discovery document
	CA       string              // a file of certificates to trust for these addresses; empty for those of the system
	Claims   map[string][]string // each has to be there, with one of the values
	Caller   string              // the claim that names the caller; empty for sub
}

// Issuers are those whose tokens a server takes.
type Issuers struct {
	byURL map[string]*issuer
	now   func() time.Time
}

type issuer struct {
	Issuer
	keys   keys
	claims []string // the names of Claims, sorted
}

// NewIssuers reads the keys of issuers, those of several at once. Keys that cannot
// be had from an address are logged, and asked for again later; a file that cannot
// be read is an error.
func NewIssuers(list []Issuer, log *slog.Logger) (*Issuers, error) {
	return newIssuers(list, log, time.Now)
}

func newIssuers(list []Issuer, log *slog.Logger, now func() time.Time) (*Issuers, error) {
	s := &Issuers{byURL: map[string]*issuer{}, now: now}
	var asked sync.WaitGroup
	defer asked.Wait()
	for _, one := range list {
		if s.byURL[one.URL] != nil {
			return nil, fmt.Errorf("%s: another issuer has the address %s too", one.Name, one.URL)
		}
		i := &issuer{Issuer: one, claims: slices.Sorted(maps.Keys(one.Claims))}
		i.Caller = cmp.Or(i.Caller, "sub")
		if i.Keys != "" && !isHTTPS(i.Keys) {
			file, err := newReloaded(log, func(srcs [][]byte) (keySet, error) { return parseKeys(srcs[0]) }, i.Keys)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", i.Name, err)
			}
			i.keys = fileKeys{i.Name, file}
		} else {
			remote, err := newRemoteKeys(one, log, now)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", i.Name, err)
			}
			i.keys = remote
			asked.Go(remote.load)
		}
		s.byURL[i.URL] = i
	}
	return s, nil
}

// again reads all keys again.
func (s *Issuers) again() {
	for _, i := range s.byURL {
		i.keys.again()
	}
}

// algorithms are those whose keys do not have to be kept secret here. A token says
// itself how it is signed, so that none, and those with a shared secret, must not be
// among them: https://www.rfc-editor.org/rfc/rfc8725#section-2.1
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

// maxToken bounds a token in bytes. Those of pipelines have one to three thousand.
const maxToken = 16 << 10

// leeway is how far the clock of an issuer may be from that of the server.
const leeway = 30 * time.Second

// isJWT tells a token that an issuer has signed from any other text.
func isJWT(token string) bool { return strings.Count(token, ".") == 2 }

// caller is the name of whom a token belongs to. The error is a status, which does
// not quote the token. What is cheap to look at comes first, and nothing counts
// before the signature does.
func (s *Issuers) caller(token string) (string, error) {
	if len(token) > maxToken {
		return "", badToken("it has more than %d bytes", maxToken)
	}
	parsed, err := jwt.ParseSigned(token, algorithms)
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &algorithm):
		return "", badToken("it is not signed with RS, PS, ES or EdDSA")
	case err != nil:
		return "", badToken("it cannot be read")
	}
	var said jwt.Claims
	if parsed.UnsafeClaimsWithoutVerification(&said) != nil {
		return "", badToken("it cannot be read")
	}
	i := s.byURL[said.Issuer]
	if i == nil {
		return "", badToken("its issuer is not one that the server trusts")
	}
	claims, err := i.verified(parsed)
	if err != nil {
		return "", err
	}
	if err := i.judge(&said, s.now()); err != nil {
		return "", err
	}
	return i.named(claims)
}

// verified are the claims of a token whose signature is right.
func (i *issuer) verified(t *jwt.JSONWebToken) (map[string]any, error) {
	header := t.Headers[0]
	known, err := i.keys.find(header.KeyID)
	if err != nil {
		return nil, err
	}
	for _, key := range known {
		claims := map[string]any{}
		if (key.Algorithm == "" || key.Algorithm == header.Algorithm) && t.Claims(key, &claims) == nil {
			return claims, nil
		}
	}
	return nil, badToken("its signature is wrong")
}

// judge says what is wrong with the claims that every token has.
func (i *issuer) judge(said *jwt.Claims, now time.Time) error {
	if said.Expiry == nil {
		return badToken("it does not say when it expires")
	}
	err := said.ValidateWithLeeway(jwt.Expected{AnyAudience: jwt.Audience{i.Audience}, Time: now}, leeway)
	for _, p := range []struct {
		err error
		why string
	}{
		{jwt.ErrInvalidAudience, "it is for another audience"},
		{jwt.ErrExpired, "it has expired"},
		{jwt.ErrNotValidYet, "it is not valid yet"},
		{jwt.ErrIssuedInTheFuture, "it was issued in the future"},
	} {
		if errors.Is(err, p.err) {
			return badToken("%s", p.why)
		}
	}
	return err
}

// maxCaller bounds the name of a caller in bytes.
const maxCaller = 512

// named is the name that claims give to the caller, if they are those that the
// issuer's tokens must have.
func (i *issuer) named(claims map[string]any) (string, error) {
	for _, name := range i.claims {
		if !slices.ContainsFunc(valuesOf(claims[name]), func(v string) bool { return slices.Contains(i.Claims[name], v) }) {
			return "", badToken("its claim %s is not what the server wants", name)
		}
	}
	name, _ := claims[i.Caller].(string)
	if name == "" || len(name) > maxCaller {
		return "", badToken("its claim %s does not name a caller", i.Caller)
	}
	return i.Name + ":" + name, nil
}

// valuesOf are the values of a claim: of a list each one that is no list.
func valuesOf(claim any) []string {
	list, ok := claim.([]any)
	if !ok {
		list = []any{claim}
	}
	var out []string
	for _, v := range list {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case bool:
			out = append(out, strconv.FormatBool(v))
		}
	}
	return out
}

func badToken(format string, args ...any) error {
	return refuse(unauthenticated, codes.Unauthenticated, "the token is refused: "+fmt.Sprintf(format, args...))
}
