package main

import "io"

// writers are the formats by name.
var writers = map[string]func(io.Writer, *report) error{
	"text": writeText, "json": writeJSON, "sarif": writeSARIF, "github": writeGitHub, "azure": writeAzure,
}

// write prints a report in one of the formats.
func (r *report) write(out io.Writer, format string) error { return writers[format](out, r) }
