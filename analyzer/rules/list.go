package rules

import "hairpin/analyzer/text"

// List lists all rules in ID order.
func List() []*Rule {
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
		&UnusedSuppression,
	}
}

// ByID is the rule with that ID, nil if there is none.
func ByID(id string) *Rule {
	for _, r := range List() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Suggest is the end of a sentence about an ID that no rule has.
func Suggest(id string) string {
	var known []string
	for _, r := range List() {
		known = append(known, r.ID)
	}
	if best := text.Nearest(id, known); best != "" {
		return "; did you mean " + best + "?"
	}
	return "; \"hairpin rules\" lists them"
}
