package main

import (
	"fmt"
	"io"
	"strings"
)

// progress is a line on standard error that tells how far a large tree is read.
// It shows on terminals only, and is wiped out before anything else is printed.
type progress struct {
	out   io.Writer // nil if nothing is to be shown
	width int       // of what stands on the line
}

// A tree is large from this many files on, and the line changes that often.
const (
	largeTree    = 500
	progressStep = 100
)

func newProgress(sh *shell) *progress {
	if sh.terminal(sh.stderr) && sh.getenv("TERM") != "dumb" {
		return &progress{out: sh.stderr}
	}
	return &progress{}
}

// read tells that so many files have been read.
func (p *progress) read(files int) {
	if files >= largeTree && files%progressStep == 0 {
		p.line(fmt.Sprintf("reading: %d files", files))
	}
}

// say tells what is done with so many files, if they are many.
func (p *progress) say(format string, files int) {
	if files >= largeTree {
		p.line(fmt.Sprintf(format, files))
	}
}

// barWidth is the length of a bar in characters.
const barWidth = 30

// sends tells how much of so many bytes is sent, with a bar.
func (p *progress) sends(all int) func(sent int) {
	shown := -1
	return func(sent int) {
		part := barWidth * sent / all
		if part == shown {
			return
		}
		shown = part
		p.line(fmt.Sprintf("sending [%-*s] %d of %d KiB", barWidth, strings.Repeat("=", part), sent>>10, all>>10))
	}
}

func (p *progress) line(s string) {
	if p.out == nil {
		return
	}
	fmt.Fprintf(p.out, "\r%-*s", p.width, s)
	p.width = len(s)
}

// done wipes the line.
func (p *progress) done() {
	if p.out != nil && p.width > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}
