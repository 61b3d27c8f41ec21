// Package fix builds the edits that repair calls, each as an Offer: a fix, or the
// reason why there is none.
//
// A Builder has one method for each kind of repair. loopback.go chooses among the
// ways to turn a self-call into one of the loopback address: where the host is
// written at the call (direct.go), in the variables that bring it (origin.go), in the
// finished URL (rewrite.go), for a backend entity (base_url.go), for the service URL
// of an API (service.go), for all APIs (global.go), in a shared value (shared.go).
// with_host.go completes each with the Host header (host.go, host_value.go) and says
// whether a person has to look: because the header was another one (changed_host.go),
// because something behind the call looks at the host (later.go), or because the called
// API looks at its caller (caller.go). style.go lays new text out as its file is.
//
// # Invariants
//
//   - A fix is all or nothing, may span files, and changes only the bytes in its edits.
//   - After it the finding is gone and nothing new is wrong. Safe ones change nothing
//     else: every other call keeps its URL and Host header.
//   - Other documents are reached through the window alone.
package fix
