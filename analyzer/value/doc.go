// Package value holds what a string can be: a finite set of alternatives, each a
// concatenation of pieces, each with the place where it was written.
//
//	value.go   values, alternatives and pieces, and why a piece is not known
//	known.go   what is known of a value: its text, its number
//	truth.go   what a condition can be
//	object.go  values that are no text: objects and lists
//	url.go     the parts of a URL that is put together from pieces
//	widen.go   bounds: what grows too large becomes unknown, with that reason
//
// It uses packages expr and text. It does not evaluate: that is package eval's
// business.
//
// What holds:
//   - The zero Value has no alternatives: no path gets here. A piece is unknown
//     unless it says otherwise, and has a cause.
//   - The number of alternatives and of pieces is bounded, and a cut is an unknown
//     with that cause.
package value
