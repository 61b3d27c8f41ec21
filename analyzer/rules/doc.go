// Package rules lists what is looked for: one file per rule, which holds its page
// and its check. list.go has them in ID order.
//
// A check gets a Pass: some calls and documents of an estate, a window to the rest,
// a builder of fixes, and a place to report.
//
// # Invariants
//
//   - Rules look at calls and never search a tree for element names.
//   - A Pass has no way to another document that is not noted: see compose.Window.
//   - A rule keeps nothing between two passes.
package rules
