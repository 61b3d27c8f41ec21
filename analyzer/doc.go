// Package analyzer finds the calls that an API Management gateway makes to
// itself, and says how to make them without the internal load balancer.
//
// # The tour
//
//	files ──> document (text, policy, expr) ──┐
//	                                          ├─> compose ──> interpret ──> call ──> rules ──> findings, fixes
//	artifacts ──> estate (tree, gateway) ─────┘                  │           │         │
//	                                                        eval, value    graph      fix
//
// A project is a set of files. [NewSnapshot] parses the policy documents among them:
// syntax, never meaning. [Snapshot.Check] splits the project into estates (the
// instance, its APIs, backends and named values, and which document belongs to which
// scope), composes what a request runs, and runs it on an abstract request, which
// gives every call that the gateway would make: what its URL and its Host header
// can be, on every path. What a string can be is a list of alternatives, each made
// of pieces, each piece with the place where it was written. Rules look at calls,
// never at trees, and report findings with fixes, which edit the piece that holds
// the host where it was written.
//
// This package is the face: snapshot.go, apply.go (fixes), listing.go (calls),
// effective.go and graph.go say what can be asked, names.go what the answers are
// made of, and the examples how it is used, with rules of one's own too. The rest
// lies below it, from what knows nothing of the others upwards:
//
//	text       places, files, edits
//	dialect    the table of the policy language
//	expr       the C# in policies; policy the XML around it
//	tree       JSON, YAML and variables of Terraform as one tree
//	gateway    is a host this gateway's, and does a call to it fail
//	estate     the artifacts around a policy, linked
//	value      what a string can be; eval how C# computes it
//	effect     what C# can change, without running it
//	condition  what a condition asks, so that two can be told to agree
//	document   a policy document: its code, its suppressions, its names
//	compose    an estate with its documents, and what runs in one request
//	call       the table of constructs that call out, calls, their judgement
//	interpret  runs what was composed, statement by statement
//	graph      which operation a self-call lands on, and cycles
//	finding    findings, notes, severities; fix makes the fixes
//	rules      one file each
//	check      what is checked anew and what an earlier check lends; severities, order
//
// and above it editor, what helps to write policies. docs/architecture.md says why it
// is so, follows a file through the packages, and has the steps to add a rule, a fix
// or a construct that calls out.
//
// # Invariants
//
//   - Pure: nothing here does IO, logs, or asks the clock. The same snapshot and
//     configuration give the same findings in the same order.
//   - Total: any bytes parse. What cannot be read is an error at a place, and the
//     rest goes on.
//   - One coordinate: byte offsets into the file as the user has it.
//   - Unknown is the zero value of every answer, has a reason, and never becomes a
//     silent "no".
//   - call/sinks.go is the only list of constructs that call out.
//   - A fix is all or nothing, changes only the bytes in its edits, and after it
//     the finding is gone and nothing new is wrong.
//   - A secret named value is never read, so it cannot appear in a message, a note
//     or a fix.
package analyzer
