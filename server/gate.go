package server

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"log/slog"
	"strings"

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
	refused *refusals
}

// admit lets a call in and gives it an id. It is called while the connection
// waits, so it must not.
func (g *gate) admit(ctx context.Context, info *tap.Info) (context.Context, error) {
	ctx = context.WithValue(ctx, idKey{}, idOf(info.Header))
	inside, err := g.judge(ctx, info)
	if err != nil {
		if why, ok := errors.AsType[*refusal](err); ok {
			g.tell(inside, info.FullMethodName, why.reason, err)
		}
		return ctx, err
	}
	return inside, err
}

// tell counts and logs that a call is refused.
func (g *gate) tell(ctx context.Context, method string, why reason, err error) {
	attrs := append([]slog.Attr{slog.String("id", requestID(ctx)), slog.String("method", g.name(method))}, callerOf(ctx)...)
	st := status.Convert(err)
	g.refused.tell(ctx, why, append(attrs, slog.String("code", st.Code().String()), slog.String("message", st.Message()))...)
}

// maxHeaders bounds the headers of a call in bytes: a token, an id, and what
// proxies add.
const maxHeaders = 64 << 10

// name is a method as the log names it: callers choose the names of those that the
// server does not have.
func (g *gate) name(method string) string {
	if g.methods[method] {
		return method
	}
	return "unknown"
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
		return ctx, errUnknown
	}
	return g.limits.reserve(ctx, info.FullMethodName, who)
}

// identify tells who makes a call by its authorization headers and its certificate,
// with the name that these give, and refuses those who may not call.
func (g *gate) identify(ctx context.Context, headers []string) (client, string, error) {
	subject := subjectOf(ctx)
	if g.tokens == nil && g.issuers == nil {
		if subject == "" {
			return clientAt(ctx), "", nil
		}
		return clientNamed("certificate", subject), subject, nil
	}
	token := bearer(headers)
	if g.tokens != nil {
		switch name, known := g.tokens.caller(token); {
		case known && name != "":
			return clientNamed("token", name), name, nil
		case known:
			return sha256.Sum256([]byte(token)), subject, nil
		}
	}
	if g.issuers == nil || !isJWT(token) {
		return client{}, "", errNoToken
	}
	name, err := g.issuers.caller(token)
	return clientNamed("issuer", name), name, err
}

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
