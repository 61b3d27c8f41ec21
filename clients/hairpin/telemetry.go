package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"strings"
	"time"

	"github.com/go-logr/logr"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc/stats"

	"hairpin.example/hairpin/server"
)

// telemetry is what a server tells of itself: metrics on a port of their own, and
// traces to a collector. None of it holds content or paths.
type telemetry struct {
	registry *prometheus.Registry
	listener net.Listener // of the metrics; nil for none
	profiles bool         // whether it also serves profiles
	closers  []func(context.Context) error
}

// tracesTo are the standard variables that name a collector. Others, such as
// OTEL_EXPORTER_OTLP_HEADERS and OTEL_TRACES_SAMPLER, are read by the library.
// https://opentelemetry.io/docs/specs/otel/protocol/exporter/
var tracesTo = []string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"}

// newTelemetry gives the handler that measures calls, nil if nothing is wanted. What
// the library says of a setting or a collector that is of no use goes into the log.
func newTelemetry(sh *shell, metrics string, profiles bool, log *slog.Logger) (*telemetry, stats.Handler, error) {
	if profiles && metrics == "" {
		return nil, nil, errors.New("--pprof has no effect without --metrics")
	}
	t := &telemetry{registry: prometheus.NewRegistry(), profiles: profiles}
	traced := false
	for _, name := range tracesTo {
		traced = traced || sh.getenv(name) != ""
	}
	if metrics == "" && !traced {
		return t, nil, nil
	}
	otel.SetLogger(logr.FromSlogHandler(log.Handler()))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("telemetry", slog.String("error", err.Error())) }))
	self, err := resource.Merge(resource.NewSchemaless(attribute.String("service.name", "hairpin")), resource.Environment())
	if err != nil {
		return nil, nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	options := []otelgrpc.Option{
		otelgrpc.WithPropagators(propagation.TraceContext{}),
		otelgrpc.WithFilter(func(info *stats.RPCTagInfo) bool { return !strings.HasPrefix(info.FullMethodName, "/grpc.health.v1.") }),
	}
	if metrics != "" {
		exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(t.registry))
		if err != nil {
			return nil, nil, fmt.Errorf("--metrics: %w", err)
		}
		t.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
		meters := metric.NewMeterProvider(metric.WithReader(exporter), metric.WithResource(self), metric.WithView(metric.NewView(
			metric.Instrument{Name: "rpc.server.call.duration"},
			metric.Stream{Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: latencies}},
		)))
		t.closers = append(t.closers, meters.Shutdown)
		options = append(options, otelgrpc.WithMeterProvider(meters))
		if t.listener, err = listenTCP("--metrics", metrics, "host:port"); err != nil {
			return nil, nil, err
		}
	}
	if traced {
		exporter, err := otlptracegrpc.New(sh.ctx)
		if err != nil {
			return nil, nil, fmt.Errorf("the trace exporter: %w", err)
		}
		traces := trace.NewTracerProvider(trace.WithBatcher(exporter), trace.WithResource(self))
		t.closers = append(t.closers, traces.Shutdown)
		options = append(options, otelgrpc.WithTracerProvider(traces))
	}
	return t, otelgrpc.NewServerHandler(options...), nil
}

// show adds the load of a server to the metrics, and offers them.
func (t *telemetry) show(srv *server.Server) {
	if t.listener == nil {
		return
	}
	t.registry.MustRegister(loadCollector{srv.Load}, buildInfo())
	pages := http.NewServeMux()
	pages.Handle("GET /metrics", promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{}))
	if t.profiles {
		pages.HandleFunc("/debug/pprof/", pprof.Index) // and every profile that has a name
		pages.HandleFunc("/debug/pprof/profile", pprof.Profile)
		pages.HandleFunc("/debug/pprof/trace", pprof.Trace)
		pages.HandleFunc("/debug/pprof/symbol", pprof.Symbol) // is asked by POST too
	}
	web := &http.Server{Handler: pages, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}
	go func() { _ = web.Serve(t.listener) }() // ends with close
	t.closers = append(t.closers, web.Shutdown)
}

// lastWords bounds the time in which the last traces leave.
const lastWords = 3 * time.Second

// close sends what was not sent yet.
func (t *telemetry) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	var errs []error
	for _, c := range t.closers {
		errs = append(errs, c(ctx))
	}
	return errors.Join(errs...)
}
