// Package eval computes what a string in a policy can be, and where each piece
// of it was written.
//
// A [Value] is a finite set of alternatives; an alternative ([Str]) is a
// concatenation of pieces; a piece ([Part]) is known text, a symbol (the
// hostname under which the caller reached this gateway, the name of the
// service), or unknown with a reason. Every piece keeps the place where it
// stands at the sink, the place where its bytes were written, and the steps in
// between.
//
//	value.go    values, and how they join and concatenate
//	eval.go     expressions; call.go and member.go what methods and members give
//	block.go    statements: branches join, loops widen to unknown
//	token.go    what the deployment puts in for its tokens
//	url.go      a string taken apart as a URL, and the host in it
//
// The result is sound: what an expression gives at run time is always among the
// alternatives, an unknown piece standing for any text of its shape. What is not
// evaluated is unknown, never left out. There are at most 32 alternatives; what
// is cut becomes unknown.
package eval
