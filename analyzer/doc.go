// Package analyzer finds the calls that an API Management gateway makes to
// itself, and says how to make them without the internal load balancer.
//
// # The tour
//
//	files ──> text ──> policy ──┐
//	                  expr ─────┤
//	                            ├─> units ──> interpreter ──> calls ──> rules ──> findings, fixes
//	artifacts ──────> estate ───┘                 │
//	                                             eval
//
// A workspace is a set of files. [NewSnapshot] parses the policy documents among
// them (packages policy and expr: syntax, never meaning). Check splits the
// workspace into estates (package estate: the instance, its APIs, backends,
// named values, and which document belongs to which scope) and composes the
// effective policies (effective.go). The interpreter (interpret.go, request.go)
// runs each of them on an abstract request and records every call that the
// gateway would make (calls.go): what its URL and its Host header can be, on
// every path. What a string can be is package eval's business: alternatives,
// each a list of pieces, each piece with the place where it was written. Rules
// (one file each) look at calls, never at trees, and report findings with fixes
// (fix_*.go), which edit the piece that holds the host where it was written.
//
//	sinks.go       every construct that opens a connection: a table
//	recognise.go   which files are policies, which belong to an estate
//	document.go    a policy document with its expressions and suppressions
//	effective.go   scopes and <base/>: the effective policies
//	interpret.go   statements; state.go what is known of a request between them
//	choose.go      branches; question.go when two conditions have the same answer
//	forward.go     what becomes of the forwarded request
//	request.go     URLs, Host headers, variables as an expression sees them
//	judge.go       what a host is to this gateway
//	plan.go        what there is to check in an estate: parts that do not see each other
//	yield.go       what a part gives; batch.go all parts of an estate
//	memory.go      what a check may take from the one before it
//	check.go       rules, severities, suppressions, order
//	environments.go  the base instance and its environments, checked together
//	rule_*.go      one rule each
//	graph.go       which operations of the gateway call which; version.go, cycle.go
//	listing.go     the calls themselves, for a reader
//	lookup.go      what stands under an offset: definitions, references, landings
//	fix.go         applying fixes; fix_*.go building them; snippet.go their layout
//
// Package dialect is the table of the policy language. What helps to write it
// stands on it: caret.go finds where a person types in a half-written document,
// complete.go and complete_*.go what can stand there (typing.go: types in
// expressions), explain.go what a word means, format.go the layout, tags.go the
// two tags of an element.
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
//   - sinks.go is the only list of constructs that call out.
//   - A fix is all or nothing, changes only the bytes in its edits, and after it
//     the finding is gone and nothing new is wrong.
//   - A secret named value is never read, so it cannot appear in a message, a note
//     or a fix.
package analyzer
