package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aymanbagabas/go-udiff"
	"golang.org/x/sync/errgroup"
)

// commands are run on every input.
var commands = [][]string{
	{"check", "--format", "json"},
	{"check", "--format", "json", "--env", "all"},
	{"check", "--format", "json", "--vnet", "internal", "--sku", "Premium", "--units", "3"},
	{"check", "--format", "text", "--hints"},
	{"check", "--format", "sarif"},
	{"calls", "--format", "json"},
	{"calls", "--format", "text"},
	{"graph", "--format", "json"},
	{"graph", "--format", "mermaid"},
	{"fix", "--diff", "--all"},
	{"fix", "--diff", "--env", "all"},
	{"effective", "--api", "?"}, // no ID is so: the answer names those that are
}

// mostAPIs is of how many APIs and operations of one input the effective policy
// is asked.
const mostAPIs = 40

// run is one call of both binaries.
type run struct {
	in   input
	args []string
}

func runs(ins []input) []run {
	var out []run
	for _, in := range ins {
		for _, args := range commands {
			out = append(out, run{in, args})
		}
		if in.env != "" {
			out = append(out, run{in, []string{"check", "--format", "json", "--env", in.env}})
		}
		for i := range min(len(in.apis), mostAPIs) {
			a := in.apis[i*len(in.apis)/min(len(in.apis), mostAPIs)]
			args := []string{"effective", "--format", "json", "--api", a.id}
			if a.operation != "" {
				args = append(args, "--operation", a.operation)
			}
			if a.workspace != "" {
				args = append(args, "--workspace", a.workspace)
			}
			out = append(out, run{in, args})
		}
	}
	return out
}

// binary is a build of hairpin.
type binary struct{ path, version string }

// output is what one call printed, and how it exited.
type output struct {
	text string // what it printed, and after it the errors
	code int
}

// patience is how long one call may take.
const patience = 5 * time.Minute

func (b binary) run(r run) (output, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var stdout, stderr strings.Builder
	cmd := exec.CommandContext(ctx, b.path, r.args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = r.in.dir, &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && (ctx.Err() != nil || !errors.As(err, &exit)) {
		return output{}, fmt.Errorf("%s %s in %s: %w", b.path, strings.Join(r.args, " "), r.in.name, err)
	}
	text := stdout.String() + stderr.String()
	if b.version != "" {
		// Two builds may have two versions.
		text = strings.ReplaceAll(text, `"version": `+strconv.Quote(b.version), `"version": "VERSION"`)
	}
	return output{text, cmd.ProcessState.ExitCode()}, nil
}

// pair is the old binary and the new one.
type pair [2]binary

// result is what both did in a run.
type result struct {
	run
	out [2]output
}

func (r result) same() bool { return r.out[0] == r.out[1] }

// runAll makes all runs, so many at a time.
func (p pair) runAll(all []run, workers int) ([]result, error) {
	results := make([]result, len(all))
	var next atomic.Int64
	var group errgroup.Group
	for range workers {
		group.Go(func() error {
			for i := next.Add(1) - 1; i < int64(len(all)); i = next.Add(1) - 1 {
				r := result{run: all[i]}
				for k, b := range p {
					var err error
					if r.out[k], err = b.run(r.run); err != nil {
						next.Store(int64(len(all)))
						return err
					}
				}
				results[i] = r
			}
			return nil
		})
	}
	return results, group.Wait()
}

// The lines that are shown of a difference: from so many before the first one
// that differs, to so many after it.
const (
	linesBefore = 12
	linesAfter  = 40
)

// difference shows where a run differs.
func (r result) difference() string {
	var b strings.Builder
	fmt.Fprintf(&b, "hairpin %s\n  in %s (%s)\n", strings.Join(r.args, " "), r.in.name, r.in.dir)
	if r.out[0].code != r.out[1].code {
		fmt.Fprintf(&b, "  exits with %d, and with %d before\n", r.out[1].code, r.out[0].code)
	}
	if r.out[0].text == r.out[1].text {
		return b.String()
	}
	lines := [2][]string{strings.SplitAfter(r.out[0].text, "\n"), strings.SplitAfter(r.out[1].text, "\n")}
	first := 0
	for first < min(len(lines[0]), len(lines[1])) && lines[0][first] == lines[1][first] {
		first++
	}
	from := max(first-linesBefore, 0)
	var parts [2]string
	for i, l := range lines {
		parts[i] = strings.Join(l[from:min(first+linesAfter, len(l))], "")
	}
	fmt.Fprintf(&b, "  differs in line %d; from line %d on:\n%s", first+1, from+1, udiff.Unified("old", "new", parts[0], parts[1]))
	return b.String()
}
