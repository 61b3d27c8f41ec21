package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// target is a server as the flags name it.
type target struct {
	addr   string
	secure bool // whether it is spoken to with TLS
}

// unreachableError is that of a server that is not there, or too busy to answer.
type unreachableError struct{ addr, why string }

func (e *unreachableError) Error() string { return fmt.Sprintf("the server at %s %s", e.addr, e.why) }

// unreachable makes an unreachableError of an error that means that.
func (t target) unreachable(ctx context.Context, err error) error {
	s := status.Convert(err)
	switch s.Code() {
	case codes.Unavailable:
		why := t.misunderstood(ctx)
		if why == "" {
			why = inShort(s.Message())
		}
		return &unreachableError{t.addr, "cannot be reached: " + why}
	case codes.ResourceExhausted:
		for _, d := range s.Details() {
			if retry, ok := d.(*errdetails.RetryInfo); ok {
				return &unreachableError{t.addr, fmt.Sprintf("is busy; try again in %s", retry.GetRetryDelay().AsDuration())}
			}
		}
	}
	return err
}

// inWords are sentences for what gRPC says.
var inWords = []struct{ said, meant string }{
	{"no children to pick from", noAddress},
	{"produced zero addresses", noAddress},
	{"no such host", noAddress},
	{"looked like an HTTP/1.1 header", "it speaks HTTP/1.1 only, so it is another server, or the port of the metrics"},
	{"error reading server preface: EOF", "it closes the connection at once, because it has too many, or is another server"},
}

const noAddress = "no address was found for its name"

// inShort is what gRPC says without what stands before it: that names the address
// again, the attempts, and the layers of the way.
func inShort(message string) string {
	for _, w := range inWords {
		if strings.Contains(message, w.said) {
			return w.meant
		}
	}
	if at := strings.LastIndex(message, "desc = "); at >= 0 {
		message = message[at+len("desc = "):]
	}
	message = strings.Trim(message, `"`)
	for _, layer := range []string{"transport: ", "Error while dialing: ", "connect: "} {
		if _, rest, ok := strings.Cut(message, layer); ok {
			message = rest
		}
	}
	return message
}

// misunderstood says what to do if one side uses TLS and the other does not; empty
// if that is not the trouble. gRPC then only tells that the connection ends.
func (t target) misunderstood(ctx context.Context) string {
	uses, ok := usesTLS(ctx, t.addr)
	if !ok || uses == t.secure {
		return ""
	}
	near, _ := isNear(t.addr) // an address that was dialled is right
	return misunderstandings[misunderstanding{uses, near}]
}

// misunderstanding is whether a server uses TLS though nobody asked it to, or else
// does not though it should; and whether it is near.
type misunderstanding struct{ uses, near bool }

var misunderstandings = map[misunderstanding]string{
	{true, true}:   "it uses TLS; give the CA of its certificate with --server-ca",
	{true, false}:  "it uses TLS; leave out --server-insecure",
	{false, true}:  "it does not use TLS; leave out --server-ca, --server-cert and --server-key",
	{false, false}: "it does not use TLS; use --server-insecure if nobody else can read the traffic",
}

// probeTime bounds the time in which a server shows whether it uses TLS.
const probeTime = 3 * time.Second

// usesTLS reports whether a server uses TLS; ok is false if it does not show. Who
// shows a certificate does, whether it is trusted or not.
func usesTLS(ctx context.Context, addr string) (uses, ok bool) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	network := "tcp"
	if path, cut := strings.CutPrefix(addr, "unix:"); cut {
		network, addr = "unix", path
	}
	dialer := tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(ctx, network, strings.TrimPrefix(addr, "dns:///"))
	if err == nil {
		_ = conn.Close() // it has said enough
		return true, true
	}
	if _, no := errors.AsType[tls.RecordHeaderError](err); no {
		return false, true
	}
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](err)
	op, ok := errors.AsType[*net.OpError](err)
	alert := ok && op.Op == "remote error" // what the library calls an alert of TLS
	return true, untrusted || alert
}
