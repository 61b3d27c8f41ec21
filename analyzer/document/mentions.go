package document

import (
	"strings"
	"sync"

	"hairpin.example/hairpin/analyzer/text"
)

// usage is what a document refers to, counted when somebody asks.
type usage struct {
	once     sync.Once
	mentions map[string]int
}

// Mentions counts the references to each named value, by its name in lower case.
func (d *Document) Mentions() map[string]int {
	d.usage.once.Do(func() { d.usage.mentions = MentionsIn(d.Text.Src) })
	return d.usage.mentions
}

// MentionsIn counts the references in any text.
func MentionsIn(src string) map[string]int {
	var out map[string]int
	for at := text.NextPlaceholder(src, 0); at.Kind != text.NoPlaceholder; at = text.NextPlaceholder(src, at.End) {
		if at.Kind != text.NamedValue {
			continue
		}
		if out == nil {
			out = map[string]int{}
		}
		out[strings.ToLower(at.Name)]++
	}
	return out
}
