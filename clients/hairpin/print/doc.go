// Package print lays out what the service answers: for people, and in the formats
// of other programs.
//
//	report.go     what is printed of findings; formats.go the formats by name
//	text.go       findings for people; problems.go what could not be read
//	json.go       the JSON of the contract
//	sarif.go      SARIF; sarif_log.go its types
//	github.go     workflow commands of GitHub; azure.go those of Azure Pipelines
//	calls.go      calls for people
//	effective.go  an effective policy
//	graph.go      self-calls; graph_dot.go, graph_mermaid.go and graph_svg.go
//	excerpt.go    a line of source with carets; color.go, words.go
//
// It writes to a stream and uses the messages of the contract and the places of
// package text. It reads no files, asks no terminal, and computes no findings: who
// calls it hands over the sources, the colours and the version.
//
// What holds:
//   - The same answer gives the same bytes.
//   - What is quoted from a file cannot steer a terminal or a pipeline (Clean).
//   - No line is shown of a file that may hold secrets and cannot be read.
package print
