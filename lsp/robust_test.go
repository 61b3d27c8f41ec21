package lsp

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
)

// TestFrames: headers in any case and order; a body that is no JSON-RPC is
// answered, and the session goes on; one whose length cannot be is its end.
func TestFrames(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	for _, body := range []string{"", "{", "[]", "null", `"text"`, `{"jsonrpc":"2.0"}`, "\xff\xfe", `[{"jsonrpc":"2.0","method":"$/x"}]`} {
		s.send(body)
	}
	if _, err := io.WriteString(s.out, "\r\n\r\ncontent-type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-LENGTH:  46\r\n\r\n"+`{"jsonrpc":"2.0","method":"$/other","params":1}`[:46]); err != nil {
		t.Fatal(err)
	}
	if code := s.call("textDocument/foldingRange", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")), nil); code != 0 {
		t.Errorf("afterwards: %d", code)
	}
	_, _ = io.WriteString(s.out, "Content-Length: -1\r\n\r\n")
	if code := <-s.code; code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// TestEditorDies: a pipe that ends in the middle of a message ends the session.
func TestEditorDies(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	_, _ = io.WriteString(s.out, "Content-Length: 100\r\n\r\n{\"jsonrpc\"")
	_ = s.out.Close()
	if code := <-s.code; code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// TestLifeCycle: nothing before initialize, which comes once; nothing after
// shutdown; exit without shutdown is a failure.
func TestLifeCycle(t *testing.T) {
	s := begin(t, nil)
	s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"xml","version":1,"text":"<a/>"}}`, s.uri("p.xml")))
	if code := s.call("textDocument/hover", `{}`, nil); code != -32002 {
		t.Errorf("before initialize: %d", code)
	}
	if code := s.call("initialize", `{"processId":null,"rootUri":null,"capabilities":{},"trace":null,"workspaceFolders":null}`, nil); code != 0 {
		t.Errorf("members that are null: %d", code)
	}
	if code := s.call("initialize", `{"processId":null,"rootUri":null,"capabilities":{}}`, nil); code != -32600 {
		t.Errorf("initialize again: %d", code)
	}
	s.notify("initialized", "{}")
	s.notify("exit", "null")
	if code := <-s.code; code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// TestNullMembers: an editor that writes null for the version and the range means
// the whole document.
func TestNullMembers(t *testing.T) {
	s := start(t, nil, "{}")
	s.openFile("p.xml", "<policies/>")
	s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":2},"contentChanges":[{"range":null,"rangeLength":null,"text":"<fragment/>"}]}`, s.uri("p.xml")))
	if got := s.text("p.xml"); got != "<fragment/>" {
		t.Errorf("the text is %q", got)
	}
}

// TestPanic: a bug in a feature is answered, and the session goes on.
func TestPanic(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	s.server.options.Picture = func(*analyzer.Graph) (string, error) { panic("a picture that nobody can draw") }
	for range 3 {
		if code := s.call("workspace/executeCommand", `{"command":"hairpin.graph","arguments":[]}`, nil); code != -32603 {
			t.Errorf("code %d", code)
		}
	}
	if !strings.Contains(s.log.String(), "nobody can draw") || !strings.Contains(s.log.String(), "robust_test.go") {
		t.Errorf("the log has no stack: %.300s", s.log)
	}
	if code := s.call("shutdown", "null", nil); code != 0 {
		t.Errorf("afterwards: %d", code)
	}
}

// TestOtherServersData: diagnostics of other servers come with a question too, with
// data of any kind.
func TestOtherServersData(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	s.openFile("policy.xml", sampleEstate["policy.xml"])
	at := `{"start":{"line":4,"character":25},"end":{"line":4,"character":25}}`
	for _, data := range []string{`7`, `"x"`, `{"fingerprint":7}`, `[]`, `null`} {
		for _, from := range []string{"xml", "hairpin"} {
			var list []action
			code := s.call("textDocument/codeAction", fmt.Sprintf(`{"textDocument":{"uri":%q},"range":%s,"context":{"diagnostics":[{"range":%s,"message":"m","source":%q,"data":%s}]}}`,
				s.uri("policy.xml"), at, at, from, data), &list)
			if code != 0 || len(list) == 0 {
				t.Errorf("%s %s: code %d, %d actions", from, data, code, len(list))
			}
		}
	}
}

// TestFolders: folders come and go, and what was told of them goes with them.
func TestFolders(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config, "policy.xml": sampleEstate["policy.xml"], "inner/policy.xml": sampleEstate["policy.xml"]}, "{}")
	s.await("inner/policy.xml")
	s.await("policy.xml")
	folder := func(what, other string) {
		s.notify("workspace/didChangeWorkspaceFolders", fmt.Sprintf(`{"event":{%q:[],%q:[{"uri":%q,"name":"x"}]}}`, other, what, s.uri("")))
	}
	folder("removed", "added")
	if p := s.await("policy.xml"); len(p.Diagnostics) != 0 {
		t.Errorf("%+v", p)
	}
	folder("added", "removed")
	if p := s.await("policy.xml"); len(p.Diagnostics) != 1 {
		t.Errorf("%+v", p)
	}
}

// TestPartOfEstate: of an estate of which two folders are opened, all is read, and
// what is wrong in the two is told; a file on its own brings its neighbours along
// without a word.
func TestPartOfEstate(t *testing.T) {
	wrong := strings.ReplaceAll(selfCall, "api.contoso.com", "{{host}}")
	files := map[string]string{
		"hairpin.yaml": config, "named values/host/namedValueInformation.json": `{"properties":{"displayName":"host","value":"api.contoso.com"}}`,
		"apis/a/policy.xml": wrong, "apis/b/policy.xml": wrong, "apis/c/policy.xml": wrong,
	}
	s := begin(t, files)
	s.server.desk.collect = func(ctx context.Context, path string) (string, []*text.File, error) {
		_, list, err := collect(ctx, s.dir)
		return s.dir, list, err
	}
	s.call("initialize", fmt.Sprintf(`{"processId":null,"rootUri":null,"capabilities":{},"workspaceFolders":[{"uri":%q,"name":"a"},{"uri":%q,"name":"b"}]}`, s.uri("apis/a"), s.uri("apis/b")), nil)
	s.notify("initialized", "{}")
	told := map[string]int{}
	for len(told) < 2 {
		p := <-s.diagnostics
		told[p.URI] += len(p.Diagnostics)
	}
	if told[s.uri("apis/a/policy.xml")] == 0 || told[s.uri("apis/b/policy.xml")] == 0 {
		t.Errorf("told: %v", told)
	}
	s.openFile("apis/c/policy.xml", wrong)
	if p := <-s.diagnostics; p.URI != s.uri("apis/c/policy.xml") || len(p.Diagnostics) == 0 {
		t.Errorf("%+v", p)
	}
}

// TestUntitled: a buffer that was never saved is judged by the facts of the
// workspace, and named by its own address.
func TestUntitled(t *testing.T) {
	s := start(t, map[string]string{"hairpin.yaml": config}, "{}")
	s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":"untitled:Untitled-1","languageId":"xml","version":1,"text":%q}}`, sampleEstate["policy.xml"]))
	for p := range s.diagnostics {
		if p.URI != "untitled:Untitled-1" {
			continue
		}
		if len(p.Diagnostics) != 1 {
			t.Errorf("%+v", p)
		}
		break
	}
	s.notify("textDocument/didClose", `{"textDocument":{"uri":"untitled:Untitled-1"}}`)
	for p := range s.diagnostics {
		if p.URI == "untitled:Untitled-1" {
			if len(p.Diagnostics) != 0 {
				t.Errorf("%+v", p)
			}
			return
		}
	}
}

// held is the memory in use, in bytes, when everything sent so far is done.
func (s *session) held(path string) uint64 {
	s.text(path)
	runtime.GC()
	used := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(used)
	return used[0].Value.Uint64()
}

// TestNothingLeaks edits, opens and closes at random, and asks in between; when
// the editor is gone, so is everything that ran for it. EDITS is how often, for
// "make soak-lsp": an hour of a key held down is 36,000 times a tenth of a second.
func TestNothingLeaks(t *testing.T) {
	edits := 2000
	if n, err := strconv.Atoi(os.Getenv("EDITS")); err == nil {
		edits = n
	}
	before := runtime.NumGoroutine()
	r := rand.New(rand.NewPCG(1, 2))
	s := start(t, sampleEstate, "{}")
	m := &model{src: sampleEstate["policy.xml"]}
	s.openFile("policy.xml", m.src)
	var early uint64
	for v := range edits {
		if v == edits/4 {
			early = s.held("policy.xml")
		}
		switch r.IntN(20) {
		case 0:
			s.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")))
			m.src = sampleEstate["policy.xml"]
			s.openFile("policy.xml", m.src)
		case 1:
			s.openFile(fmt.Sprintf("lone%d.xml", v%7), "<policies/>")
		case 2:
			s.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri(fmt.Sprintf("lone%d.xml", r.IntN(7)))))
		case 3:
			s.begin("textDocument/hover", fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":%d,"character":20}}`, s.uri("policy.xml"), r.IntN(9)))
		case 4, 5: // and waits, so that the checks come to their end
			s.call("textDocument/codeLens", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri("policy.xml")), nil)
		default:
			s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[%s]}`, s.uri("policy.xml"), v, m.random(r, pieces)))
		}
	}
	if got := s.text("policy.xml"); got != m.src {
		t.Errorf("the server has %q, the editor %q", got, m.src)
	}
	late := s.held("policy.xml")
	t.Logf("%d edits; %d KiB held after a quarter of them, %d KiB at the end", edits, early>>10, late>>10)
	if late > early+4<<20 {
		t.Errorf("%d bytes are held, %d after a quarter of the edits", late, early)
	}
	s.server.desk.mu.Lock()
	folders := len(s.server.desk.folders)
	s.server.desk.mu.Unlock()
	if folders != 1 {
		t.Errorf("%d folders are left", folders)
	}
	s.call("shutdown", "null", nil)
	s.notify("exit", "null")
	<-s.code
	_ = s.out.Close()
	for range 1_000_000 { // the reader of the pipe ends by itself
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines before, %d now", before, runtime.NumGoroutine())
}

// TestPanicBehindTheScenes: one in what goes on beside the requests is logged, too.
func TestPanicBehindTheScenes(t *testing.T) {
	s := start(t, sampleEstate, "{}")
	done := make(chan struct{})
	s.server.peer.background(t.Context(), func(context.Context) {
		defer close(done)
		panic("nobody waits for this")
	})
	<-done
	if code := s.call("shutdown", "null", nil); code != 0 {
		t.Errorf("afterwards: %d", code)
	}
	for !strings.Contains(s.log.String(), "nobody waits for this") {
		runtime.Gosched() // it is logged a moment later
	}
}
