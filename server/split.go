package server

import (
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"google.golang.org/grpc/credentials"
)

// split is where the ways of HTTP/2 and HTTP/1.1 part, on one port: by what TLS has
// agreed on, or without TLS by the first bytes of a connection. gRPC stays with the
// library's own transport, which is several times as fast as that of net/http.
type split struct {
	credentials.TransportCredentials
	secure bool
	away   *away
}

// ServerHandshake begins a connection. One that is not for gRPC is given away.
func (s split) ServerHandshake(conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	g, ok := conn.(*guest)
	if !ok {
		return s.TransportCredentials.ServerHandshake(conn)
	}
	begun := &begun{guest: g}
	if !s.secure {
		// The least that tells "PRI * HTTP/2.0" from "POST".
		begun.head = make([]byte, 3)
		if n, err := io.ReadFull(g.Conn, begun.head); err != nil {
			begun.head = begun.head[:n]
			return nil, nil, err
		}
	}
	out, info, err := s.TransportCredentials.ServerHandshake(begun)
	if err != nil || isHTTP2(begun.head, info) {
		return out, info, err
	}
	g.given.Store(true)
	if err := begun.SetDeadline(time.Time{}); err != nil {
		return nil, nil, err
	}
	s.away.give(out)
	return nil, nil, credentials.ErrConnDispatched
}

// isHTTP2 tells by the first bytes of a connection, or what TLS has agreed on.
func isHTTP2(head []byte, info credentials.AuthInfo) bool {
	if t, ok := info.(credentials.TLSInfo); ok {
		return t.State.NegotiatedProtocol == http2.NextProtoTLS
	}
	return string(head) == http2.ClientPreface[:len(head)]
}

// Clone is a copy, as the library wants one.
func (s split) Clone() credentials.TransportCredentials {
	return split{s.TransportCredentials.Clone(), s.secure, s.away}
}

// begun is a guest whose first bytes were read.
type begun struct {
	*guest
	head []byte
}

// Read gives the first bytes first.
func (b *begun) Read(p []byte) (int, error) {
	if len(b.head) == 0 {
		return b.guest.Read(p)
	}
	n := copy(p, b.head)
	b.head = b.head[n:]
	return n, nil
}

// SetDeadline counts, unlike that of the guest.
func (b *begun) SetDeadline(t time.Time) error { return b.guest.Conn.SetDeadline(t) }

// away is a listener of connections that were given away.
type away struct {
	conns chan net.Conn
	end   chan struct{}
	once  sync.Once
}

func newAway() *away { return &away{conns: make(chan net.Conn), end: make(chan struct{})} }

func (a *away) give(conn net.Conn) {
	select {
	case a.conns <- conn:
	case <-a.end:
		_ = conn.Close() // nothing was asked yet
	}
}

// Accept waits for the next connection.
func (a *away) Accept() (net.Conn, error) {
	select {
	case conn := <-a.conns:
		return conn, nil
	case <-a.end:
		return nil, http.ErrServerClosed
	}
}

// Close ends Accept.
func (a *away) Close() error {
	a.once.Do(func() { close(a.end) })
	return nil
}

// Addr is nowhere: nobody connects to it.
func (a *away) Addr() net.Addr { return &net.UnixAddr{} }
