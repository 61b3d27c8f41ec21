// Package replay holds fixes against what they promise: a project is looked at before and
// after some edits, and every difference is told that the fixes may not make.
//
//	destination.go  where a call goes, said such that a repaired call goes where it went
//	compare.go      what differs
//
// It looks at calls and findings alone, as a check gives them, and knows nothing of how
// fixes are made.
//
// # Invariants
//
//   - A call to this gateway by its hostname and one of loopback with that hostname in the
//     Host header go to the same destination; nothing else does.
//   - What is not known is a difference if it was known before, or if another thing is not
//     known.
package replay
