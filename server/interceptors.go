package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// recoverPanics turns a panic into INTERNAL. It comes first, so that a panic in
// another interceptor ends no server either.
func recoverPanics(log *slog.Logger) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = panicked(stream.Context(), log, info.FullMethod, r)
			}
		}()
		return handle(service, stream)
	}
}

// noRepeat tells clients of gRPC not to repeat a call that is refused for good, which
// has the code of those that may come back later.
// https://github.com/grpc/proposal/blob/master/A6-client-retries.md#pushback
func noRepeat(service any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	err := handle(service, stream)
	if status.Code(err) == codes.ResourceExhausted && !isBusy(err) {
		stream.SetTrailer(metadata.Pairs("grpc-retry-pushback-ms", "-1"))
	}
	return err
}

// panicked logs a panic. The caller learns no more than the id of its call. The
// value may quote a policy, so only that of the run time is logged, and the path of
// the document, without which nobody would find the mistake.
func panicked(ctx context.Context, log *slog.Logger, method string, value any) error {
	stack, path := debug.Stack(), ""
	if p, ok := value.(*analyzer.Panic); ok {
		stack, path, value = p.Stack, p.Path, p.Value
	}
	what := fmt.Sprintf("%T", value)
	if e, ok := value.(runtime.Error); ok {
		what = e.Error()
	}
	log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("id", requestID(ctx)), slog.String("method", method), slog.String("path", path), slog.String("panic", what), slog.String("stack", string(stack)))
	return status.Errorf(codes.Internal, "the analysis failed because of an error in the server; its log has the details under %s", requestID(ctx))
}

// logCalls writes a line for each call, of how much there was to do but not of
// what: policies and named values are nobody's business. Health is asked every few
// seconds and leaves none.
func logCalls(log *slog.Logger) grpc.StreamServerInterceptor {
	return func(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		if strings.HasPrefix(info.FullMethod, healthPrefix) {
			return handle(service, stream)
		}
		// A call whose connection is gone cannot be determined its id.
		_ = stream.SetHeader(metadata.Pairs(idHeader, requestID(stream.Context())))
		begin, code := time.Now(), codes.Internal // if handle does not return
		var why *refusal
		counted := &counted{ServerStream: stream}
		defer func() {
			attrs := call(stream.Context(), info.FullMethod, code, begin)
			if counted.files > 0 {
				attrs = append(attrs, slog.Int("files", counted.files), slog.Int("bytes", counted.bytes))
			}
			if why != nil {
				attrs = append(attrs, slog.String("reason", string(why.reason)))
			}
			log.LogAttrs(stream.Context(), levelOf(code), "call", attrs...)
		}()
		err := handle(service, counted)
		code = status.Code(err)
		why, _ = errors.AsType[*refusal](err)
		return err
	}
}

// counted is a stream that counts the files that come in.
type counted struct {
	grpc.ServerStream
	files, bytes int
}

// RecvMsg reads a message.
func (c *counted) RecvMsg(m any) error {
	err := c.ServerStream.RecvMsg(m)
	switch m := m.(type) {
	case interface{ GetFiles() []*hairpinv1.File }:
		for _, f := range m.GetFiles() {
			c.files++
			c.bytes += len(f.GetContent())
		}
	case interface{ GetChunks() []*hairpinv1.FileChunk }:
		for _, f := range m.GetChunks() {
			if f.GetPath() != "" {
				c.files++
			}
			c.bytes += len(f.GetContent())
		}
	}
	return err
}

func call(ctx context.Context, method string, code codes.Code, begin time.Time) []slog.Attr {
	attrs := append([]slog.Attr{slog.String("id", requestID(ctx)), slog.String("method", method)}, callerOf(ctx)...)
	return append(attrs, slog.String("code", code.String()), slog.Duration("duration", time.Since(begin)))
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
	return status.Error(codes.Unavailable, "the server is stopping")
}

// stoppable is a stream with a context of its own.
type stoppable struct {
	grpc.ServerStream
	ctx context.Context
}

func (s stoppable) Context() context.Context { return s.ctx }
