package check

import (
	"strings"

	"hairpin.example/hairpin/analyzer/estate"
	"hairpin.example/hairpin/analyzer/finding"
	"hairpin.example/hairpin/analyzer/gateway"
	"hairpin.example/hairpin/analyzer/rules"
)

// Config is what a caller wants of a check.
type Config struct {
	// Flags are facts about the instance that outrank those in the files.
	Flags gateway.Facts
	// Env is the environment to check, "" for the base instance, and
	// estate.AllEnvironments for that and all environments. An estate that has no
	// environment of the name is checked as its base instance: of several estates, one
	// may have it.
	Env string
	// Rules sets the severity of rules by ID; it outranks hairpin.yaml.
	Rules map[string]finding.Severity
	// Own are rules of the caller's that are asked beside the built-in ones. Their IDs
	// are from HP700 to HP799, which no built-in rule has; with another ID, or one that
	// two of them have, a check or a list of calls is an error. Comments, hairpin.yaml and
	// Rules may name them.
	//
	// A rule is asked by several goroutines at once, and what it finds is remembered for
	// the checks of snapshots that are made from this one. So what it finds has to
	// follow from its Pass alone, and a rule that finds something else is another *Rule.
	Own []*rules.Rule
	// Unproven leaves the fixes as the rules offer them: whoever applies one as safe has to
	// prove it.
	Unproven bool
	// Report lists the files and folders whose findings are wanted; empty means all.
	// Everything else is read all the same.
	Report []string
}

// options are those of reading an estate: for all environments, of its base instance.
func (c *Config) options() estate.Options {
	o := estate.Options{Env: c.Env, Flags: c.Flags}
	if c.Env == estate.AllEnvironments {
		o.Env = ""
	}
	return o
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
