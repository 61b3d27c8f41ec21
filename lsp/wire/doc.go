// Package wire is the transport: JSON-RPC messages on a pipe, as editors write
// them. It knows how a message is framed and encoded, and the codes of errors; what
// a message means it does not know.
//
// It uses the libraries of the protocol and nothing of Hairpin.
//
//   - A body that is no JSON-RPC ends no session: see Stream.Read.
//   - A message is written in one piece: Stream.mu.
package wire
