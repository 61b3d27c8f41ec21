package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"hairpin.example/hairpin/clients/hairpin/print"
)

func TestPalette(t *testing.T) {
	for _, c := range []struct {
		flag, noColor, term string
		terminal, want      bool
	}{
		{"auto", "", "xterm", true, true},
		{"auto", "", "xterm", false, false},
		{"auto", "1", "xterm", true, false},
		{"auto", "", "dumb", true, false},
		{"always", "1", "dumb", false, true},
		{"never", "", "xterm", true, false},
	} {
		sh := &shell{
			terminal: func(io.Writer) bool { return c.terminal },
			getenv:   func(name string) string { return map[string]string{"NO_COLOR": c.noColor, "TERM": c.term}[name] },
		}
		if got := (&outputFlags{Color: c.flag}).palette(sh) != (print.Palette{}); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestProgress(t *testing.T) {
	var out bytes.Buffer
	sh := &shell{stderr: &out, terminal: func(io.Writer) bool { return true }, getenv: func(string) string { return "xterm" }}
	p := newProgress(sh)
	for n := range 1201 {
		p.read(n)
	}
	p.done()
	if got := out.String(); !strings.HasPrefix(got, "\rreading: 500 files\r") || strings.Count(got, "reading") != 8 || !strings.HasSuffix(got, "\r") {
		t.Errorf("%q", got)
	}
	out.Reset()
	p.read(10)
	p.say("analysing %d files", 10)
	p.done()
	sh.terminal = func(io.Writer) bool { return false }
	q := newProgress(sh)
	q.read(1000)
	q.done()
	if out.Len() > 0 {
		t.Errorf("%q", &out)
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"HP101", "HP102", "self-chained-backend"}
	for word, want := range map[string]string{
		"hp101": `; did you mean "HP101"?`, "HP11": `; did you mean "HP101"?`, "selfchainedbackend": `; did you mean "self-chained-backend"?`,
		"xyz": "", "": "", strings.Repeat("x", 200): "",
	} {
		if got := didYouMean(word, known); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
