package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/service"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/encoding/gzip" // policies shrink to a tenth
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Keepalive. A connection through a load balancer dies unseen when nothing
// passes for some minutes, so both sides may ping; a client that pings more often
// than minPing only costs.
const (
	pingAfter   = 2 * time.Minute
	pingTimeout = 20 * time.Second
	minPing     = 30 * time.Second
)

// window is how many bytes of a call, and of all calls of a connection, a caller
// may send before they are read. The library would let them grow to 16 MiB each,
// which no count of memory would know of.
const (
	window     = 64 << 10
	connWindow = 1 << 20
)

// maxWorkers bounds the goroutines that are kept for calls: an analysis needs a
// deep stack, and growing one for each call costs a tenth of it.
const maxWorkers = 256

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
	grpc        *grpc.Server
	web         *http.Server
	away        *away // from gRPC to web
	health      *health.Server
	gate        *gate
	tls         *TLS // nil for plaintext
	drain       time.Duration
	quiet       []byte
	most        int          // connections
	connections atomic.Int64 // open now
	refused     *refusals
	// stopping ends when the server begins to stop.
	stopping context.Context
	stop     context.CancelFunc
}

// NewServer makes a server that does not listen yet.
func NewServer(service hairpinv1.AnalysisServiceServer, o Options) *Server {
	s := &Server{
		health: health.NewServer(), tls: o.TLS, drain: o.Drain, most: o.MaxConnections, away: newAway(),
		refused: newRefusals(o.Log),
	}
	s.stopping, s.stop = context.WithCancel(context.Background())
	limits := newLimits(o)
	s.gate = &gate{
		tokens: o.Tokens, issuers: o.Issuers, limits: limits, rates: newRates(o.MaxRate, o.now()), methods: map[string]bool{}, refused: s.refused,
	}
	through := []grpc.StreamServerInterceptor{recoverPanics(o.Log), s.refused.calls, noRepeat, limits.turns, logCalls(o.Log), s.endWatches}
	web := &web{gate: s.gate, through: through, methods: map[string]*unary{}, stats: o.Stats, maxAge: o.MaxAge, now: o.now()}
	s.web = web.server(&o)
	options := []grpc.ServerOption{
		grpc.InTapHandle(s.gate.admit),
		grpc.ChainStreamInterceptor(through...),
		grpc.StaticStreamWindowSize(window),
		grpc.StaticConnWindowSize(connWindow),
		grpc.WaitForHandlers(true),
		grpc.NumStreamWorkers(uint32(min(o.MaxConcurrent+o.MaxQueue, maxWorkers))),
		grpc.MaxHeaderListSize(maxHeaders),
		grpc.ConnectionTimeout(handshake),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			Time: pingAfter, Timeout: pingTimeout,
			MaxConnectionIdle: o.MaxIdle, MaxConnectionAge: o.MaxAge, MaxConnectionAgeGrace: o.longest(),
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: minPing, PermitWithoutStream: true}),
	}
	if o.MaxStreams > 0 {
		options = append(options, grpc.MaxConcurrentStreams(uint32(o.MaxStreams)))
	}
	way := split{insecure.NewCredentials(), false, s.away}
	if o.TLS != nil {
		way = split{handshakes{credentials.NewTLS(o.TLS.config), o.TLS.config, s.refused}, true, s.away}
	}
	options = append(options, grpc.Creds(way))
	if o.Stats != nil {
		options = append(options, grpc.StatsHandler(o.Stats))
	}
	s.grpc = grpc.NewServer(options...)
	offered := streaming{s.grpc, web}
	hairpinv1.RegisterAnalysisServiceServer(offered, described{service, describe(o, limits)})
	grpc_health_v1.RegisterHealthServer(offered, s.health)
	reflection.Register(s.grpc)
	if o.Channelz {
		channelz.RegisterChannelzServiceToServer(offered)
	}
	if o.Large {
		s.quiet = make([]byte, quietHeap)
	}
	for name, service := range s.grpc.GetServiceInfo() {
		s.health.SetServingStatus(name, grpc_health_v1.HealthCheckResponse_SERVING)
		for _, m := range service.Methods {
			s.gate.methods["/"+name+"/"+m.Name] = true
		}
	}
	return s
}

// streaming registers services as streams.
type streaming struct {
	to  grpc.ServiceRegistrar
	web *web // for the methods that are no streams by themselves
}

// RegisterService adds a service.
func (s streaming) RegisterService(d *grpc.ServiceDesc, service any) {
	s.to.RegisterService(asStreams(*d), service)
	s.web.add(asStreams(grpc.ServiceDesc{ServiceName: d.ServiceName, Methods: d.Methods}), service)
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
	Connections int64            // that are open
	Streams     map[string]int64 // calls that are open, by class: analysis, probe, watch and other
	Running     int64            // analyses that run
	ForTurn     int64            // analyses that wait for their turn
	ForMemory   int64            // analyses that wait for memory
	Requests    Memory           // of requests that are here or arrive
	Analyses    Memory           // of analyses that have begun
	Refusals    map[string]int64 // of connections and calls so far, by reason
}

// Load tells the load of now.
func (s *Server) Load() Load {
	l := s.gate.limits
	return Load{
		Connections: s.connections.Load(), Streams: l.callers.streams(),
		Running: int64(len(l.running)), ForTurn: l.waiting.Load(), ForMemory: l.short.Load(),
		Requests: l.callers.memory.memory(), Analyses: l.callers.work.memory(),
		Refusals: s.refused.all(),
	}
}

// Serve answers calls that come in on a listener until the context ends, and
// then stops: no new calls, time for those that run, and then the end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	served := make(chan error, 1)
	go func() { _ = s.web.Serve(s.away) }() // it ends with the server
	go func() { served <- s.grpc.Serve(newDoor(l, s.most, &s.connections, s.refused)) }()
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
	hard := time.AfterFunc(s.drain, s.halt)
	defer hard.Stop()
	var web sync.WaitGroup
	web.Go(func() { _ = s.web.Shutdown(context.Background()) }) // ends when Close does, too
	s.grpc.GracefulStop()                                       // ends when Stop does, too
	web.Wait()
}

// Reload reads certificates, tokens and keys of issuers again, as if their files had changed.
func (s *Server) Reload() {
	if s.tls != nil {
		s.tls.again()
	}
	if s.gate.tokens != nil {
		s.gate.tokens.file.again()
	}
	if s.gate.issuers != nil {
		s.gate.issuers.again()
	}
}

// Stop ends the server at once, with all calls.
func (s *Server) Stop() {
	s.health.Shutdown()
	s.stop()
	s.halt()
}

// halt ends all connections.
func (s *Server) halt() {
	_ = s.web.Close() // what it could not close is closed
	_ = s.away.Close()
	s.grpc.Stop()
}
