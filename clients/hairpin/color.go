package main

import (
	hairpinv1 "hairpin/proto/hairpin/v1"
)

// palette holds the escape sequences of a terminal. The zero palette colours
// nothing.
type palette struct {
	reset, bold, dim     string
	red, yellow, blue    string
	cyan, green, magenta string
}

// ansi is the palette of every terminal there is.
// https://en.wikipedia.org/wiki/ANSI_escape_code#SGR
var ansi = palette{
	reset: "\x1b[0m", bold: "\x1b[1m", dim: "\x1b[2m",
	red: "\x1b[1;31m", yellow: "\x1b[1;33m", blue: "\x1b[1;34m",
	cyan: "\x1b[36m", green: "\x1b[32m", magenta: "\x1b[35m",
}

// paint puts a text into a colour of the palette.
func (p palette) paint(color, s string) string {
	if color == "" || s == "" {
		return s
	}
	return color + s + p.reset
}

// severity is the colour of a severity.
func (p palette) severity(s hairpinv1.Severity) string {
	switch s {
	case hairpinv1.Severity_SEVERITY_ERROR:
		return p.red
	case hairpinv1.Severity_SEVERITY_WARNING:
		return p.yellow
	case hairpinv1.Severity_SEVERITY_INFO:
		return p.blue
	}
	return p.cyan
}
