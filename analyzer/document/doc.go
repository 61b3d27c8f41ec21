// Package document reads a policy document by itself: its tree, the C# in it, the
// suppressions among its comments, the names that it mentions.
//
// A Document is a view over a host file. Most often it is the whole of it, an XML
// file; a file of another format can hold several, each with its own decoded text.
//
// It uses the parsers (policy, expr), the table of the language (dialect) and what
// can be said of code without running it (condition, effect). It knows
// nothing of the estate around a document.
//
// # Invariants
//
//   - Reading never fails: what cannot be read is in Errors, and the rest is there.
//   - All places are those of the host file.
//   - A Document does not change. What is computed when somebody asks for it is the
//     same for everybody.
package document
