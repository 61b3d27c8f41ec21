// Package value says what a string in a policy can be: a Value is a set of
// alternatives, each a concatenation of pieces, each piece known text, a known
// symbol (the host under which the caller reached this gateway) or an unknown with
// its reason; and every piece keeps the place where its bytes were written.
//
// URL takes such a string apart without losing that. Object is what is known of a
// .NET object. How C# computes values is package eval's business.
//
// # Invariants
//
//   - A Value without alternatives is one that no path gives; it is not "unknown".
//   - The kind Unknown is the zero value of a piece. Why is for people, Cause for
//     code: no code reads the words.
//   - Values never change. What two of them have in common they share.
//   - The number of alternatives and the number of pieces are bounded (widen.go);
//     what is left out becomes an unknown that says so, and Cut is set.
package value
