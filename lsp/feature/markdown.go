package feature

import (
	"fmt"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// maxShown bounds the alternatives that a hover shows.
const maxShown = 8

// mention is a place as a link.
func mention(folder *view.Folder, at text.Loc) string {
	f := folder.Snapshot().File(at.Path)
	if f == nil {
		return code(at.Path)
	}
	line, _ := f.LineCol(at.Span.Start)
	return fmt.Sprintf("[%s:%d](%s#L%d)", strings.NewReplacer("[", "\\[", "]", "\\]").Replace(at.Path), line, folder.Address(at.Path), line)
}

// count is a number of places in words.
func count(n int) string {
	if n == 1 {
		return "1 place"
	}
	return fmt.Sprintf("%d places", n)
}

// code is a text in Markdown as it is.
func code(s string) string {
	return "`" + strings.Join(strings.Fields(strings.ReplaceAll(s, "`", "'")), " ") + "`"
}

// sentence is a clause as a sentence.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
