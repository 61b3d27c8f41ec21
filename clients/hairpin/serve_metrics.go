package main

import (
	"runtime"

	"github.com/prometheus/client_golang/prometheus"

	"hairpin.example/hairpin/server"
)

// latencies are the upper bounds of the times of calls, in seconds: from the list of
// rules, which takes some 100 µs, to an analysis that waits and runs for a minute.
var latencies = []float64{
	.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60,
}

// loadCollector tells the load of a server, all of it at the same moment.
type loadCollector struct{ load func() server.Load }

// loadMetric is a metric with at most one label, whose values are few.
type loadMetric struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(server.Load) map[string]int64 // by the value of the label; "" for none
}

func gauge(name, help string, value func(server.Load) map[string]int64, label ...string) loadMetric {
	return loadMetric{prometheus.NewDesc(name, help, label, nil), prometheus.GaugeValue, value}
}

func one(n int64) map[string]int64 { return map[string]int64{"": n} }

var loadMetrics = []loadMetric{
	gauge("hairpin_connections", "Connections that are open.", func(l server.Load) map[string]int64 { return one(l.Connections) }),
	gauge("hairpin_streams", "Calls that are open, by class.", func(l server.Load) map[string]int64 { return l.Streams }, "class"),
	gauge("hairpin_analyses_running", "Analyses that are running.", func(l server.Load) map[string]int64 { return one(l.Running) }),
	gauge("hairpin_analyses_waiting", "Analyses that are waiting, by what they are waiting for.", func(l server.Load) map[string]int64 {
		return map[string]int64{"turn": l.ForTurn, "memory": l.ForMemory}
	}, "for"),
	gauge("hairpin_memory_reserved_bytes", "Memory that is reserved, by what for.", func(l server.Load) map[string]int64 {
		return map[string]int64{"requests": l.Requests.Reserved, "analyses": l.Analyses.Reserved}
	}, "for"),
	gauge("hairpin_memory_limit_bytes", "Memory that can be reserved, by what for.", func(l server.Load) map[string]int64 {
		return map[string]int64{"requests": l.Requests.Limit, "analyses": l.Analyses.Limit}
	}, "for"),
	{prometheus.NewDesc("hairpin_refusals_total", "Connections and calls that were refused, by reason.", []string{"reason"}, nil), prometheus.CounterValue,
		func(l server.Load) map[string]int64 { return l.Refusals }},
}

// Describe lists the metrics.
func (loadCollector) Describe(to chan<- *prometheus.Desc) {
	for _, m := range loadMetrics {
		to <- m.desc
	}
}

// Collect reads them.
func (c loadCollector) Collect(to chan<- prometheus.Metric) {
	load := c.load()
	for _, m := range loadMetrics {
		for label, n := range m.value(load) {
			var labels []string
			if label != "" {
				labels = []string{label}
			}
			to <- prometheus.MustNewConstMetric(m.desc, m.kind, float64(n), labels...)
		}
	}
}

// buildInfo is 1, and its labels say what was built.
func buildInfo() prometheus.Collector {
	b := buildVersion()
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hairpin_build_info", Help: "Always 1; the labels say which Hairpin this is.",
		ConstLabels: prometheus.Labels{"version": b.version, "commit": b.commit, "go_version": runtime.Version()},
	}, func() float64 { return 1 })
}
