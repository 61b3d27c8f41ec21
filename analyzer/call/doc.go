// Package call holds what the interpreter finds and the rules look at: a Call is one
// place that makes the gateway open a connection, a Way one way in which that
// happens, with everything that its URL and its Host header can be.
//
// sinks.go is the table of all constructs that call out. judge.go recognises the
// host of a way, once for all rules; end.go says where a way ends, host_state.go
// what its Host header does.
//
// # Invariants
//
//   - sinks.go is the only list of constructs that call out. Who looks for calls asks
//     for a Set, and never searches a tree for element names.
//   - Calls of a Set are sorted by place, and there is one for each place.
package call
