package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/uri"

	"hairpin/analyzer/text"
	"hairpin/internal/estategen"
)

// BenchmarkWriting times completion and hover as an editor sees them, over a pipe:
// a character is typed, and the answer for the new text is awaited. It reports
// percentiles beside the mean.
func BenchmarkWriting(b *testing.B) {
	for _, apis := range []int{0, 1000} {
		for _, kb := range []int{2, 50, 512} {
			for _, c := range []struct{ name, method, typed string }{
				{"completion", "textDocument/completion", "<set-header "},
				{"member", "textDocument/completion", "<set-body>@(context.Request."},
				{"hover", "textDocument/hover", "<set-header"},
			} {
				b.Run(fmt.Sprintf("%s/%dKB/%dAPIs", c.name, kb, apis), func(b *testing.B) {
					benchWriting(b, apis, kb, c.method, c.typed)
				})
			}
		}
	}
}

func benchWriting(b *testing.B, apis, kb int, method, typed string) {
	const path = "apis/api1/operations/op1/policy.xml"
	src := "<policies>\n<inbound>\n" + strings.Repeat("<set-header name=\"a\" exists-action=\"skip\"><value>@(context.Request.Method + \"a\")</value></set-header>\n", kb*10)
	line := strings.Count(src, "\n")
	src += typed + "\n</inbound>\n</policies>\n"
	p := newPipe(b, apis)
	p.call("initialize", `{"processId":null,"capabilities":{},"rootUri":`+strconv.Quote(string(uri.File(p.dir)))+`}`)
	p.send("initialized", "{}")
	u := strconv.Quote(string(uri.File(filepath.Join(p.dir, path))))
	p.send("textDocument/didOpen", `{"textDocument":{"languageId":"xml","version":1,"uri":`+u+`,"text":`+strconv.Quote(src)+`}}`)
	ask := fmt.Sprintf(`{"textDocument":{"uri":%s},"position":{"line":%d,"character":%d}}`, u, line, len(typed))
	if method == "textDocument/hover" {
		ask = fmt.Sprintf(`{"textDocument":{"uri":%s},"position":{"line":%d,"character":5}}`, u, line)
	}
	if len(p.call(method, ask)) < 200 {
		b.Fatal("nothing is answered")
	}
	var took []time.Duration
	version := 1
	for b.Loop() {
		version++
		p.send("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%s,"version":%d},"contentChanges":[{"range":{"start":{"line":1,"character":9},"end":{"line":1,"character":9}},"text":" "}]}`, u, version))
		start := time.Now()
		p.call(method, ask)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	for _, q := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[(len(took)-1)*q/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", q))
	}
}

// pipe is an editor that waits for each answer.
type pipe struct {
	b   *testing.B
	dir string
	out io.Writer
	in  *bufio.Reader
	id  int
}

// newPipe starts a server over a workspace of some APIs, which is not on disk.
func newPipe(b *testing.B, apis int) *pipe {
	p := &pipe{b: b, dir: b.TempDir()}
	collect := func(context.Context, string) (string, []*text.File, error) {
		if apis == 0 {
			return p.dir, nil, nil
		}
		return p.dir, estategen.Generate(estategen.Options{APIs: apis, Operations: 10, Seed: 1, SelfCalls: 100}), nil
	}
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	p.out, p.in = fromEditor, bufio.NewReader(toEditor)
	go func() {
		Serve(context.Background(), toServer, fromServer, Options{Collect: collect, Version: "test"})
		_ = fromServer.Close()
	}()
	b.Cleanup(func() {
		_ = fromEditor.Close()
		_ = toEditor.Close()
	})
	return p
}

func (p *pipe) write(body string) {
	if _, err := fmt.Fprintf(p.out, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		p.b.Fatal(err)
	}
}

func (p *pipe) send(method, params string) {
	p.write(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// call makes a request and passes over everything up to its answer.
func (p *pipe) call(method, params string) string {
	p.id++
	done := make(chan struct{})
	go func() { // the server may be writing
		defer close(done)
		p.write(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, p.id, method, params))
	}()
	defer func() { <-done }()
	for {
		n := 0
		for {
			line, err := p.in.ReadString('\n')
			if err != nil {
				p.b.Fatal(err)
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			n, _ = strconv.Atoi(strings.TrimPrefix(line, "Content-Length: "))
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(p.in, body); err != nil {
			p.b.Fatal(err)
		}
		var m struct {
			ID     int             `json:"id"`
			Method string          `json:"method"`
			Result json.RawMessage `json:"result"`
		}
		if err := json.Unmarshal(body, &m); err != nil {
			p.b.Fatal(err)
		}
		if m.ID == p.id && m.Method == "" {
			return string(m.Result)
		}
	}
}
