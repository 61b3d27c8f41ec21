// Package interpret runs effective policies on an abstract request and records the
// calls that the gateway would make.
//
// It is one recursive machine: interpret.go has the statements, choose.go and
// flow.go the branches and loops, state.go what is known of the request between two
// statements, variables.go the variables, forward.go what becomes of the forwarded
// request, request.go URLs and headers. asked.go asks conditions, and fact.go is what they
// have told. trace.go is what running a part gives.
//
// # Invariants
//
//   - Sound: every call that a gateway can make is recorded, with every URL and Host
//     header that it can have among the recorded ones. What is not followed becomes
//     an unknown with its reason.
//   - A state is a value: a branch works on a copy, and lists share their tails.
//   - A fact stays true for the rest of a run: what it is about is named by the
//     bindings of variables and the moments of changes that it rests on. So a value
//     that was computed before may be computed anew where more is known.
//   - Every loop is bounded, and so are branches, variables and inclusions.
//   - A Trace says which documents it was made from.
package interpret
