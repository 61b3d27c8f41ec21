// Package house holds tests of the repository itself: which package may import
// which, how many files of a package hang together, how long a file may be, and
// that a comment belongs to what it stands above.
package house
