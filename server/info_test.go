package server

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestServerInfo: a server tells what was built, and its limits are those that hold.
func TestServerInfo(t *testing.T) {
	r := start(t, nil, New(), func(o *Options) {
		o.Version, o.Commit, o.MaxMessage, o.MaxHeld, o.MaxTime = "v1.2.3", "0123abc", 64<<10, 1<<20, time.Minute
	})
	info, err := r.client().GetServerInfo(t.Context(), &hairpinv1.GetServerInfoRequest{})
	if err != nil {
		t.Fatal(err)
	}
	limits := info.GetLimits()
	if info.GetVersion() != "v1.2.3" || info.GetCommit() != "0123abc" || limits.GetMaxMessageBytes() != 64<<10 || limits.GetMaxFileBytes() != MaxFileSize ||
		limits.GetMaxStreamBytes() != 512<<10 || limits.GetMaxTime().AsDuration() != time.Minute {
		t.Errorf("%v", info)
	}
	list, err := r.client().ListRules(t.Context(), &hairpinv1.ListRulesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, rule := range list.GetRules() {
		ids = append(ids, rule.GetId())
	}
	if !slices.Equal(info.GetRuleIds(), ids) || !slices.IsSorted(ids) {
		t.Errorf("the rules are %v", info.GetRuleIds())
	}
	for n, want := range map[uint32]codes.Code{limits.GetMaxMessageFiles() * 9 / 10: codes.OK, limits.GetMaxMessageFiles() + 1: codes.ResourceExhausted} {
		req := &hairpinv1.AnalyzeRequest{}
		for i := range n {
			req.Files = append(req.Files, file(fmt.Sprint(i), "-"))
		}
		_, err := r.client().Analyze(t.Context(), req)
		if wantCode(t, err, want); want != codes.OK {
			if got := r.server.Load().Refusals["size"]; got != 1 {
				t.Errorf("%d refusals", got)
			}
		}
	}
}
