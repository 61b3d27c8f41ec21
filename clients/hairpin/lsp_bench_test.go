package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/internal/estategen"
)

// benchBinary is the server that the benchmarks talk with, over real pipes.
func benchBinary(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "hairpin")
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return path
}

// benchPolicy is a policy of about a size: requests to other services, and one
// in fifty to this gateway.
func benchPolicy(size int) string {
	var out strings.Builder
	out.WriteString("<policies>\n    <inbound>\n        <base />\n        <!-- typed here: -->\n")
	for i := 0; out.Len() < size-200 || i == 0; i++ {
		host := fmt.Sprintf("host%d.fabrikam.com", i%7)
		if i%50 == 49 {
			host = estategen.Host
		}
		fmt.Fprintf(&out, `        <set-variable name="id%d" value="@(context.Request.Headers.GetValueOrDefault("X-Id", "%d"))" />
        <send-request mode="new" response-variable-name="item%d" timeout="10" ignore-error="true">
            <set-url>@("https://%s/items/" + (string)context.Variables["id%d"])</set-url>
            <set-method>GET</set-method>
        </send-request>
`, i, i, i, host, i)
	}
	out.WriteString("    </inbound>\n</policies>\n")
	return out.String()
}

// keyRepeat is the time between the characters of a key that is held down.
const keyRepeat = 33 * time.Millisecond

// benchEditor is the editor's side of a session.
type benchEditor struct {
	b       *testing.B
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	id      int
	version int
	uri     string
	line    int // where it types
}

func benchSession(b *testing.B, binary, root, path, src string) *benchEditor {
	b.Helper()
	e := &benchEditor{b: b, cmd: exec.Command(binary, "lsp"), uri: "file://" + filepath.ToSlash(filepath.Join(root, path))}
	var err error
	if e.in, err = e.cmd.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	pipe, err := e.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	e.out = bufio.NewReaderSize(pipe, 1<<20)
	if err := e.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = e.in.Close()
		_ = e.cmd.Wait()
	})
	folder, _ := json.Marshal("file://" + filepath.ToSlash(root))
	e.request("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%s,"capabilities":{}}`, folder))
	e.notify("initialized", "{}")
	raw, _ := json.Marshal(src)
	e.version = 1
	e.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"xml","version":1,"text":%s}}`, e.uri, raw))
	e.diagnostics()
	f := text.NewFile("", src)
	e.line, _ = f.LineCol(strings.Index(src, "typed here:"))
	return e
}

func (e *benchEditor) send(body string) {
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		e.b.Fatal(err)
	}
}

func (e *benchEditor) notify(method, params string) {
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// message is the next message of the server.
func (e *benchEditor) message() []byte {
	n := 0
	for {
		line, err := e.out.ReadString('\n')
		if err != nil {
			e.b.Fatal(err)
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			n, _ = strconv.Atoi(v)
		}
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(e.out, body); err != nil {
		e.b.Fatal(err)
	}
	return body
}

// request waits for its answer.
func (e *benchEditor) request(method, params string) {
	e.id++
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, e.id, method, params))
	for {
		m := e.message()
		if bytes.Contains(m[:min(len(m), 60)], []byte(`"id":`)) || bytes.Contains(m[max(0, len(m)-40):], []byte(`"id":`)) {
			return
		}
	}
}

// diagnostics waits for those of the version that was sent last.
func (e *benchEditor) diagnostics() {
	version := []byte(fmt.Sprintf(`"version":%d`, e.version))
	uri := []byte(e.uri)
	for {
		m := e.message()
		if bytes.Contains(m, []byte("publishDiagnostics")) && bytes.Contains(m, version) && bytes.Contains(m, uri) {
			return
		}
	}
}

// change types a character into a comment, or takes it away again.
func (e *benchEditor) change() {
	e.version++
	end, what := 14, ""
	if e.version%2 == 0 {
		end, what = 13, "x"
	}
	e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":13},"end":{"line":%d,"character":%d}},"text":%q}]}`,
		e.uri, e.version, e.line-1, e.line-1, end, what))
	e.diagnostics()
}

func (e *benchEditor) at(method string) {
	e.request(method, fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":%d,"character":40}}`, e.uri, e.line+2))
}

// percentiles reports those of what was measured, in milliseconds.
func percentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[min(len(took)*p/100, len(took)-1)].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
	b.ReportMetric(0, "ns/op")
}

// measure takes the time of f; before each, something else is done.
func measure(b *testing.B, before, f func()) {
	var took []time.Duration
	for b.Loop() {
		before()
		start := time.Now()
		f()
		took = append(took, time.Since(start))
	}
	percentiles(b, took)
}

// BenchmarkLSP measures the language server as an editor sees it: from a change
// of one character to its diagnostics, without a pause and as fast as a key
// repeats, a hover and a completion after such a change, at three sizes of the
// document, alone and in a project of 1,000 APIs.
func BenchmarkLSP(b *testing.B) {
	binary := benchBinary(b)
	for _, w := range []struct {
		name string
		apis int
	}{{"alone", 0}, {"1000-APIs", 1000}} {
		root := b.TempDir()
		files := []*text.File{text.NewFile("hairpin.yaml", "instance: { name: contoso, hostnames: ["+estategen.Host+"], virtualNetwork: internal, sku: Developer }\n")}
		if w.apis > 0 {
			files = estategen.Generate(estategen.Options{APIs: w.apis, Operations: 4, SelfCalls: 50, Seed: 1})
		}
		for _, f := range files {
			path := filepath.Join(root, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(f.Src), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		for _, size := range []int{2 << 10, 50 << 10, 512 << 10} {
			name := fmt.Sprintf("%s/%dKB", w.name, size>>10)
			path := "apis/api7/operations/op0/policy.xml"
			e := benchSession(b, binary, root, path, benchPolicy(size))
			b.Run(name+"/change", func(b *testing.B) { measure(b, func() {}, e.change) })
			b.Run(name+"/typing", func(b *testing.B) { measure(b, func() { time.Sleep(keyRepeat) }, e.change) })
			b.Run(name+"/hover", func(b *testing.B) { measure(b, e.change, func() { e.at("textDocument/hover") }) })
			b.Run(name+"/completion", func(b *testing.B) { measure(b, e.change, func() { e.at("textDocument/completion") }) })
			b.Run(name+"/memory", func(b *testing.B) {
				for b.Loop() {
					e.at("textDocument/foldingRange")
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(residentMB(e.cmd.Process.Pid), "MB")
			})
		}
	}
	b.Run("cold-start", func(b *testing.B) {
		root := b.TempDir()
		measure(b, func() {}, func() { benchSession(b, binary, root, "policy.xml", benchPolicy(2<<10)) })
	})
}

// residentMB is the memory of a process, 0 where the system does not say.
func residentMB(pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseFloat(kb, 64)
	return n / 1024
}
