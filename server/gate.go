package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

// healthPrefix begins the methods that ask for health.
const healthPrefix = "/grpc.health.v1.Health/"

// gate judges a call by its headers. It stands before the interceptors because
// those see a request only when all of it is read: a caller without a token, or
// one too many, is not to make the server read and unpack a large message.
type gate struct {
	tokens  *Tokens
	limits  *limits
	rates   *rates
	log     *slog.Logger
	refused atomic.Int64
	shed    atomic.Int64 // calls refused and not told of
	told    atomic.Int64 // when the log told of calls too many, in Unix nanoseconds
}

// admit lets a call in and gives it an id. It is called while the connection
// waits, so it must not.
func (g *gate) admit(ctx context.Context, info *tap.Info) (context.Context, error) {
	inside, err := g.judge(ctx, info)
	if err != nil {
		g.tell(ctx, info, status.Code(err))
		return ctx, err
	}
	return context.WithValue(inside, idKey{}, idOf(info.Header)), nil
}

// tell logs a call that was refused. Of those too many it logs one in a second,
// with their number: who sends calls away has no time to write about each.
func (g *gate) tell(ctx context.Context, info *tap.Info, code codes.Code) {
	g.refused.Add(1)
	calls := g.shed.Add(1)
	if code == codes.ResourceExhausted {
		now, told := time.Now().UnixNano(), g.told.Load()
		if now-told < int64(time.Second) || !g.told.CompareAndSwap(told, now) {
			return
		}
	}
	g.shed.Add(-calls)
	g.log.LogAttrs(ctx, slog.LevelWarn, "refused",
		slog.String("id", idOf(info.Header)), slog.String("method", info.FullMethodName), slog.String("peer", peerOf(ctx)), slog.String("code", code.String()), slog.Int64("calls", calls))
}

func (g *gate) judge(ctx context.Context, info *tap.Info) (context.Context, error) {
	// What probes a server, such as a kubelet, has no token and comes often.
	if strings.HasPrefix(info.FullMethodName, healthPrefix) {
		return ctx, nil
	}
	if g.tokens != nil && !g.tokens.allow(info.Header.Get("authorization")) {
		return ctx, status.Error(codes.Unauthenticated, "the call carries no token that the server knows")
	}
	if err := g.rates.allow(clientOf(ctx, info.Header, g.tokens != nil)); err != nil {
		return ctx, err
	}
	return g.limits.reserve(ctx, info.FullMethodName)
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

func peerOf(ctx context.Context) string {
	if p, ok := peer.FromContext(ctx); ok && p.Addr != nil {
		return p.Addr.String()
	}
	return ""
}
