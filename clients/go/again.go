package client

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// maxCuts bounds how often one call is repeated whose answer was cut off.
const maxCuts = 4

// again repeats a call whose server was gone when part of the answer had come:
// gRPC repeats a call only until then, but every call of the service may be
// repeated at any time.
// https://github.com/grpc/proposal/blob/master/A6-client-retries.md#when-retries-are-valid
func again(ctx context.Context, method string, req, resp any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	for cuts := 0; ; cuts++ {
		var begun metadata.MD
		err := invoke(ctx, method, req, resp, conn, append(options[:len(options):len(options)], grpc.Header(&begun))...)
		if len(begun) == 0 || status.Code(err) != codes.Unavailable || cuts == maxCuts || ctx.Err() != nil {
			return err
		}
	}
}
