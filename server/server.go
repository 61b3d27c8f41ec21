// Package server answers the methods of the contract in proto/hairpin/v1, and guards
// them on the network. What a call gives is what package analyzer gives: requests
// become files for it, and its results messages.
//
//	server.go      the service; each method has a file: analyze.go, analyze_stream.go, fix.go,
//	               list_calls.go, graph.go, effective.go, rules.go; pieces.go cuts what is large
//	info.go        which server this is; only one on the network knows
//	validate.go    what a request must be
//	listen.go      the service on the network (options.go); in the order in which a call meets them
//	               door.go, tls.go, gate.go (tokens.go, issuers.go, keys.go, rate.go), limits.go, turn.go (frame.go), interceptors.go
//	callers.go     what each client has of the server (client.go, memory.go) by kinds of calls (class.go)
//	visit.go       a call that was let in; intake.go reads its messages
//	split.go       where HTTP/1.1 parts from gRPC; web.go answers calls as JSON (exchange.go)
//	refuse.go      why calls are refused; refusals.go counts and logs them
//	reload.go      files that may change while the server runs
//	convert*.go    messages made of the analyzer's types, and the reverse
//
// A Service keeps nothing between calls.
package server

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Service is the analysis service. Its methods may be called directly, which is
// what the command line does, or be registered with a gRPC server.
type Service struct {
	hairpinv1.UnimplementedAnalysisServiceServer
	readers []analyzer.Reader
}

// New makes a Service. Readers find the policies in files that are no policies
// themselves.
func New(readers ...analyzer.Reader) *Service { return &Service{readers: readers} }

// failed is the status of a call that the analyzer did not finish: the context
// ended.
func failed(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return status.Error(codes.DeadlineExceeded, "the deadline passed before the analysis was done")
	case errors.Is(err, context.Canceled):
		return status.Error(codes.Canceled, "the caller gave up before the analysis was done")
	}
	return status.Error(codes.Internal, err.Error())
}
