package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	client "hairpin.example/hairpin/clients/go"
	"hairpin.example/hairpin/clients/hairpin/collect"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// serverFlags say who does the work.
type serverFlags struct {
	Server          string `env:"HAIRPIN_SERVER" placeholder:"ADDR" help:"Ask the server at host:port, dns:///host:port or unix:/path; default: ${default_server}." group:"The server:"`
	ServerCA        string `name:"server-ca" placeholder:"FILE" help:"Trust this CA for the server; default: the CAs of the system." group:"The server:"`
	ServerName      string `placeholder:"NAME" help:"The name that the certificate of the server must have; default: the host of --server." group:"The server:"`
	ServerCert      string `placeholder:"FILE" help:"The certificate to present to the server." group:"The server:"`
	ServerKey       string `placeholder:"FILE" help:"Its key." group:"The server:"`
	ServerTokenFile string `placeholder:"FILE" help:"A file with the token to send; default: the token in the variable HAIRPIN_TOKEN." group:"The server:"`
	ServerInsecure  bool   `help:"Use plaintext with a server on another host." group:"The server:"`
}

// service is the analysis service: that of this process, or that of a server.
type service interface {
	Analyze(context.Context, *hairpinv1.AnalyzeRequest) (*hairpinv1.AnalyzeResponse, error)
	Fix(context.Context, *hairpinv1.FixRequest) (*hairpinv1.FixResponse, error)
	ComposeEffectivePolicy(context.Context, *hairpinv1.ComposeEffectivePolicyRequest) (*hairpinv1.ComposeEffectivePolicyResponse, error)
	GetCallGraph(context.Context, *hairpinv1.GetCallGraphRequest) (*hairpinv1.GetCallGraphResponse, error)
	ListCalls(context.Context, *hairpinv1.ListCallsRequest) (*hairpinv1.ListCallsResponse, error)
	ListRules(context.Context, *hairpinv1.ListRulesRequest) (*hairpinv1.ListRulesResponse, error)
}

// service is the one that the flags name. The connection lasts as long as the
// process.
func (f *serverFlags) service(sh *shell) (service, error) {
	if f.Server == "" {
		return server.New(), f.unused()
	}
	to, c, err := f.dial(sh)
	if err != nil {
		return nil, err
	}
	return &remote{target: to, client: c}, nil
}

// unused is the error of flags for a server where none is named.
func (f *serverFlags) unused() error {
	if f.ServerCA != "" || f.ServerName != "" || f.ServerCert != "" || f.ServerKey != "" || f.ServerTokenFile != "" || f.ServerInsecure {
		return errors.New("the flags for a server have no effect without --server or HAIRPIN_SERVER")
	}
	return nil
}

// dial makes a connection, which is opened by the first call.
func (f *serverFlags) dial(sh *shell) (target, *client.Client, error) {
	to := target{addr: f.Server}
	near, err := isNear(f.Server)
	if err != nil {
		return to, nil, err
	}
	o := client.Options{Gzip: !near}
	secure := f.ServerCA != "" || f.ServerName != "" || f.ServerCert != "" || f.ServerKey != ""
	switch {
	case f.ServerInsecure && secure:
		return to, nil, errors.New("--server-insecure uses plaintext; leave out --server-ca, --server-name, --server-cert and --server-key")
	case secure || !near && !f.ServerInsecure:
		if o.TLS, err = f.tls(); err != nil {
			return to, nil, err
		}
		to.secure = true
	}
	if o.Token, err = f.token(sh); err != nil {
		return to, nil, err
	}
	c, err := client.Dial(f.Server, o)
	if err != nil {
		return to, nil, fmt.Errorf("--server %w", err)
	}
	return to, c, nil
}

// tokenVariable holds the token to send if no flag names a file with it.
const tokenVariable = "HAIRPIN_TOKEN"

// token is the token to send; empty for none. No error quotes it.
func (f *serverFlags) token(sh *shell) (string, error) {
	token, from := sh.getenv(tokenVariable), tokenVariable
	if f.ServerTokenFile != "" {
		from = "--server-token-file " + f.ServerTokenFile
		src, err := os.ReadFile(f.ServerTokenFile)
		if err != nil {
			return "", fmt.Errorf("%s: %s", from, collect.Reason(err))
		}
		token = string(src)
	} else if token == "" {
		return "", nil
	}
	token = strings.TrimSpace(token)
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("%s: it must contain one token and nothing else", from)
	}
	return token, nil
}

// unusable is the error of a flag whose file, or one that goes with it, cannot be used.
func unusable(flag string, err error) error {
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %s: %s", flag, file.Path, collect.Reason(err))
	}
	return fmt.Errorf("%s: %w", flag, err)
}

// isNear reports whether nobody else can listen on the way to an address: it is
// a socket of this host or a loopback address.
func isNear(addr string) (bool, error) {
	if path, ok := strings.CutPrefix(addr, "unix:"); ok && path != "" {
		return true, nil
	}
	addr = strings.TrimPrefix(addr, "dns:///")
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host == "" || port == "" || strings.Contains(host, "/") {
		return false, fmt.Errorf("--server %q: write it as host:port, dns:///host:port or unix:/path", addr)
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback(), nil
}

func (f *serverFlags) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: f.ServerName}
	if f.ServerCA != "" {
		pool, err := server.ReadCAs(f.ServerCA)
		if err != nil {
			return nil, unusable("--server-ca", err)
		}
		config.RootCAs = pool
	}
	if (f.ServerCert == "") != (f.ServerKey == "") {
		return nil, errors.New("--server-cert and --server-key must be used together")
	}
	if f.ServerCert != "" {
		pair, err := server.ReadPair(f.ServerCert, f.ServerKey)
		if err != nil {
			return nil, unusable("--server-cert", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

// remote is the service of a server.
type remote struct {
	target
	client   *client.Client
	progress func(sent int) // of the bytes of a large project; nil for nobody
}

// manyBytes is the size of a project from which on it is sent in pieces.
const manyBytes = 1 << 20

// Analyze asks for what is wrong.
func (r *remote) Analyze(ctx context.Context, req *hairpinv1.AnalyzeRequest) (*hairpinv1.AnalyzeResponse, error) {
	return askAny(ctx, r, r.client.Analyze, r.client.AnalyzeInPieces, req)
}

func sizeOf(files []*hairpinv1.File) (size int) {
	for _, f := range files {
		size += len(f.GetContent())
	}
	return size
}

func (r *remote) Fix(ctx context.Context, req *hairpinv1.FixRequest) (*hairpinv1.FixResponse, error) {
	return askAny(ctx, r, r.client.Fix, r.client.FixInPieces, req)
}

func (r *remote) ComposeEffectivePolicy(ctx context.Context, req *hairpinv1.ComposeEffectivePolicyRequest) (*hairpinv1.ComposeEffectivePolicyResponse, error) {
	return askAny(ctx, r, r.client.ComposeEffectivePolicy, r.client.ComposeEffectivePolicyInPieces, req)
}

func (r *remote) GetCallGraph(ctx context.Context, req *hairpinv1.GetCallGraphRequest) (*hairpinv1.GetCallGraphResponse, error) {
	return askAny(ctx, r, r.client.GetCallGraph, r.client.GetCallGraphInPieces, req)
}

func (r *remote) ListCalls(ctx context.Context, req *hairpinv1.ListCallsRequest) (*hairpinv1.ListCallsResponse, error) {
	return askAny(ctx, r, r.client.ListCalls, r.client.ListCallsInPieces, req)
}

func (r *remote) ListRules(ctx context.Context, req *hairpinv1.ListRulesRequest) (*hairpinv1.ListRulesResponse, error) {
	return ask(ctx, r, r.client.ListRules, req)
}

// ask makes a call, and tells a server that is not there from one that answers.
func ask[Req, Resp any](ctx context.Context, r *remote, call func(context.Context, Req, ...grpc.CallOption) (Resp, error), req Req) (Resp, error) {
	resp, err := call(ctx, req)
	return resp, r.unreachable(ctx, err)
}

// askAny sends a small project at once, and a large one in pieces.
func askAny[Req interface{ GetFiles() []*hairpinv1.File }, Resp any](
	ctx context.Context, r *remote,
	small func(context.Context, Req, ...grpc.CallOption) (Resp, error),
	large func(context.Context, Req, func(int), ...grpc.CallOption) (Resp, error), req Req,
) (Resp, error) {
	if sizeOf(req.GetFiles()) < manyBytes {
		return ask(ctx, r, small, req)
	}
	resp, err := large(ctx, req, r.progress)
	return resp, r.unreachable(ctx, err)
}

// plain is the sentence of a failed call, nil for one that did not fail.
func plain(err error) error {
	s, ok := status.FromError(err)
	if !ok || err == nil {
		return err
	}
	if s.Code() == codes.Canceled {
		return context.Canceled
	}
	for _, d := range s.Details() {
		if b, ok := d.(*errdetails.BadRequest); ok && len(b.GetFieldViolations()) > 0 {
			v := b.GetFieldViolations()[0]
			if v.GetField() == "config.environment" { // the only field that is judged with the files
				return fmt.Errorf("--env: %s", v.GetDescription())
			}
			return fmt.Errorf("%s: %s", v.GetField(), v.GetDescription())
		}
	}
	return fmt.Errorf("%s", s.Message())
}
