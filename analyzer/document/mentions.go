package document

import (
	"strings"
	"sync"

	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/text"
)

// usage is what a document refers to, found out when somebody asks.
type usage struct {
	once     sync.Once
	mentions map[string]int
	changes  sync.Once
	touched  effect.Touched
	reads    sync.Once
	headers  effect.Headers
}

// Touched is what the code of the document may change in the objects of variables. The
// caller must not change it.
func (d *Document) Touched() *effect.Touched {
	d.usage.changes.Do(func() {
		for i := range d.Code {
			if c := &d.Code[i]; c.Block != nil {
				d.usage.touched.Add(effect.TouchedBy(c.Block, c.Sets))
			}
		}
	})
	return &d.usage.touched
}

// Headers are the headers of the request that the code of the document reads. The caller
// must not change them.
func (d *Document) Headers() *effect.Headers {
	d.usage.reads.Do(func() {
		for i := range d.Code {
			if c := &d.Code[i]; c.Block != nil {
				d.usage.headers.AddCode(c.Block)
			}
		}
	})
	return &d.usage.headers
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
