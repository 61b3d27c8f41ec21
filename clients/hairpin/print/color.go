package print

import hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"

// Palette holds the escape sequences of a terminal. The zero palette colours
// nothing.
type Palette struct {
	Reset, Bold, Dim     string
	Red, Yellow, Blue    string
	Cyan, Green, Magenta string
}

// ANSI is the palette of every terminal there is.
// https://en.wikipedia.org/wiki/ANSI_escape_code#SGR
func ANSI() Palette {
	return Palette{
		Reset: "\x1b[0m", Bold: "\x1b[1m", Dim: "\x1b[2m",
		Red: "\x1b[1;31m", Yellow: "\x1b[1;33m", Blue: "\x1b[1;34m",
		Cyan: "\x1b[36m", Green: "\x1b[32m", Magenta: "\x1b[35m",
	}
}

// Paint puts a text into a colour of the palette.
func (p Palette) Paint(color, s string) string {
	if color == "" || s == "" {
		return s
	}
	return color + s + p.Reset
}

// severity is the colour of a severity.
func (p Palette) severity(s hairpinv1.Severity) string {
	switch s {
	case hairpinv1.Severity_SEVERITY_ERROR:
		return p.Red
	case hairpinv1.Severity_SEVERITY_WARNING:
		return p.Yellow
	case hairpinv1.Severity_SEVERITY_INFO:
		return p.Blue
	}
	return p.Cyan
}
