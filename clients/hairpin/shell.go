package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
)

// shell is what a command sees of the outside.
type shell struct {
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	cwd            string
	getenv         func(string) string
	terminal       func(io.Writer) bool
}

// Exit codes.
const (
	exitClean    = 0 // nothing at or above --fail-level
	exitFindings = 1
	exitUsage    = 2 // bad usage or unreadable input
	exitNoServer = 3 // the server of --server cannot be reached, or is busy
)

// exitCode ends a command that has said all it had to say.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// exit is the error that ends a command with a code, nil for 0.
func exit(code int) error {
	if code == exitClean {
		return nil
	}
	return exitCode(code)
}

// isTerminal reports whether a stream ends at a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}
