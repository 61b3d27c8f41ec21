package analyzer

import "strconv"

// Rules lists all rules in ID order.
func Rules() []*Rule {
	return []*Rule{
		&selfChainedBackend,
		&selfChainedRequest,
		&loopbackWithoutHost,
		&unresolvedHost,
		&environmentDependent,
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
