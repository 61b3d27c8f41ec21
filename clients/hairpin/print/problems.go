package print

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Problems says what could not be read: one sentence each, and the source
// where the place is known.
func Problems(out io.Writer, r *Report) {
	b := bufio.NewWriter(out)
	for _, p := range r.Response.GetProblems() {
		fmt.Fprintf(b, "hairpin: %s: %s\n", Place(p.GetLocation()), Clean(p.GetMessage()))
		if !mayHoldSecrets(p.GetLocation().GetPath()) {
			r.excerpt(b, p.GetLocation(), r.Colors.Red)
		}
	}
	_ = b.Flush() // nobody is left to tell
}

// mayHoldSecrets reports whether a file can hold the value of a secret, so that
// no line of it is shown.
func mayHoldSecrets(file string) bool {
	base := strings.ToLower(path.Base(file))
	return strings.HasPrefix(base, "namedvalue") || strings.HasPrefix(base, "configuration") || strings.Contains(base, ".tfvars")
}

// excerpt prints the source of a place, and gives the indentation of the lines
// that belong below it.
func (r *Report) excerpt(b *bufio.Writer, at *hairpinv1.Location, color string) string {
	f := r.Source(at.GetPath())
	if f == nil || at.GetRange() == nil {
		return "  "
	}
	span := text.Span{Start: int(at.GetRange().GetStart().GetOffset()), End: int(at.GetRange().GetEnd().GetOffset())}
	for _, line := range excerpt(f, span, r.Colors, color) {
		fmt.Fprintln(b, line)
	}
	return strings.Repeat(" ", len(fmt.Sprint(at.GetRange().GetStart().GetLine()))+1)
}
