package print

import "io"

// writers are the formats by name.
var writers = map[string]func(io.Writer, *Report) error{
	"text": writeText, "json": writeJSON, "sarif": writeSARIF, "github": writeGitHub, "azure": writeAzure,
}

// Write prints a report in one of the formats.
func (r *Report) Write(out io.Writer, format string) error { return writers[format](out, r) }
