package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/clients/hairpin/print"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// version and commit are set by the linker: -ldflags "-X main.version=1.2.3 -X main.commit=0123abc".
var version, commit string

// versionCmd is "hairpin version".
type versionCmd struct {
	serverFlags
}

// Help is printed after the summary of the command.
func (*versionCmd) Help() string {
	return `With --server it also asks the server: for its version, its limits, and the rules that only one of the two has.`
}

// Run carries the command out.
func (c *versionCmd) Run(sh *shell) error {
	b := buildVersion()
	fmt.Fprintf(sh.stdout, "hairpin %s (commit %s, %s %s/%s)\n", b.version, b.commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if c.Server == "" {
		return c.unused()
	}
	to, client, err := c.dial(sh)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // the answer is there
	info, err := ask(sh.ctx, &remote{target: to, client: client}, client.GetServerInfo, &hairpinv1.GetServerInfoRequest{})
	if err != nil {
		return plain(err)
	}
	limits := info.GetLimits()
	fmt.Fprintf(sh.stdout, "server at %s: hairpin %s (commit %s)\n", c.Server, print.Clean(info.GetVersion()), print.Clean(info.GetCommit()))
	fmt.Fprintf(sh.stdout, "  a file has at most %s, a message %s, a project in pieces %s; an analysis takes at most %s\n",
		inUnits(limits.GetMaxFileBytes()), inUnits(limits.GetMaxMessageBytes()), inUnits(limits.GetMaxStreamBytes()), limits.GetMaxTime().AsDuration())
	fmt.Fprintf(sh.stdout, "  %s\n", compared(info.GetRuleIds()))
	return nil
}

// compared says how the rules of a server differ from those of this command.
func compared(theirs []string) string {
	out := print.Plural(len(theirs), "rule")
	var ours, missing, more []string
	for _, r := range analyzer.Rules() {
		ours = append(ours, r.ID)
		if !slices.Contains(theirs, r.ID) {
			missing = append(missing, r.ID)
		}
	}
	for _, id := range theirs {
		if !slices.Contains(ours, id) {
			more = append(more, print.Clean(id))
		}
	}
	if len(missing) > 0 {
		out += ", without " + strings.Join(missing, ", ")
	}
	if len(more) > 0 {
		out += ", with " + strings.Join(more, ", ") + " beyond those of this command"
	}
	return out
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
