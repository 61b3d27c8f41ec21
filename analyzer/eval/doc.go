// Package eval computes what C# in a policy gives, and where each piece of it was
// written.
//
// What a string can be is a [value.Value]; this package makes them of C#.
//
//	eval.go     expressions; call.go and member.go what methods and members give
//	block.go    statements: branches join; loop.go loops, which widen
//	heap.go     what objects are at a moment; deferred.go queries that run later
//	library.go  the tables of .NET: lists.go, maps.go, strings.go, regex.go and others
//	context.go  what is known of the context
//	token.go    what the deployment puts in for its tokens
//	refine.go   what the answer to a condition says of variables
//
// The result is sound: what an expression gives at run time is always among the
// alternatives, an unknown piece standing for any text of its shape. What is not
// evaluated is unknown, never left out. There are at most 32 alternatives; what
// is cut becomes unknown.
package eval
