package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"strings"
	"sync/atomic"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

// gate judges a call by its headers. It stands before the interceptors because
// those see a request only when all of it is read: a caller without a token, or
// one too many, is not to make the server read and unpack a large message.
type gate struct {
	tokens  *Tokens
	issuers *Issuers
	limits  *limits
	rates   *rates
	methods map[string]bool // that the server has
	refused refusals
	unknown atomic.Int64 // calls of methods that it has not
}

// admit lets a call in and gives it an id. It is called while the connection
// waits, so it must not.
func (g *gate) admit(ctx context.Context, info *tap.Info) (context.Context, error) {
	ctx = context.WithValue(ctx, idKey{}, idOf(info.Header))
	inside, err := g.judge(ctx, info)
	if err != nil {
		g.tell(ctx, info.FullMethodName, err)
	}
	return inside, err
}

// tell counts and logs that a call is refused.
func (g *gate) tell(ctx context.Context, method string, err error) {
	g.refused.tell(ctx, status.Code(err),
		slog.String("id", requestID(ctx)), slog.String("method", briefly(method)), slog.String("peer", peerOf(ctx)), slog.String("reason", status.Convert(err).Message()))
}

// maxHeaders bounds the headers of a call in bytes: a token, an id, and what
// proxies add.
const maxHeaders = 64 << 10

// maxMethod bounds the name of a method in the log, in bytes.
const maxMethod = 100

// briefly is a name that a caller has chosen, as the log takes it.
func briefly(name string) string {
	if len(name) > maxMethod {
		return name[:maxMethod]
	}
	return name
}

func (g *gate) judge(ctx context.Context, info *tap.Info) (context.Context, error) {
	// What probes a server, such as a kubelet, has no token and comes often.
	if strings.HasPrefix(info.FullMethodName, healthPrefix) && g.methods[info.FullMethodName] {
		return g.limits.reserve(ctx, info.FullMethodName, clientAt(ctx))
	}
	who, name, err := g.identify(ctx, info.Header.Get("authorization"))
	if err != nil {
		return ctx, err
	}
	if name != "" {
		ctx = context.WithValue(ctx, nameKey{}, name)
	}
	if err := g.rates.allow(who); err != nil {
		return ctx, err
	}
	if !g.methods[info.FullMethodName] {
		g.unknown.Add(1)
		return ctx, errUnknown
	}
	return g.limits.reserve(ctx, info.FullMethodName, who)
}

// identify tells who makes a call by its authorization headers, with the name that
// an issuer gives, and refuses those who may not call.
func (g *gate) identify(ctx context.Context, headers []string) (client, string, error) {
	if g.tokens == nil && g.issuers == nil {
		return clientAt(ctx), "", nil
	}
	token := bearer(headers)
	if g.tokens != nil && g.tokens.allow(token) {
		return sha256.Sum256([]byte(token)), "", nil
	}
	if g.issuers == nil || !isJWT(token) {
		return client{}, "", status.Error(codes.Unauthenticated, "the call carries no token that the server knows")
	}
	name, err := g.issuers.caller(token)
	return sha256.Sum256([]byte(name)), name, err
}

// nameKey is the key of the name that an issuer gives to a caller.
type nameKey struct{}

// nameOf is the name of who makes the call that a context belongs to; empty if no
// issuer gives one.
func nameOf(ctx context.Context) string {
	name, _ := ctx.Value(nameKey{}).(string)
	return name
}

// errUnknown refuses what a server cannot answer, before it is read.
var errUnknown = status.Error(codes.Unimplemented, "the server has no such method")

// idHeader carries the id of a call: that of the caller, if it sent a usable one,
// and back in any case.
const idHeader = "x-request-id"

// maxID bounds the length of an id, which goes into every line of the log.
const maxID = 64

type idKey struct{}

// requestID is the id of the call that a context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string)
	return id
}

func idOf(header metadata.MD) string {
	if ids := header.Get(idHeader); len(ids) == 1 && usableID(ids[0]) {
		return ids[0]
	}
	return rand.Text()
}

// usableID keeps out of the log what could pass for something else there.
func usableID(id string) bool {
	return id != "" && len(id) <= maxID && strings.IndexFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && !strings.ContainsRune("-_.:", r)
	}) < 0
}
