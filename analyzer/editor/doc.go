// Package editor helps to write policies: what can stand at a place of a
// half-written document (complete*.go, caret.go, typing.go), what a word means
// (explain.go, describe.go), the layout (format.go), the two tags of an element
// (tags.go), where a name is defined and used (index.go).
//
// It stands above the face of the analyzer: each feature is a function of a Snapshot
// and an offset. Protocols are package lsp's business.
//
// # Invariants
//
//   - Any offset of any text has an answer; none takes longer than the text is long.
//   - A secret is never shown.
package editor
