package rules

// List lists the built-in rules.
func List() Catalog {
	return Catalog{
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
