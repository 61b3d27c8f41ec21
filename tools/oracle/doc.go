// Package oracle compares the evaluation of expressions with a real C#
// compiler: what a program gives must be among the alternatives. It has tests
// only; they are skipped where mono's compiler (mcs, mono) is not installed.
//
//	make oracle
package oracle
