package server

import (
	"context"

	"google.golang.org/protobuf/types/known/durationpb"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// described is a service that tells which server offers it.
type described struct {
	hairpinv1.AnalysisServiceServer
	info *hairpinv1.GetServerInfoResponse
}

// GetServerInfo tells which server this is.
func (d described) GetServerInfo(context.Context, *hairpinv1.GetServerInfoRequest) (*hairpinv1.GetServerInfoResponse, error) {
	return d.info, nil
}

func describe(o Options, l *limits) *hairpinv1.GetServerInfoResponse {
	info := &hairpinv1.GetServerInfoResponse{
		Version: o.Version, Commit: o.Commit,
		Limits: &hairpinv1.ServerLimits{
			MaxMessageBytes: uint64(l.message),
			MaxMessageFiles: uint32(l.message / fileCost),
			MaxFileBytes:    MaxFileSize,
			MaxStreamBytes:  uint64(l.callers.memory.limit / 2),
			MaxTime:         durationpb.New(o.MaxTime),
		},
	}
	for _, r := range analyzer.Rules() {
		info.RuleIds = append(info.RuleIds, r.ID)
	}
	return info
}
