// Package graph says which operation of the gateway a self-call lands on, and which
// operations call each other in a cycle.
//
// # Invariants
//
//   - A landing that cannot be determined is none: no edge is guessed.
//   - Certain edges are made whenever their operation runs; only cycles of those are
//     certain.
package graph
