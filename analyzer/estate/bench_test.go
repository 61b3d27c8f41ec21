package estate

import (
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// synthetic is an estate of 1,000 APIs with 10 operations each, about 3.5 KB of
// specification per API.
func synthetic(apis, operations int, ext string) []*text.File {
	var files []*text.File
	for i := range apis {
		dir := fmt.Sprintf("art/apis/api-%04d", i)
		files = append(files, text.NewFile(dir+"/apiInformation.json", fmt.Sprintf(`{
  "properties": {
    "path": "area/api-%04d",
    "apiRevision": "1",
    "authenticationSettings": {},
    "isCurrent": true,
    "displayName": "API %04d",
    "protocols": ["https"],
    "serviceUrl": "https://backend-%04d.contoso.com/v1",
    "subscriptionRequired": true
  }
}`, i, i, i)), text.NewFile(dir+"/policy.xml", "<policies><inbound><base /></inbound></policies>"))
		var yaml, json strings.Builder
		yaml.WriteString("openapi: 3.0.1\ninfo:\n  title: T\n  version: '1'\nservers:\n  - url: https://contoso.azure-api.net/x\npaths:\n")
		json.WriteString(`{"openapi": "3.0.1", "info": {"title": "T", "version": "1"}, "paths": {`)
		for o := range operations {
			fmt.Fprintf(&yaml, "  '/items-%d/{id}':\n    get:\n      tags:\n        - items\n      summary: Get an item\n      description: 'Gets the item: by its id'\n      operationId: get-item-%d\n      parameters:\n        - name: id\n          in: path\n          required: true\n          schema:\n            type: string\n      responses:\n        '200':\n          description: The item\n", o, o)
			if o > 0 {
				json.WriteString(", ")
			}
			fmt.Fprintf(&json, `"/items-%d/{id}": {"get": {"tags": ["items"], "summary": "Get an item", "description": "Gets the item: by its id", "operationId": "get-item-%d", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "The item"}}}}`, o, o)
			files = append(files, text.NewFile(fmt.Sprintf("%s/operations/get-item-%d/policy.xml", dir, o), "<policies />"))
		}
		json.WriteString("}}")
		src := yaml.String()
		if ext == "json" {
			src = json.String()
		}
		files = append(files, text.NewFile(dir+"/specification."+ext, src))
	}
	return files
}

func benchmarkRead(b *testing.B, ext string, keep bool) {
	files := synthetic(1000, 10, ext)
	size := 0
	for _, f := range files {
		size += len(f.Src)
	}
	groups := Split(pathsOf(files))
	o := Options{}
	if keep {
		cache := map[*text.File]*Source{}
		o.Parse = func(f *text.File) *Source {
			s, ok := cache[f]
			if !ok {
				s = Parse(f)
				cache[f] = s
			}
			return s
		}
		Read(files, groups[0], o)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if e := Read(files, groups[0], o); len(e.Service.APIs) != 1000 || len(e.Service.APIs[0].Operations) != 10 || len(e.Problems) > 0 {
			b.Fatal(len(e.Service.APIs), e.Problems)
		}
	}
}

func BenchmarkReadYAML(b *testing.B) { benchmarkRead(b, "yaml", false) }

func BenchmarkReadJSON(b *testing.B) { benchmarkRead(b, "json", false) }

// BenchmarkReadKept is a keystroke: nothing is parsed again.
func BenchmarkReadKept(b *testing.B) { benchmarkRead(b, "yaml", true) }

func BenchmarkSplit(b *testing.B) {
	paths := pathsOf(synthetic(1000, 10, "yaml"))
	b.ReportAllocs()
	for b.Loop() {
		if len(Split(paths)) != 1 {
			b.Fatal()
		}
	}
}

func BenchmarkSpecification(b *testing.B) {
	files := synthetic(1, 1000, "yaml")
	src := files[len(files)-1].Src
	for _, c := range []struct {
		name string
		read func() int
	}{
		{"scan", func() int { s, _ := scanYAML(src); return len(s.operations) }},
		{"parse", func() int { root, _ := tree.ParseYAML(text.NewView(src)); return len(specOf(root).operations) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				if c.read() != 1000 {
					b.Fatal()
				}
			}
		})
	}
}
