package print

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Effective prints an effective policy, with a comment before the lines of
// each origin. The text in the response says the same, with paths of the request.
func Effective(out io.Writer, lines []*hairpinv1.EffectiveLine) error {
	b := bufio.NewWriter(out)
	origin := ""
	for _, l := range lines {
		indent := strings.Repeat("    ", int(l.GetLevel()))
		if o := l.GetOrigin(); o != "" && o != origin {
			comment := o
			if at := l.GetLocation(); at != nil {
				comment += fmt.Sprintf(", %s:%d", at.GetPath(), at.GetRange().GetStart().GetLine())
			}
			fmt.Fprintf(b, "%s<!-- %s -->\n", indent, Clean(strings.ReplaceAll(comment, "--", "- -")))
		}
		origin = l.GetOrigin()
		fmt.Fprintln(b, strings.TrimRight(indent+Clean(l.GetText()), " "))
	}
	return b.Flush()
}
