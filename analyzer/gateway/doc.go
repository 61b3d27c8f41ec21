// Package gateway answers two questions about the instance: is a host one of its
// own, and does a call to it fail?
//
// Facts are what one source tells of an instance; Merge makes a Gateway of several,
// the nearest source first. Match looks a host up among its names and addresses
// (hosts.go is the table of the default ones, match.go the comparison). Hairpins
// says what becomes of a call to one of them (verdict.go is a table, one row per
// kind of network and tier, with the source of each).
//
// It uses package text alone. Where facts are written is package estate's business.
//
// # Invariants
//
//   - Zero is unknown: of Answer, SKU, VNet, Outcome. Unknown is never taken for "no".
//   - A verdict that no public source supports is NotKnown, and says so.
package gateway
