package server

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// client is who calls: the hash of a token, of a name, or of an address without
// port.
type client [sha256.Size]byte

// clientNamed is who calls by a name of a kind, so that a certificate cannot pass
// for a token.
func clientNamed(kind, name string) client { return sha256.Sum256([]byte(kind + " " + name)) }

// clientAt is who calls from the address of a connection.
func clientAt(ctx context.Context) client {
	if p, ok := peer.FromContext(ctx); ok {
		return sha256.Sum256([]byte(hostOf(p.Addr)))
	}
	return client{}
}

// subjectOf is the subject of the certificate that a connection began with; empty if
// none was asked for.
func subjectOf(ctx context.Context) string {
	p, _ := peer.FromContext(ctx)
	if p == nil {
		return ""
	}
	info, _ := p.AuthInfo.(credentials.TLSInfo)
	if chains := info.State.VerifiedChains; len(chains) > 0 {
		return chains[0][0].Subject.String()
	}
	return ""
}

func peerOf(ctx context.Context) string {
	if p, ok := peer.FromContext(ctx); ok && p.Addr != nil {
		return p.Addr.String()
	}
	return ""
}

// hostOf is an address without port.
func hostOf(a net.Addr) string {
	if a == nil {
		return ""
	}
	if host, _, err := net.SplitHostPort(a.String()); err == nil {
		return host
	}
	return a.String()
}

// callerOf is what the log tells of who makes a call: never its token.
func callerOf(ctx context.Context) []slog.Attr {
	attrs := []slog.Attr{slog.String("peer", peerOf(ctx))}
	if name := nameOf(ctx); name != "" {
		attrs = append(attrs, slog.String("caller", name))
	}
	return attrs
}

// nameKey is the key of the name of a caller.
type nameKey struct{}

// nameOf is the name of who makes the call that a context belongs to: that of its
// token, what an issuer says, or the subject of its certificate; empty if it has none.
func nameOf(ctx context.Context) string {
	name, _ := ctx.Value(nameKey{}).(string)
	return name
}
