package server

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// raw is a client that speaks HTTP/2 by hand, and so can leave undone what the
// library always does.
type raw struct {
	t    *testing.T
	conn net.Conn

	mu      sync.Mutex
	changed sync.Cond
	framer  *http2.Framer
	next    uint32
	window  int            // of the connection
	streams map[uint32]int // their windows
	ended   map[uint32]map[string]string
	gone    bool
}

func rawClient(t *testing.T, conn net.Conn) *raw {
	t.Helper()
	r := &raw{t: t, conn: conn, framer: http2.NewFramer(conn, conn), next: 1, window: 65535, streams: map[uint32]int{}, ended: map[uint32]map[string]string{}}
	r.changed.L = &r.mu
	r.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	// Who is not let in learns of it where frames are read.
	if _, err := io.WriteString(conn, http2.ClientPreface); err == nil {
		_ = r.framer.WriteSettings()
	}
	go r.listen()
	t.Cleanup(func() { _ = conn.Close() })
	return r
}

// listen does what the server asks for.
func (r *raw) listen() {
	for {
		f, err := r.framer.ReadFrame()
		r.mu.Lock()
		if err != nil {
			r.gone = true
			r.changed.Broadcast()
			r.mu.Unlock()
			return
		}
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				_ = r.framer.WriteSettingsAck()
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				_ = r.framer.WritePing(true, f.Data)
			}
		case *http2.WindowUpdateFrame:
			if f.StreamID == 0 {
				r.window += int(f.Increment)
			} else {
				r.streams[f.StreamID] += int(f.Increment)
			}
		case *http2.MetaHeadersFrame:
			if f.StreamEnded() {
				got := map[string]string{}
				for _, h := range f.Fields {
					got[h.Name] = h.Value
				}
				r.ended[f.StreamID] = got
			}
		case *http2.RSTStreamFrame:
			if r.ended[f.StreamID] == nil {
				r.ended[f.StreamID] = map[string]string{}
			}
		}
		r.changed.Broadcast()
		r.mu.Unlock()
	}
}

// call sends the headers of a call, and nothing more.
func (r *raw) call(method string, more ...hpack.HeaderField) uint32 {
	r.t.Helper()
	var block bytes.Buffer
	enc := hpack.NewEncoder(&block)
	for _, f := range append([]hpack.HeaderField{
		{Name: ":method", Value: "POST"}, {Name: ":scheme", Value: "http"}, {Name: ":path", Value: method}, {Name: ":authority", Value: "memory"},
		{Name: "content-type", Value: "application/grpc"}, {Name: "te", Value: "trailers"},
	}, more...) {
		if err := enc.WriteField(f); err != nil {
			r.t.Fatal(err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id := r.next
	r.next += 2
	r.streams[id] = 65535
	if err := r.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: block.Bytes(), EndHeaders: true}); err != nil {
		r.t.Log("headers:", err)
	}
	return id
}

// promise announces a message of a length.
func promise(length uint32) []byte { return binary.BigEndian.AppendUint32([]byte{0}, length) }

// send sends bytes of a call as far as the server takes them: until all are sent,
// or the call or the context has ended.
func (r *raw) send(ctx context.Context, id uint32, data []byte) {
	defer context.AfterFunc(ctx, r.changed.Broadcast)()
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(data) > 0 {
		for !r.gone && ctx.Err() == nil && r.ended[id] == nil && (r.window <= 0 || r.streams[id] <= 0) {
			r.changed.Wait()
		}
		if r.gone || ctx.Err() != nil || r.ended[id] != nil {
			return
		}
		n := min(len(data), r.window, r.streams[id], 16<<10)
		if r.framer.WriteData(id, false, data[:n]) != nil {
			return
		}
		data = data[n:]
		r.window -= n
		r.streams[id] -= n
	}
}

// end waits for the end of a call, and gives its trailers.
func (r *raw) end(id uint32) map[string]string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for !r.gone && r.ended[id] == nil {
		r.changed.Wait()
	}
	return r.ended[id]
}

// wait waits until so many calls have ended.
func (r *raw) wait(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for !r.gone && len(r.ended) < n {
		r.changed.Wait()
	}
}
