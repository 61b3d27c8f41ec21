// Package feature is what the language server answers: one exported function for each
// request, by the name that the protocol package gives it. It takes the view of a
// document, or the whole moment, and the parameters, and gives the result.
//
//	offer.go        the table of the features, as the editor is told of them
//	diagnostics.go  findings as diagnostics; pull.go when they are asked for
//	actions.go      what can be done about them: fixes.go, suppress.go, configuration.go
//	names.go        where names are defined and used; rename.go, links.go,
//	                and hover.go what they are
//	address.go      documents that the server makes; content.go their texts
//
// Each other file is one feature.
//
// It uses the analyzer and the view. There is no server here: nothing is sent to the
// editor but the answer, and nothing is changed.
//
//   - An answer depends on the view and the parameters alone.
//   - The error of a feature is that of the context, or one that the protocol has a
//     code for.
package feature
