package check

import (
	"strings"

	"hairpin/analyzer/finding"
	"hairpin/analyzer/gateway"
)

// Config is what a caller wants of a check.
type Config struct {
	// Flags are facts about the instance that outrank those in the files.
	Flags gateway.Facts
	// Env is the environment to check, "" for the base instance, and
	// estate.AllEnvironments for that and all environments.
	Env string
	// Rules sets the severity of rules by ID; it outranks hairpin.yaml.
	Rules map[string]finding.Severity
	// Report lists the files and folders whose findings are wanted; empty means all.
	// Everything else is read all the same.
	Report []string
}

// Wants reports whether findings in a file are wanted.
func (c *Config) Wants(path string) bool {
	if len(c.Report) == 0 {
		return true
	}
	for _, p := range c.Report {
		if p == "." || p == path || strings.HasPrefix(path, strings.TrimSuffix(p, "/")+"/") {
			return true
		}
	}
	return false
}
