// Package client calls a Hairpin server, or many of them: it spreads calls over
// all addresses of a name, leaves out servers that do not serve, and tries again
// what another server, or the same one a little later, can answer.
//
//	client.go   the connection: who is called, and how calls are repeated
//	stream.go   a project of any size, sent in pieces
package client

import (
	"context"
	"crypto/tls"
	"fmt"
	"math"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	_ "google.golang.org/grpc/health" // for healthCheckConfig
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// ServiceConfig is how calls are spread and repeated, for clients of gRPC in any
// language. Methods that stream are not in the policy of repetition, because a client of
// gRPC keeps all that it sent for them; the methods called InPieces repeat them.
// https://github.com/grpc/grpc/blob/master/doc/service_config.md
const ServiceConfig = `{
  "loadBalancingConfig": [{ "round_robin": {} }],
  "healthCheckConfig": { "serviceName": "hairpin.v1.AnalysisService" },
  "methodConfig": [
    {
      "name": [{ "service": "hairpin.v1.AnalysisService" }],
      "retryPolicy": {
        "maxAttempts": 5,
        "initialBackoff": "0.1s",
        "maxBackoff": "3s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]
      }
    },
    {
      "name": [
        { "service": "hairpin.v1.AnalysisService", "method": "AnalyzeStream" },
        { "service": "hairpin.v1.AnalysisService", "method": "FixStream" },
        { "service": "hairpin.v1.AnalysisService", "method": "ListCallsStream" },
        { "service": "hairpin.v1.AnalysisService", "method": "GetCallGraphStream" },
        { "service": "hairpin.v1.AnalysisService", "method": "ComposeEffectivePolicyStream" }
      ]
    }
  ]
}`

// Options say how a server is spoken to. The zero value is plaintext without a
// token.
type Options struct {
	TLS   *tls.Config // nil for plaintext
	Token string      // the bearer token to send; empty for none
	Gzip  bool        // whether requests are compressed; policies shrink to a tenth
}

// Client is a client of the service. It is safe for concurrent use.
type Client struct {
	hairpinv1.AnalysisServiceClient
	Conn *grpc.ClientConn
}

// repeatable is the size in bytes up to which a request is kept to be sent again.
const repeatable = 16 << 20

// Dial makes a client for "host:port", "dns:///host:port" or "unix:/path". A name
// stands for all of its addresses, such as those of a headless service. The first
// call opens the connection. More options outrank those of this package.
func Dial(target string, o Options, more ...grpc.DialOption) (*Client, error) {
	calls := []grpc.CallOption{
		// A server is trusted with the policies, so with the size of its answers too.
		grpc.MaxCallRecvMsgSize(math.MaxInt32),
		grpc.MaxRetryRPCBufferSize(repeatable),
	}
	if o.Gzip {
		calls = append(calls, grpc.UseCompressor(gzip.Name))
	}
	creds := insecure.NewCredentials()
	if o.TLS != nil {
		creds = credentials.NewTLS(o.TLS)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(creds),
		grpc.WithDefaultServiceConfig(ServiceConfig),
		grpc.WithChainUnaryInterceptor(again),
		grpc.WithDefaultCallOptions(calls...),
		// Servers allow a ping every 30 s.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute, Timeout: 20 * time.Second}),
	}
	if o.Token != "" {
		options = append(options,
			grpc.WithChainUnaryInterceptor(func(ctx context.Context, method string, req, resp any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, c ...grpc.CallOption) error {
				return invoke(withToken(ctx, o.Token), method, req, resp, conn, c...)
			}),
			grpc.WithChainStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, c ...grpc.CallOption) (grpc.ClientStream, error) {
				return open(withToken(ctx, o.Token), desc, conn, method, c...)
			}))
	}
	conn, err := grpc.NewClient(target, append(options, more...)...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", target, err)
	}
	return &Client{hairpinv1.NewAnalysisServiceClient(conn), conn}, nil
}

// withToken adds a token to a call, in plaintext too: a socket of this host, or a
// network that encrypts by itself, needs no TLS.
func withToken(ctx context.Context, token string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
}

// Close ends the connection, with all calls on it.
func (c *Client) Close() error { return c.Conn.Close() }
