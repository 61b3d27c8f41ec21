package server

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	hairpinv1 "hairpin/proto/hairpin/v1"
)

// recoverUnary turns a panic into INTERNAL. It comes first, so that a panic in
// another interceptor ends no server either.
func recoverUnary(log *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (resp any, err error) {
		defer func() {
			if r := recover(); r != nil {
				resp, err = nil, panicked(ctx, log, info.FullMethod, r)
			}
		}()
		return handle(ctx, req)
	}
}

func recoverStream(log *slog.Logger) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = panicked(stream.Context(), log, info.FullMethod, r)
			}
		}()
		return handle(service, stream)
	}
}

// panicked logs a panic. The caller learns no more than the id of its call. The
// value may quote a policy, so only that of the run time is logged.
func panicked(ctx context.Context, log *slog.Logger, method string, value any) error {
	what := fmt.Sprintf("%T", value)
	if e, ok := value.(runtime.Error); ok {
		what = e.Error()
	}
	log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("id", requestID(ctx)), slog.String("method", method), slog.String("panic", what), slog.String("stack", string(debug.Stack())))
	return status.Errorf(codes.Internal, "the analysis failed by a mistake in the server; its log tells more about %s", requestID(ctx))
}

// logUnary writes a line for each call, of how much there was to do but not of
// what: policies and named values are nobody's business. Health is asked every few
// seconds and leaves none.
func logUnary(log *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		if info.FullMethod == grpc_health_v1.Health_Check_FullMethodName {
			return handle(ctx, req)
		}
		// A call whose connection is gone cannot be told its id.
		_ = grpc.SetHeader(ctx, metadata.Pairs(idHeader, requestID(ctx)))
		begin, code := time.Now(), codes.Internal // if handle does not return
		defer func() {
			attrs := call(ctx, info.FullMethod, code, begin)
			if r, ok := req.(interface{ GetFiles() []*hairpinv1.File }); ok {
				bytes := 0
				for _, f := range r.GetFiles() {
					bytes += len(f.GetContent())
				}
				attrs = append(attrs, slog.Int("files", len(r.GetFiles())), slog.Int("bytes", bytes))
			}
			log.LogAttrs(ctx, levelOf(code), "call", attrs...)
		}()
		resp, err := handle(ctx, req)
		code = status.Code(err)
		return resp, err
	}
}

func logStream(log *slog.Logger) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		if info.FullMethod == grpc_health_v1.Health_Watch_FullMethodName {
			return handle(service, stream)
		}
		_ = stream.SetHeader(metadata.Pairs(idHeader, requestID(stream.Context())))
		begin, code := time.Now(), codes.Internal
		defer func() {
			log.LogAttrs(stream.Context(), levelOf(code), "call", call(stream.Context(), info.FullMethod, code, begin)...)
		}()
		err := handle(service, stream)
		code = status.Code(err)
		return err
	}
}

func call(ctx context.Context, method string, code codes.Code, begin time.Time) []slog.Attr {
	return []slog.Attr{
		slog.String("id", requestID(ctx)), slog.String("method", method), slog.String("peer", peerOf(ctx)),
		slog.String("code", code.String()), slog.Duration("duration", time.Since(begin)),
	}
}

// levelOf tells the mistakes of the server from those of the caller.
func levelOf(code codes.Code) slog.Level {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return slog.LevelError
	}
	return slog.LevelInfo
}

// endWatches ends the streams that watch the health of the server when it stops:
// they last as long as the caller likes, so the server would never drain. Their
// last word is that it serves no more.
func (s *Server) endWatches(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	if info.FullMethod != grpc_health_v1.Health_Watch_FullMethodName {
		return handle(service, stream)
	}
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	defer context.AfterFunc(s.stopping, cancel)()
	err := handle(service, stoppable{stream, ctx})
	if s.stopping.Err() == nil {
		return err
	}
	// Whether the watch told it before it ended is a matter of luck.
	if err := stream.SendMsg(&grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_NOT_SERVING}); err != nil {
		return err
	}
	return status.Error(codes.Unavailable, "the server stops")
}

// stoppable is a stream with a context of its own.
type stoppable struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stoppable) Context() context.Context { return s.ctx }
