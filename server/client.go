package server

import (
	"context"
	"crypto/sha256"
	"net"

	"google.golang.org/grpc/peer"
)

// client is who calls: the hash of a token, of the name that one gives, or of an
// address without port.
type client [sha256.Size]byte

// clientAt is who calls from the address of a connection.
func clientAt(ctx context.Context) client {
	if p, ok := peer.FromContext(ctx); ok {
		return sha256.Sum256([]byte(hostOf(p.Addr)))
	}
	return client{}
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
