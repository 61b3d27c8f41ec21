// Package finding is what a check has to say: a Finding of a Rule at a place, with
// notes and fixes.
//
// A Rule here is its page: ID, name, documentation. How it is found is package
// rules' business, so that whoever shows findings need not know the engine.
//
// # Invariants
//
//   - IDs are never reused.
//   - A finding has fixes, or the reason why there is none, if its rule is fixable.
//   - Order is total: by place, rule and message.
package finding
