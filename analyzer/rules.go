package analyzer

import (
	"hairpin/analyzer/text"
)

// Rules lists all rules in ID order.
func Rules() []*Rule {
	return []*Rule{
		&selfChainedBackend,
		&selfChainedRequest,
		&selfChainedMetadata,
		&loopbackWithoutHost,
		&loopbackWrongHost,
		&hostNotOverridden,
		&hostLeak,
		&loopbackSchemeOrPort,
		&loopbackSelfHosted,
		&hostMisplaced,
		&selfCallLoop,
		&selfCallUnknownTarget,
		&selfCallWithoutKey,
		&unresolvedHost,
		&environmentDependent,
		&unresolvedReference,
		&doubledScheme,
		&malformedPolicy,
		&unusedSuppression,
	}
}

// RuleByID is the rule with that ID, nil if there is none.
func RuleByID(id string) *Rule {
	for _, r := range Rules() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// nearestRule is the end of a sentence about an ID that no rule has.
func nearestRule(id string) string {
	var known []string
	for _, r := range Rules() {
		known = append(known, r.ID)
	}
	if best := text.Nearest(id, known); best != "" {
		return "; did you mean " + best + "?"
	}
	return "; \"hairpin rules\" lists them"
}
