package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc/health/grpc_health_v1"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// healthcheckCmd is "hairpin healthcheck".
type healthcheckCmd struct {
	serverFlags
	Timeout time.Duration `default:"5s" placeholder:"TIME" help:"How long to wait for the response; default: ${default}." group:"The server:"`
}

// Help is printed after the summary of the command.
func (*healthcheckCmd) Help() string {
	return `For probes and scripts: exits with 0 if the server accepts calls, with 3 if it does not or cannot be reached. Needs no token.`
}

// Run carries the command out.
func (c *healthcheckCmd) Run(sh *shell) error {
	if c.Server == "" {
		c.Server = defaultListen
	}
	to, client, err := c.dial(sh)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // the answer is there
	ctx, cancel := context.WithTimeout(sh.ctx, c.Timeout)
	defer cancel()
	resp, err := grpc_health_v1.NewHealthClient(client.Conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: hairpinv1.AnalysisService_ServiceDesc.ServiceName})
	switch {
	case sh.ctx.Err() != nil:
		return sh.ctx.Err()
	case ctx.Err() != nil:
		return &unreachableError{c.Server, fmt.Sprintf("does not respond within %s", c.Timeout)}
	case err != nil:
		if away, ok := errors.AsType[*unreachableError](to.unreachable(ctx, err)); ok {
			return away
		}
		return &unreachableError{c.Server, "is not a Hairpin server: " + plain(err).Error()}
	case resp.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING:
		return &unreachableError{c.Server, "accepts no calls: it is stopping"}
	}
	return nil
}
