package analyzer

import "strconv"

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

func itoa(n int) string { return strconv.Itoa(n) }
