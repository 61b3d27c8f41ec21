package server

import (
	"context"

	"hairpin.example/hairpin/analyzer"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// ListRules lists all rules in the order of their IDs.
func (s *Service) ListRules(context.Context, *hairpinv1.ListRulesRequest) (*hairpinv1.ListRulesResponse, error) {
	out := &hairpinv1.ListRulesResponse{}
	for _, r := range analyzer.Rules() {
		out.Rules = append(out.Rules, fromRule(r))
	}
	return out, nil
}
