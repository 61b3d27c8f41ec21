// Package check runs everything on a project: it reads the files, plans the estates,
// runs the parts that changed, asks the rules, and sifts what they say.
//
// project.go are the files with their documents, prepare.go what there is to check of
// them, run.go the parts of one estate, ask.go the rules on what the parts gave,
// environments.go several environments compared, sift.go severities, suppressions
// and order, memory.go what a check may take from the one before it.
//
// # Invariants
//
//   - The same project and configuration give the same findings in the same order,
//     whatever was checked before: what memory lends was made from the very same
//     documents.
//   - The error of a check is the context's.
package check
