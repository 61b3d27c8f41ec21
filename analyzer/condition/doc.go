// Package condition says what a condition asks, so that two conditions that ask the
// same can be told to have the same answer: a Condition is a Formula over
// Questions.
//
// It uses package expr alone. When two questions have the same answer at two points
// of a policy depends on what happened in between, which package interpret knows.
//
// # Invariants
//
//   - A question rests on nothing but what is listed in question.go: the fixed parts
//     of the context, variables, headers, the URL, the method and the body of the
//     request. Whatever may change by itself is no question.
//   - Two questions with the same Text are the same question.
package condition
