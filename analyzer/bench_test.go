package analyzer_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

func tokens(b *testing.B, src string) {
	d := xml.NewDecoder(strings.NewReader(src))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

// documents are the sizes that a keystroke and a build meet, and the
// well-formed documents of the corpus one after the other.
func documents() map[string][]string {
	out := map[string][]string{
		"1KB":   {analyzertest.WellFormed(1 << 10)},
		"20KB":  {analyzertest.WellFormed(20 << 10)},
		"512KB": {analyzertest.WellFormed(512 << 10)},
	}
	return out
}

func sizes(m map[string][]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return len(m[keys[i]][0]) < len(m[keys[j]][0]) })
	return keys
}

// BenchmarkCheck is a whole check: parse, expressions, evaluation, rules.
func BenchmarkCheck(b *testing.B) {
	docs := documents()
	for _, size := range sizes(docs) {
		b.Run(size, func(b *testing.B) { benchCheck(b, docs[size]) })
	}
}

// BenchmarkParse is the tree of the policy dialect alone, with all offsets.
func BenchmarkParse(b *testing.B) {
	docs := documents()
	for _, size := range sizes(docs) {
		b.Run(size, func(b *testing.B) { benchParse(b, docs[size]) })
	}
}

// BenchmarkXMLTokens is what it is compared with: encoding/xml reading the
// tokens of the same bytes.
func BenchmarkXMLTokens(b *testing.B) {
	docs := documents()
	for _, size := range sizes(docs) {
		b.Run(size, func(b *testing.B) { benchTokens(b, docs[size]) })
	}
}

// The well-formed documents of real estates, as one workspace.
func BenchmarkCorpusParse(b *testing.B) { benchParse(b, wellFormedCorpus(b)) }

func BenchmarkCorpusCheck(b *testing.B) { benchCheck(b, wellFormedCorpus(b)) }

func BenchmarkCorpusXMLTokens(b *testing.B) { benchTokens(b, wellFormedCorpus(b)) }

func benchCheck(b *testing.B, docs []string) {
	b.ReportAllocs()
	b.SetBytes(total(docs))
	c := analyzertest.Internal("contoso")
	for b.Loop() {
		files := make([]*text.File, len(docs))
		for i, src := range docs {
			files[i] = text.NewFile(fmt.Sprintf("p%04d.xml", i), src)
		}
		if _, err := analyzer.NewSnapshot(files).Check(context.Background(), c); err != nil {
			b.Fatal(err)
		}
	}
}

func benchParse(b *testing.B, docs []string) {
	b.ReportAllocs()
	b.SetBytes(total(docs))
	for b.Loop() {
		for _, src := range docs {
			policy.Parse(text.NewView(src))
		}
	}
}

func benchTokens(b *testing.B, docs []string) {
	b.ReportAllocs()
	b.SetBytes(total(docs))
	for b.Loop() {
		for _, src := range docs {
			tokens(b, src)
		}
	}
}

func total(docs []string) int64 {
	n := 0
	for _, d := range docs {
		n += len(d)
	}
	return int64(n)
}

func wellFormedCorpus(b *testing.B) []string {
	var out []string
	for _, files := range analyzertest.Corpus(b) {
		for _, f := range files {
			if strings.HasSuffix(f.Path, ".xml") && isWellFormed(f.Src) {
				out = append(out, f.Src)
			}
		}
	}
	sort.Strings(out)
	return out
}

func isWellFormed(src string) bool {
	d := xml.NewDecoder(bytes.NewReader([]byte(src)))
	for {
		if _, err := d.Token(); err != nil {
			return err == io.EOF
		}
	}
}
