// Package condition reads what the C# of a condition asks, so that two conditions
// can be told to have the same answer, or answers that exclude each other.
//
//	condition.go  a condition as a formula over what it asks
//	question.go   what is asked, where the answer is the same for a whole request
//
// It reads trees of package expr and computes nothing: what a condition answers is
// package eval's business.
//
// What holds: two conditions are told to agree only if they ask the very same of
// what cannot change between them. Everything else is a question of its own.
package condition
