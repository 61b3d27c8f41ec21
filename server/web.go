package server

import (
	"cmp"
	"context"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// web answers calls that come as JSON over HTTP/1.1, in the form of the Connect
// protocol (https://connectrpc.com/docs/protocol/#unary-rpcs), from curl for
// example. They pass the same gate and the same interceptors as those over gRPC, so
// that all limits hold for them too.
type web struct {
	gate    *gate
	through []grpc.StreamServerInterceptor // the first is the outermost
	methods map[string]*unary
	stats   stats.Handler // may be nil
	maxAge  time.Duration // of a connection; 0 for ever
	now     func() time.Time
}

// unary is a method of one message each way.
type unary struct {
	service any
	handle  grpc.StreamHandler
	info    *grpc.StreamServerInfo
	request protoreflect.MessageType
}

// add offers the methods of a service, as asStreams makes them.
func (w *web) add(d *grpc.ServiceDesc, service any) {
	for _, s := range d.Streams {
		method := "/" + d.ServiceName + "/" + s.StreamName
		w.methods[method] = &unary{
			service: service, handle: s.Handler, request: requestOf(d.ServiceName, s.StreamName),
			info: &grpc.StreamServerInfo{FullMethod: method, IsServerStream: true},
		}
	}
}

// requestOf is the type of the request of a method, which the contract says.
func requestOf(service, method string) protoreflect.MessageType {
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		panic(err) // a service is registered with its contract
	}
	name := found.(protoreflect.ServiceDescriptor).Methods().ByName(protoreflect.Name(method)).Input().FullName()
	request, err := protoregistry.GlobalTypes.FindMessageByName(name)
	if err != nil {
		panic(err)
	}
	return request
}

// server is that of net/http, with the limits that it knows itself.
func (w *web) server(o *Options) *http.Server {
	return &http.Server{
		Handler: w, ReadHeaderTimeout: handshake, IdleTimeout: o.MaxIdle, MaxHeaderBytes: maxHeaders,
		ConnContext: w.arrive, ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
}

// arrival is when and from where a connection came.
type arrival struct {
	at   time.Time
	from net.Addr
}

type arrivalKey struct{}

// arrive remembers the arrival of a connection in the context of its requests.
func (w *web) arrive(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, arrivalKey{}, arrival{w.now(), conn.RemoteAddr()})
}

// ServeHTTP answers a call.
func (w *web) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	x := &exchange{to: to}
	_ = http.NewResponseController(to).SetWriteDeadline(time.Time{}) // that of the call before
	conn, _ := ctx.Value(arrivalKey{}).(arrival)
	from := &peer.Peer{Addr: conn.from}
	if r.TLS != nil {
		from.AuthInfo = credentials.TLSInfo{State: *r.TLS}
	}
	ctx = peer.NewContext(ctx, from)
	if w.maxAge > 0 && w.now().Sub(conn.at) >= w.maxAge {
		to.Header().Set("Connection", "close")
	}
	if err := w.call(ctx, x, r); err != nil {
		x.drain(r)
		x.fail(err)
	}
}

// call lets a call in and has it answered.
func (w *web) call(ctx context.Context, x *exchange, r *http.Request) error {
	header := metadata.MD{}
	for name, values := range r.Header {
		header[strings.ToLower(name)] = values
	}
	if limit, given := timeOf(r); given { // before there is a visit, which tells why a call ends
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	ctx, err := w.gate.admit(metadata.NewIncomingContext(ctx, header), &tap.Info{FullMethodName: r.URL.Path, Header: header})
	if err != nil {
		return err
	}
	m := w.methods[r.URL.Path]
	if err := formOf(m, r); err != nil {
		w.gate.tell(ctx, r.URL.Path, badForm, err)
		return err
	}
	defer x.bound(ctx)()
	x.body = &body{from: r.Body, length: r.ContentLength, request: m.request}
	x.ctx = grpc.NewContextWithServerTransportStream(ctx, x.body)
	return w.measured(x, m)
}

// formOf says what is wrong with the form of a request.
func formOf(m *unary, r *http.Request) error {
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case m == nil:
		return status.Error(codes.Unimplemented, "the method takes a stream of messages, so it can be called over gRPC only")
	case r.Method != http.MethodPost:
		return &formError{http.StatusMethodNotAllowed, "the method is called with POST"}
	case media != "application/json":
		return &formError{http.StatusUnsupportedMediaType, "the request has to be of the type application/json"}
	case cmp.Or(r.Header.Get("Content-Encoding"), "identity") != "identity":
		return status.Error(codes.Unimplemented, "the server cannot unpack requests that are packed in this way")
	case r.ContentLength < 0:
		return &formError{http.StatusLengthRequired, "the request needs a Content-Length"}
	}
	return nil
}

// timeOf is the time that a caller gives to a call. What cannot be read as one gives
// none.
func timeOf(r *http.Request) (time.Duration, bool) {
	ms, err := strconv.ParseUint(r.Header.Get("Connect-Timeout-Ms"), 10, 32)
	return time.Duration(ms) * time.Millisecond, err == nil
}

// measured carries a call out, and tells those who measure of it.
func (w *web) measured(x *exchange, m *unary) error {
	if w.stats == nil {
		return w.pass(0, m.service, x, m)
	}
	x.ctx = w.stats.TagRPC(x.ctx, &stats.RPCTagInfo{FullMethodName: m.info.FullMethod})
	begin := time.Now()
	w.stats.HandleRPC(x.ctx, &stats.Begin{BeginTime: begin})
	err := w.pass(0, m.service, x, m)
	w.stats.HandleRPC(x.ctx, &stats.End{BeginTime: begin, EndTime: time.Now(), Error: err})
	return err
}

// pass goes through the interceptors from the nth on, to the method.
func (w *web) pass(n int, service any, stream grpc.ServerStream, m *unary) error {
	if n == len(w.through) {
		return m.handle(service, stream)
	}
	return w.through[n](service, stream, m.info, func(service any, stream grpc.ServerStream) error {
		return w.pass(n+1, service, stream, m)
	})
}
