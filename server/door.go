package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc/credentials"
)

// door lets in so many connections, and half of them from one address. The others
// are closed at once: one that waits would cost as much as one that is served.
type door struct {
	net.Listener
	most    int           // 0 for any number
	open    *atomic.Int64 // connections
	refused *refusals

	mu   sync.Mutex
	from map[string]int
}

func newDoor(l net.Listener, most int, open *atomic.Int64, refused *refusals) *door {
	return &door{Listener: l, most: most, open: open, refused: refused, from: map[string]int{}}
}

// Accept waits for the next connection that there is room for.
func (d *door) Accept() (net.Conn, error) {
	for {
		conn, err := d.Listener.Accept()
		if err != nil {
			return nil, err
		}
		host := hostOf(conn.RemoteAddr())
		if d.enter(host) {
			return &guest{Conn: conn, given: new(atomic.Bool), leave: sync.OnceFunc(func() { d.leave(host) })}, nil
		}
		d.refused.tell(context.Background(), tooManyConnections, slog.String("peer", conn.RemoteAddr().String()))
		_ = conn.Close() // nothing was said on it
	}
}

func (d *door) enter(host string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.most > 0 && (d.open.Load() >= int64(d.most) || d.from[host] >= (d.most+1)/2) {
		return false
	}
	d.open.Add(1)
	d.from[host]++
	return true
}

func (d *door) leave(host string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open.Add(-1)
	if d.from[host]--; d.from[host] == 0 {
		delete(d.from, host)
	}
}

// handshake is how long a connection may take to begin.
const handshake = 10 * time.Second

// guest is a connection that was let in.
type guest struct {
	net.Conn
	leave func()
	given *atomic.Bool // to another than who has accepted it
}

// SetDeadline bounds the handshake. Who has given the connection away does not bound
// it any more.
func (g *guest) SetDeadline(t time.Time) error {
	if g.given.Load() {
		return nil
	}
	return g.Conn.SetDeadline(t)
}

// Close ends the connection.
func (g *guest) Close() error {
	g.leave()
	return g.Conn.Close()
}

// handshakes begin TLS, and tell of connections that do not come to an
// understanding: with a certificate that is not taken, or none. The library's own,
// which they are else, do not know clients without HTTP/2.
type handshakes struct {
	credentials.TransportCredentials
	config  *tls.Config
	refused *refusals
}

// ServerHandshake begins TLS.
func (h handshakes) ServerHandshake(conn net.Conn) (net.Conn, credentials.AuthInfo, error) {
	out := tls.Server(conn, h.config)
	if err := out.Handshake(); err != nil {
		// One that is closed before a word is a probe of the port.
		if !errors.Is(err, io.EOF) {
			h.refused.tell(context.Background(), noHandshake, slog.String("peer", conn.RemoteAddr().String()), slog.String("error", err.Error()))
		}
		_ = out.Close()
		return nil, nil, err
	}
	return out, credentials.TLSInfo{State: out.ConnectionState(), CommonAuthInfo: credentials.CommonAuthInfo{SecurityLevel: credentials.PrivacyAndIntegrity}}, nil
}

// Clone is a copy, as the library wants one.
func (h handshakes) Clone() credentials.TransportCredentials {
	return handshakes{h.TransportCredentials.Clone(), h.config, h.refused}
}
