package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/server"
)

// defaultListen is where a server listens: nobody else's business.
const defaultListen = "127.0.0.1:8787"

// serveCmd is "hairpin serve".
type serveCmd struct {
	Config         serveConfig   `placeholder:"FILE" help:"Take what neither a flag nor a variable sets from the section serve: of this YAML file."`
	Listen         string        `env:"HAIRPIN_LISTEN" default:"127.0.0.1:8787" placeholder:"ADDR" help:"Where to listen: host:port, or unix:/path; default: ${default}."`
	SocketMode     string        `env:"HAIRPIN_SOCKET_MODE" default:"0600" placeholder:"MODE" help:"Who may use the socket of unix:/path; default: ${default}."`
	MaxMessage     string        `env:"HAIRPIN_MAX_MESSAGE" default:"16MiB" placeholder:"SIZE" help:"The maximum size of a message, uncompressed; default: ${default}." group:"Limits:"`
	MaxMemory      string        `env:"HAIRPIN_MAX_MEMORY" default:"1GiB" placeholder:"SIZE" help:"How much memory the server may use; default: ${default}." group:"Limits:"`
	MaxConcurrent  int           `env:"HAIRPIN_MAX_CONCURRENT" placeholder:"N" help:"How many analyses run at once; default: one for each core." group:"Limits:"`
	MaxQueue       int           `env:"HAIRPIN_MAX_QUEUE" default:"-1" placeholder:"N" help:"How many analyses may wait for their turn; default: 64 for each that runs." group:"Limits:"`
	MaxRate        float64       `env:"HAIRPIN_MAX_RATE" placeholder:"N" help:"How many calls per second one client may make; default: no limit." group:"Limits:"`
	MaxConnections int           `env:"HAIRPIN_MAX_CONNECTIONS" default:"1000" placeholder:"N" help:"How many connections are open at once, half of them from one address; default: ${default}." group:"Limits:"`
	MaxStreams     int           `env:"HAIRPIN_MAX_STREAMS" default:"100" placeholder:"N" help:"How many calls of one connection are open at once; default: ${default}." group:"Limits:"`
	MaxIdle        time.Duration `env:"HAIRPIN_MAX_IDLE" default:"15m" placeholder:"TIME" help:"How long a connection may be without calls; default: ${default}." group:"Limits:"`
	MaxAge         time.Duration `env:"HAIRPIN_MAX_AGE" default:"1h" placeholder:"TIME" help:"How long a connection takes new calls, those under way being finished; default: ${default}." group:"Limits:"`
	MaxSilence     time.Duration `env:"HAIRPIN_MAX_SILENCE" default:"10s" placeholder:"TIME" help:"How long a client may send nothing in the middle of a request; default: ${default}." group:"Limits:"`
	MaxReceive     time.Duration `env:"HAIRPIN_MAX_RECEIVE" default:"2m" placeholder:"TIME" help:"How long a client may take to send its files, or to read a response; default: ${default}." group:"Limits:"`
	MaxWait        time.Duration `env:"HAIRPIN_MAX_WAIT" default:"30s" placeholder:"TIME" help:"How long a call waits for memory, and for its turn; default: ${default}." group:"Limits:"`
	MaxTime        time.Duration `env:"HAIRPIN_MAX_TIME" default:"60s" placeholder:"TIME" help:"How long one analysis may take; default: ${default}." group:"Limits:"`
	Drain          time.Duration `env:"HAIRPIN_DRAIN" default:"10s" placeholder:"TIME" help:"How long running calls may continue when the server stops; default: ${default}." group:"Limits:"`
	Metrics        string        `env:"HAIRPIN_METRICS" placeholder:"ADDR" help:"Where to serve metrics for Prometheus, at /metrics; default: nowhere." group:"Observability:"`
	Pprof          bool          `env:"HAIRPIN_PPROF" help:"Serve profiles of the process beside the metrics, at /debug/pprof/." group:"Observability:"`
	LogFormat      string        `env:"HAIRPIN_LOG_FORMAT" enum:"text,json" default:"text" placeholder:"FORMAT" help:"How to log to standard error: ${enum}; default: ${default}." group:"Observability:"`
	Channelz       bool          `env:"HAIRPIN_CHANNELZ" help:"Serve the channelz service, which reports on connections, to those who may call." group:"Observability:"`
	TLSCert        string        `env:"HAIRPIN_TLS_CERT" name:"tls-cert" placeholder:"FILE" help:"The certificate of the server, in PEM." group:"Who may call:"`
	TLSKey         string        `env:"HAIRPIN_TLS_KEY" name:"tls-key" placeholder:"FILE" help:"Its key." group:"Who may call:"`
	ClientCA       string        `env:"HAIRPIN_CLIENT_CA" name:"client-ca" placeholder:"FILE" help:"Accept only clients with a certificate issued by this CA." group:"Who may call:"`
	TokenFile      string        `env:"HAIRPIN_TOKEN_FILE" placeholder:"FILE" help:"Accept only clients with one of these tokens, one on each line, with a name after it if you like." group:"Who may call:"`
	Issuers        string        `env:"HAIRPIN_ISSUERS" placeholder:"FILE" help:"Accept clients with a token (JWT) of one of the issuers in this YAML file." group:"Who may call:"`
}

// Help is printed after the summary of the command.
func (*serveCmd) Help() string {
	return `Serves hairpin.v1.AnalysisService over gRPC, with health and reflection, and as JSON over HTTP/1.1. It keeps nothing
between calls, reads only its own files, and logs no content to standard error. SIGTERM and SIGINT stop it once running calls are done; a second one
stops it at once. Certificates, tokens and keys are read again when their files change, and on SIGHUP.`
}

// queuePerSlot is how many analyses may wait for each that runs, unless a flag
// says otherwise: enough for a burst of small ones.
const queuePerSlot = 64

// memoryShare is the part of the memory that requests may take: an analysis takes
// several times as much as its files.
const memoryShare = 8

// Run carries the command out.
func (c *serveCmd) Run(sh *shell) error {
	debug.SetGCPercent(server.GCPercent)
	// Without it, a line for a standard error that nobody reads any more would end the
	// process.
	signal.Ignore(syscall.SIGPIPE)
	log := logFormats[c.LogFormat](sh.stderr)
	o, err := c.options(log.Logger)
	if err != nil {
		return err
	}
	told, measure, err := newTelemetry(sh, c.Metrics, c.Pprof, log.Logger)
	if err != nil {
		return err
	}
	o.Stats = measure
	b := buildVersion()
	o.Version, o.Commit = b.version, b.commit
	l, err := c.listen()
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(o.MaxHeld * memoryShare)
	srv := server.NewServer(server.New(), o)
	told.show(srv)
	ctx, stop := signals(sh.ctx, srv.Stop, srv.Reload)
	defer stop()
	log.announce("listening", address(l))
	if o.TLS == nil && !private(l.Addr()) {
		log.Warn("the traffic can be read by others: the server uses plaintext beyond this host; see --tls-cert")
	}
	if err := srv.Serve(ctx, l); err != nil {
		return fmt.Errorf("the server failed: %w", err)
	}
	if err := told.close(); err != nil {
		log.Warn("some metrics and traces are lost", slog.String("error", err.Error()))
	}
	log.announce("stopped", "")
	return nil
}

func (c *serveCmd) options(log *slog.Logger) (server.Options, error) {
	var none server.Options
	size, err := parseSize(c.MaxMessage, math.MaxInt32)
	if err != nil {
		return none, fmt.Errorf("--max-message %q: %w", c.MaxMessage, err)
	}
	memory, err := parseSize(c.MaxMemory, math.MaxInt64)
	if err != nil {
		return none, fmt.Errorf("--max-memory %q: %w", c.MaxMemory, err)
	}
	if least := memoryShare * server.LeastHeld * size; memory < least {
		return none, fmt.Errorf("--max-memory %s: messages of --max-message %s need at least %dMiB", c.MaxMemory, c.MaxMessage, least>>20)
	}
	slots := c.MaxConcurrent
	if slots == 0 {
		slots = runtime.GOMAXPROCS(0)
	}
	if slots < 0 {
		return none, fmt.Errorf("--max-concurrent %d: at least one analysis must run", slots)
	}
	queue := c.MaxQueue
	if queue < 0 {
		queue = queuePerSlot * slots
	}
	if c.MaxRate < 0 {
		return none, fmt.Errorf("--max-rate %g: it must not be below 0", c.MaxRate)
	}
	if c.MaxConnections < 2 {
		return none, fmt.Errorf("--max-connections %d: half of them are for one address, so at least 2", c.MaxConnections)
	}
	if c.MaxStreams < 1 || c.MaxStreams > math.MaxInt32 {
		return none, fmt.Errorf("--max-streams %d: at least one call has to be open, and at most %d", c.MaxStreams, math.MaxInt32)
	}
	for _, f := range []struct {
		name string
		time time.Duration
	}{
		{"--max-time", c.MaxTime}, {"--max-receive", c.MaxReceive}, {"--max-silence", c.MaxSilence}, {"--max-wait", c.MaxWait},
		{"--max-idle", c.MaxIdle}, {"--max-age", c.MaxAge},
	} {
		if f.time <= 0 {
			return none, fmt.Errorf("%s %s: it must be above 0", f.name, f.time)
		}
	}
	if c.Drain < 0 {
		return none, fmt.Errorf("--drain %s: it must not be below 0", c.Drain)
	}
	o := server.Options{
		MaxMessage: int(size), MaxConcurrent: slots, MaxQueue: queue, MaxHeld: memory / memoryShare, MaxRate: c.MaxRate,
		MaxConnections: c.MaxConnections, MaxStreams: c.MaxStreams, MaxIdle: c.MaxIdle, MaxAge: c.MaxAge,
		MaxSilence: c.MaxSilence, MaxReceive: c.MaxReceive, MaxWait: c.MaxWait, MaxTime: c.MaxTime, Drain: c.Drain,
		Channelz: c.Channelz, Large: memory >= 256<<20, Log: log,
	}
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return none, errors.New("--tls-cert and --tls-key must be used together")
	case c.TLSCert == "" && c.ClientCA != "":
		return none, errors.New("--client-ca has no effect without --tls-cert and --tls-key")
	case c.TLSCert != "":
		if o.TLS, err = server.NewTLS(c.TLSCert, c.TLSKey, c.ClientCA, log); err != nil {
			return none, unusable("--tls-cert", err)
		}
	}
	if c.TokenFile != "" {
		if o.Tokens, err = server.NewTokens(c.TokenFile, log); err != nil {
			return none, unusable("--token-file", err)
		}
	}
	if c.Issuers != "" {
		if o.Issuers, err = readIssuers(c.Issuers, log); err != nil {
			return none, fmt.Errorf("--issuers %s: %w", c.Issuers, err)
		}
	}
	return o, nil
}

// listen opens the port or socket.
func (c *serveCmd) listen() (net.Listener, error) {
	const form = "host:port or unix:/path"
	path, ok := strings.CutPrefix(c.Listen, "unix:")
	switch {
	case !ok:
		return listenTCP("--listen", c.Listen, form)
	case path == "":
		return nil, misread("--listen", c.Listen, form)
	}
	mode, err := strconv.ParseUint(c.SocketMode, 8, 9)
	if err != nil {
		return nil, fmt.Errorf("--socket-mode %q: write it as 0600 or 0660", c.SocketMode)
	}
	if err := clearSocket(path); err != nil {
		return nil, fmt.Errorf("--listen %s: %w", c.Listen, err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("--listen %s: %w", c.Listen, cause(err))
	}
	if err := os.Chmod(path, fs.FileMode(mode)); err != nil {
		_ = l.Close() // nobody has used it
		return nil, fmt.Errorf("--socket-mode %s: %s", c.SocketMode, collect.Reason(err))
	}
	return l, nil
}

// clearSocket removes the socket that a killed server left, and nothing else.
func clearSocket(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return nil // there is none, or net.Listen will tell what is wrong
	}
	if info.Mode()&fs.ModeSocket == 0 {
		return errors.New("there is a file that is not a socket")
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		_ = conn.Close()
		return errors.New("another server listens there")
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return os.Remove(path)
	}
	return cause(err)
}

// signals is a context that the first signal to stop ends; the second calls kill.
// SIGHUP calls reload.
func signals(parent context.Context, kill, reload func()) (context.Context, func()) {
	ctx, cancel := context.WithCancel(parent)
	got := make(chan os.Signal, 2)
	done := make(chan struct{})
	signal.Notify(got, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for acts := []func(){cancel, kill}; len(acts) > 0; {
			select {
			case s := <-got:
				if s == syscall.SIGHUP {
					reload()
					continue
				}
				acts[0]()
				acts = acts[1:]
			case <-done:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(got)
		close(done)
		cancel()
	}
}

// address is what a client writes after --server.
func address(l net.Listener) string {
	if l.Addr().Network() == "unix" {
		return "unix:" + l.Addr().String()
	}
	return l.Addr().String()
}

// private reports whether only this host can reach an address.
func private(a net.Addr) bool {
	if a.Network() == "unix" {
		return true
	}
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && at.Addr().IsLoopback()
}
