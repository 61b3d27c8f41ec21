package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version and commit are set by the linker: -ldflags "-X main.version=1.2.3 -X main.commit=0123abc".
var version, commit string

// versionCmd is "hairpin version".
type versionCmd struct{}

// Run carries the command out.
func (versionCmd) Run(sh *shell) error {
	b := buildVersion()
	_, err := fmt.Fprintf(sh.stdout, "hairpin %s (commit %s, %s %s/%s)\n", b.version, b.commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// build says what was built.
type build struct{ version, commit string }

// buildVersion is what the linker was told, else what the Go tool recorded.
func buildVersion() build {
	b := build{version, commit}
	info, ok := debug.ReadBuildInfo()
	if ok && b.version == "" && info.Main.Version != "" {
		b.version = info.Main.Version
	}
	if ok && b.commit == "" {
		modified := ""
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				b.commit = s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.modified" && s.Value == "true":
				modified = ", modified"
			}
		}
		if b.commit != "" {
			b.commit += modified
		}
	}
	if b.version == "" {
		b.version = "(devel)"
	}
	if b.commit == "" {
		b.commit = "unknown"
	}
	return b
}
