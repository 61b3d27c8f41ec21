// Package compose puts documents and estate together: a Site is an estate with its
// policy documents, a Policy is what one request really runs, its scopes narrowest
// first, and a Plan sorts all of them into parts that do not see each other, so
// that each can be checked again alone.
//
// A Window is a Site as those see it who judge some of its calls.
//
// # Invariants
//
//   - A Plan stays the same while nothing but the texts of policies change; a Site is
//     a Plan with the documents of one moment.
//   - Rules and fixes reach other documents through a Window alone. It notes a look
//     beyond the documents that run in one request with the calls, and whatever was
//     found with such a look is found anew when any document changes: so nobody can
//     make an incremental check wrong by forgetting to say what was read.
package compose
