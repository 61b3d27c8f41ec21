package lsp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.lsp.dev/uri"

	"hairpin.example/hairpin/analyzer/text"
)

// session is an editor that speaks with a server over pipes.
type session struct {
	t       *testing.T
	dir     string
	out     io.WriteCloser
	writing sync.Mutex // of out
	mu      sync.Mutex
	nextID  int
	// answers and diagnostics arrive here.
	answers     map[int]chan envelope
	diagnostics chan published
	code        chan int
	log         *safeBuffer
	// replies are what the editor answers to requests of the server, by method; asked
	// are those requests and the notifications that are no diagnostics.
	replies map[string]string
	asked   chan envelope
	server  *Server
}

// safeBuffer can be read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

type envelope struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Result json.RawMessage `json:"result"`
	Params json.RawMessage `json:"params"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type place struct {
	Line, Character int
}

type published struct {
	URI         string
	Version     *int
	Diagnostics []struct {
		Range              struct{ Start, End place }
		Severity           int
		Code, Message      string
		RelatedInformation []struct{ Message string }
	}
}

// start begins a session in a folder with some files, and agrees with the server.
func start(t *testing.T, files map[string]string, capabilities string) *session {
	t.Helper()
	s := begin(t, files)
	s.call("initialize", fmt.Sprintf(`{"processId":null,"rootUri":%q,"capabilities":%s}`, s.uri(""), capabilities), nil)
	s.notify("initialized", "{}")
	return s
}

// begin begins a session; nothing has been said yet.
func begin(t *testing.T, files map[string]string) *session {
	t.Helper()
	s := &session{t: t, dir: t.TempDir(), answers: map[int]chan envelope{}, diagnostics: make(chan published, 1<<17), code: make(chan int, 1), log: &safeBuffer{}, asked: make(chan envelope, 1<<12), replies: map[string]string{}}
	for name, src := range files {
		s.write(name, src)
	}
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	s.out = fromEditor
	life, end := context.WithCancel(context.Background())
	s.server = newServer(life, toServer, fromServer, Options{Collect: collect, Version: "test", Log: s.log})
	go func() {
		s.code <- s.server.run(end)
		_ = fromServer.Close()
	}()
	go s.read(toEditor)
	t.Cleanup(func() { _ = fromEditor.Close() })
	return s
}

// collect reads a folder as it is, or a file alone.
func collect(_ context.Context, path string) (string, []*text.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", nil, err
	}
	root := path
	if !info.IsDir() {
		root = filepath.Dir(path)
	}
	var files []*text.File
	err = filepath.WalkDir(path, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		files = append(files, text.NewFile(filepath.ToSlash(rel), string(data)))
		return err
	})
	return root, files, err
}

func (s *session) write(name, src string) {
	p := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(src), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *session) uri(name string) string { return string(uri.File(filepath.Join(s.dir, name))) }

func (s *session) send(body string) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if _, err := fmt.Fprintf(s.out, "Content-Length: %d\r\n\r\n%s", len(body), body); err != nil {
		s.t.Logf("the server reads no more: %v", err)
	}
}

func (s *session) notify(method, params string) {
	s.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// begin makes a request whose answer arrives later.
func (s *session) begin(method, params string) (id int, answer chan envelope) {
	s.mu.Lock()
	s.nextID++
	id = s.nextID
	answer = make(chan envelope, 1)
	s.answers[id] = answer
	s.mu.Unlock()
	s.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params))
	return id, answer
}

// call makes a request and reads its result; it gives the code of an error.
func (s *session) call(method, params string, result any) int {
	s.t.Helper()
	_, answer := s.begin(method, params)
	m, ok := <-answer
	if !ok {
		s.t.Fatalf("%s: the server is gone\n%s", method, s.log)
	}
	if m.Error != nil {
		return m.Error.Code
	}
	if result != nil {
		if err := json.Unmarshal(m.Result, result); err != nil {
			s.t.Fatalf("%s: %v in %s", method, err, m.Result)
		}
	}
	return 0
}

func (s *session) read(in io.Reader) {
	r := bufio.NewReader(in)
	for {
		n := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				s.mu.Lock()
				for _, c := range s.answers {
					close(c)
				}
				s.answers = map[int]chan envelope{}
				s.mu.Unlock()
				close(s.diagnostics)
				close(s.asked)
				return
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			n, _ = strconv.Atoi(strings.TrimPrefix(line, "Content-Length: "))
		}
		body := make([]byte, n)
		if _, err := io.ReadFull(r, body); err != nil {
			continue
		}
		var m envelope
		if err := json.Unmarshal(body, &m); err != nil {
			panic(err)
		}
		switch {
		case m.Method == "textDocument/publishDiagnostics":
			var p published
			if err := json.Unmarshal(m.Params, &p); err != nil {
				panic(err)
			}
			s.diagnostics <- p
		case m.Method != "":
			s.asked <- m
			if m.ID == nil {
				continue
			}
			reply := s.replies[m.Method]
			if reply == "" {
				reply = "null"
			}
			go s.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, reply))
		case m.ID != nil:
			s.mu.Lock()
			if id, err := strconv.Atoi(string(m.ID)); err == nil && s.answers[id] != nil {
				s.answers[id] <- m
				delete(s.answers, id)
			}
			s.mu.Unlock()
		}
	}
}

// text is the text of an open document as the server has it now.
func (s *session) text(name string) string {
	s.t.Helper()
	s.call("textDocument/foldingRange", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, s.uri(name)), nil) // all before it is done
	s.server.desk.mu.Lock()
	defer s.server.desk.mu.Unlock()
	return s.server.desk.open[uri.URI(s.uri(name))].file.Src
}

// awaitAsked gives the params of the next request or notification of that name.
func (s *session) awaitAsked(method string) string {
	s.t.Helper()
	for m := range s.asked {
		if m.Method == method {
			return string(m.Params)
		}
	}
	return ""
}

// await gives the next diagnostics of a file, whatever comes for others.
func (s *session) await(name string) published {
	s.t.Helper()
	for p := range s.diagnostics {
		if p.URI == s.uri(name) {
			return p
		}
	}
	s.t.Fatalf("no diagnostics for %s\n%s", name, s.log)
	return published{}
}

func (s *session) openFile(name, src string) {
	s.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"xml","version":1,"text":%q}}`, s.uri(name), src))
}
