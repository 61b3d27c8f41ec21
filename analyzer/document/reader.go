package document

import (
	"context"
	"strconv"

	"hairpin.example/hairpin/analyzer/text"
)

// Reader finds the policies in a file, in file order. It gives none for a file that
// it does not read, and for a policy that is the whole of its file. It sees every
// file of a project, on several cores at once.
type Reader func(f *text.File) []Text

// Read are the documents in a file: those that the first reader finds that finds any.
func Read(ctx context.Context, f *text.File, readers []Reader) []*Document {
	for _, read := range readers {
		texts := read(f)
		if len(texts) == 0 {
			continue
		}
		out := make([]*Document, len(texts))
		for i, t := range texts {
			d := &Document{ID: IDOf(f.Path, i), File: f, Text: text.NewFile(f.Path, t.View.Src), host: t}
			out[i] = d.parse(ctx, t.View)
		}
		return out
	}
	return nil
}

// IDOf is the ID of one of the texts in a file, counted from 0.
func IDOf(path string, n int) string { return path + "#" + strconv.Itoa(n+1) }
