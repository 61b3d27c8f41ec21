package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"slices"
	"time"

	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/service"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip" // policies shrink to a tenth
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/stats"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// Options say how a service is offered to others.
type Options struct {
	MaxMessage    int           // bytes of a request, unpacked
	MaxConcurrent int           // analyses that run at once
	MaxQueue      int           // analyses that wait for their turn
	MaxHeld       int64         // bytes of all requests together; at least four times MaxMessage
	MaxRate       float64       // calls a second of one client; 0 for any number
	MaxReceive    time.Duration // for the files of an analysis to come in
	MaxTime       time.Duration // of one analysis
	Drain         time.Duration // what running calls get when the server stops
	TLS           *tls.Config   // nil for plaintext
	Tokens        *Tokens       // nil lets everybody in
	Stats         stats.Handler // measures calls; may be nil
	Channelz      bool          // offer the channelz service
	Large         bool          // the process may take 256 MiB and more
	Log           *slog.Logger
	Now           func() time.Time // nil for the clock
}

func (o *Options) now() func() time.Time {
	if o.Now != nil {
		return o.Now
	}
	return time.Now
}

// Keepalive. A connection through a load balancer dies unseen when nothing
// passes for some minutes, so both sides may ping; a client that pings more often
// than minPing only costs.
const (
	pingAfter   = 2 * time.Minute
	pingTimeout = 20 * time.Second
	minPing     = 30 * time.Second
	handshake   = 10 * time.Second
)

// maxStreams bounds the calls of one connection that are open at a time. Those
// beyond it wait in the client.
const maxStreams = 1000

// maxWorkers bounds the goroutines that are kept for calls: an analysis needs a
// deep stack, and growing one for each call costs a tenth of it.
const maxWorkers = 256

// maxHeaders bounds the headers of a call in bytes: a token, an id, and what
// proxies add.
const maxHeaders = 64 << 10

// GCPercent is how much garbage a server lets come together before it collects it,
// in percent of what is alive. Its memory limit bounds it.
const GCPercent = 400

// quietHeap is the size in bytes of a block that nobody writes to, so that it takes
// no memory: it makes the collector, which looks at the size of the heap alone,
// wait for 128 MiB of garbage. Between calls next to nothing is alive, and it would
// run every few milliseconds.
const quietHeap = 32 << 20

// Server offers a service on the network.
type Server struct {
	grpc   *grpc.Server
	health *health.Server
	gate   *gate
	drain  time.Duration
	quiet  []byte
	// stopping ends when the server begins to stop.
	stopping context.Context
	stop     context.CancelFunc
}

// NewServer makes a server that does not listen yet.
func NewServer(service hairpinv1.AnalysisServiceServer, o Options) *Server {
	s := &Server{health: health.NewServer(), drain: o.Drain}
	s.stopping, s.stop = context.WithCancel(context.Background())
	limits := newLimits(o)
	s.gate = &gate{tokens: o.Tokens, limits: limits, rates: newRates(o.MaxRate, o.now()), log: o.Log}
	options := []grpc.ServerOption{
		grpc.InTapHandle(s.gate.admit),
		grpc.ChainStreamInterceptor(recoverPanics(o.Log), limits.turns, logCalls(o.Log), s.endWatches),
		inFrames(),
		grpc.MaxConcurrentStreams(maxStreams),
		grpc.WaitForHandlers(true),
		grpc.NumStreamWorkers(uint32(min(o.MaxConcurrent+o.MaxQueue, maxWorkers))),
		grpc.MaxRecvMsgSize(o.MaxMessage),
		grpc.MaxHeaderListSize(maxHeaders),
		grpc.ConnectionTimeout(handshake),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: pingAfter, Timeout: pingTimeout}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: minPing, PermitWithoutStream: true}),
	}
	if o.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(o.TLS)))
	}
	if o.Stats != nil {
		options = append(options, grpc.StatsHandler(o.Stats))
	}
	s.grpc = grpc.NewServer(options...)
	s.grpc.RegisterService(asStreams(hairpinv1.AnalysisService_ServiceDesc), service)
	s.grpc.RegisterService(asStreams(grpc_health_v1.Health_ServiceDesc), s.health)
	reflection.Register(s.grpc)
	if o.Channelz {
		channelz.RegisterChannelzServiceToServer(s.grpc)
	}
	if o.Large {
		s.quiet = make([]byte, quietHeap)
	}
	for name := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, grpc_health_v1.HealthCheckResponse_SERVING)
	}
	return s
}

// asStreams is a service whose methods all are streams to the server, of one
// message each way, which the wire does not tell from others: so it is the
// server's own code that reads a request, when there is room for it.
func asStreams(d grpc.ServiceDesc) *grpc.ServiceDesc {
	d.Streams = slices.Clone(d.Streams)
	for _, m := range d.Methods {
		d.Streams = append(d.Streams, grpc.StreamDesc{StreamName: m.MethodName, ServerStreams: true, Handler: func(service any, stream grpc.ServerStream) error {
			// The context is that of the stream after it was read.
			late := func(_ context.Context, req any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
				return handle(stream.Context(), req)
			}
			resp, err := m.Handler(service, stream.Context(), stream.RecvMsg, late)
			if err != nil {
				return err
			}
			pause(stream.Context())
			return stream.SendMsg(resp)
		}})
	}
	d.Methods = nil
	return &d
}

// Load is how much a server has to do.
type Load struct {
	Inside  int64 // analyses that run, wait, or are being read
	Running int64 // analyses that run
	Refused int64 // calls that the gate has refused so far
}

// Load tells the load of now.
func (s *Server) Load() Load {
	l := s.gate.limits
	return Load{Inside: l.inside.Load(), Running: int64(len(l.running)), Refused: s.gate.refused.Load()}
}

// Serve answers calls that come in on a listener until the context ends, and
// then stops: no new calls, time for those that run, and then the end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	served := make(chan error, 1)
	go func() { served <- s.grpc.Serve(l) }()
	select {
	case err := <-served:
		s.Stop()
		return err
	case <-ctx.Done():
	}
	s.shutdown()
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) {
		return err
	}
	return nil
}

// shutdown stops the server gently as long as the time to drain lasts.
func (s *Server) shutdown() {
	// Health first: who asks is to learn of it before calls are turned away.
	s.health.Shutdown()
	s.stop()
	hard := time.AfterFunc(s.drain, s.grpc.Stop)
	defer hard.Stop()
	s.grpc.GracefulStop() // ends when Stop does, too
}

// Stop ends the server at once, with all calls.
func (s *Server) Stop() {
	s.health.Shutdown()
	s.stop()
	s.grpc.Stop()
}
