// Package tree reads JSON, YAML and files of Terraform variables into one kind of
// tree, each node of which knows its place in the file.
//
//	node.go    the tree, and how it is asked
//	decode.go  the text of a file, UTF-16 too
//	json.go, yaml.go, tfvars.go  one reader each
//
// It uses package text alone, and knows nothing of what a file means.
//
// What holds:
//   - Any bytes give a tree, or none, and a list of errors with places.
//   - Each node is read once; a key is looked for in a bounded number of maps, however
//     often YAML merges them.
package tree
