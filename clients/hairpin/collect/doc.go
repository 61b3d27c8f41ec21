// Package collect reads the files that a request carries: what the command line or
// an editor selects, the estate around it, and what configures it.
//
//	input.go      what is selected: files, folders, patterns, standard input
//	around.go     the estate around it, and the configuration in the folders above
//	sniff.go      what a policy looks like, from its first bytes
//	gitignore.go  what is left out of a folder
//	project.go    the files under one root; paths of the request and of the user
//
// It may use the file system, the analyzer's knowledge of which files count, and
// the messages of the contract. It knows nothing of commands, of terminals, or of
// who analyses the files.
//
// What holds:
//   - Only what is named and what lies in its estate is read; links are not followed
//     out of a folder, and no file is written.
//   - What was named and cannot be read is a problem, never silence.
//   - The same tree gives the same files in the same order.
package collect
