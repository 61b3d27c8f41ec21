package server

import (
	"strings"

	"google.golang.org/grpc/health/grpc_health_v1"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// class is what a call takes of a server.
type class int

const (
	analysis class = iota // carries files
	probe                 // asks for health
	watch                 // waits for health to change, as long as the connection lasts
	other                 // asks for what is always the same
	classes
)

// classNames are the classes as the metrics name them.
var classNames = [classes]string{analysis: "analysis", probe: "probe", watch: "watch", other: "other"}

// analyses are the methods that carry files.
var analyses = map[string]bool{
	hairpinv1.AnalysisService_Analyze_FullMethodName:                true,
	hairpinv1.AnalysisService_AnalyzeStream_FullMethodName:          true,
	hairpinv1.AnalysisService_Fix_FullMethodName:                    true,
	hairpinv1.AnalysisService_ListCalls_FullMethodName:              true,
	hairpinv1.AnalysisService_GetCallGraph_FullMethodName:           true,
	hairpinv1.AnalysisService_ComposeEffectivePolicy_FullMethodName: true,

	hairpinv1.AnalysisService_FixStream_FullMethodName:                    true,
	hairpinv1.AnalysisService_ListCallsStream_FullMethodName:              true,
	hairpinv1.AnalysisService_GetCallGraphStream_FullMethodName:           true,
	hairpinv1.AnalysisService_ComposeEffectivePolicyStream_FullMethodName: true,
}

func classOf(method string) class {
	switch {
	case analyses[method]:
		return analysis
	case method == grpc_health_v1.Health_Watch_FullMethodName:
		return watch
	case strings.HasPrefix(method, healthPrefix):
		return probe
	}
	return other
}

// healthPrefix begins the methods that ask for health.
const healthPrefix = "/grpc.health.v1.Health/"

// smallMessage is the most that a message without files can hold, in bytes.
const smallMessage = 4 << 10
