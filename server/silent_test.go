package server

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"
	"google.golang.org/grpc/test/bufconn"
)

// TestSilentClient: a client that is gone without a word, as behind a cable that
// was cut, answers no ping and loses its connection; one that answers keeps it,
// however long it has nothing to ask.
func TestSilentClient(t *testing.T) {
	for name, answers := range map[string]bool{"gone": false, "idle": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := bufconn.Listen(1 << 16)
				r := start(t, l, New(), nil)
				conn, err := l.DialContext(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				lived := connected(t, conn, answers)
				switch {
				case answers && lived < time.Hour:
					t.Errorf("a client that answers loses its connection after %v", lived)
				case !answers && lived != pingAfter+pingTimeout:
					t.Errorf("a client that is gone has a connection for %v, not %v", lived, pingAfter+pingTimeout)
				}
				_ = conn.Close()
				_ = r.conn.Close()
				r.stop()
				if err := <-r.ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// connected begins HTTP/2 and says how long the server keeps the connection, an
// hour and a minute at most.
func connected(t *testing.T, conn net.Conn, answers bool) time.Duration {
	t.Helper()
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	f := http2.NewFramer(conn, conn)
	if err := f.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour+time.Minute)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
				t.Log("the connection ends with", err)
			}
			return time.Since(begin)
		}
		if ping, ok := frame.(*http2.PingFrame); ok && answers && !ping.IsAck() {
			if err := f.WritePing(true, ping.Data); err != nil {
				t.Fatal(err)
			}
		}
		if settings, ok := frame.(*http2.SettingsFrame); ok && !settings.IsAck() {
			if err := f.WriteSettingsAck(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
