package print

import (
	"fmt"
	"strings"
	"unicode"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// Place is path:line:column, or as much of it as is known.
func Place(at *hairpinv1.Location) string {
	path := Clean(at.GetPath())
	if at.GetRange() == nil {
		return path
	}
	start := at.GetRange().GetStart()
	return fmt.Sprintf("%s:%d:%d", path, start.GetLine(), start.GetColumn())
}

// Severity is the word for a severity.
func Severity(s hairpinv1.Severity) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "SEVERITY_"))
}

// Plural is "1 file", "2 files".
func Plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}

// Clean makes a message fit for a terminal: what it quotes from a file may hold
// control characters, and some that turn the text around them.
//
// Azure Pipelines carries commands out wherever they stand in a line, so they
// are broken by a character that takes no room.
// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
func Clean(s string) string {
	return disarm.Replace(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, s))
}

var disarm = strings.NewReplacer("##vso[", "##\u200bvso[", "##[", "##\u200b[")
