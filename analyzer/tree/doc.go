// Package tree reads JSON, YAML and Terraform variables as one kind of tree, in
// which every node knows the bytes that it was read from.
//
// It uses package text alone, and knows nothing of API Management: what a key means
// is package estate's business.
//
// # Invariants
//
//   - Total: any bytes give a tree, and a list of what could not be read.
//   - The View of a node is its decoded text, and maps each byte of it to the file.
//   - A nil *Node is an absent value: all methods take it.
package tree
