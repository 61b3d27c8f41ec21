package main

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"hairpin": main})
}

// TestScript runs the sessions in testdata/script with the real command.
func TestScript(t *testing.T) {
	schema, err := filepath.Abs("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	strange := httptest.NewUnstartedServer(nil) // uses TLS
	strange.Config.ErrorLog = log.New(io.Discard, "", 0)
	strange.EnableHTTP2 = true
	strange.StartTLS()
	t.Cleanup(strange.Close)
	tokens, ca := filepath.Join(t.TempDir(), "tokens"), filepath.Join(t.TempDir(), "ca.pem")
	for path, src := range map[string][]byte{
		tokens: []byte("secret the build\n"),
		ca:     pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: strange.Certificate().Raw}),
	} {
		if err := os.WriteFile(path, src, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	closed, err := server.NewTokens(tokens, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{
		"EXAMPLES": examples, "SERVER": serve(t, nil), "TOKEN_SERVER": serve(t, closed), "TLS_SERVER": strange.Listener.Addr().String(), "CA": ca,
		"TURNED": "\u202e", // what follows it is read from right to left
	}
	for _, name := range []string{"SERVER", "TLS_SERVER"} { // by an address that is not known to be this host's
		variables["FAR_"+name] = strings.Replace(variables[name], "127.0.0.1", "0.0.0.0", 1)
	}
	testscript.Run(t, testscript.Params{
		Setup: func(env *testscript.Env) error {
			for name, value := range variables {
				env.Setenv(name, value)
			}
			return nil
		},
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"sarif":     func(ts *testscript.TestScript, _ bool, args []string) { validSARIF(ts, schema, args) },
			"protojson": validProtoJSON,
			"rewrite":   rewrite,
		},
	})
}

// serve runs a server for the sessions, which lets in who has one of the tokens, and
// gives its address.
func serve(t *testing.T, tokens *server.Tokens) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := server.NewServer(server.New(), server.Options{
		MaxMessage: 64 << 20, MaxConcurrent: 2, MaxQueue: 64, MaxReceive: time.Hour, MaxTime: time.Hour, Tokens: tokens, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ctx, l) }()
	t.Cleanup(func() { // runs when all sessions are done
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return l.Addr().String()
}

// exits CODE ARGS... runs hairpin and wants an exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: exits CODE ARGS...")
	}
	got := "0"
	if err := ts.Exec("hairpin", args[1:]...); err != nil {
		var e interface{ ExitCode() int }
		if !errors.As(err, &e) {
			ts.Fatalf("%v", err)
		}
		got = string(rune('0' + e.ExitCode()))
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// validSARIF FILE holds a log against the schema.
func validSARIF(ts *testscript.TestScript, schema string, args []string) {
	c := jsonschema.NewCompiler()
	s, err := c.Compile(schema)
	ts.Check(err)
	log, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(s.Validate(log))
}

// validProtoJSON FILE [calls] reads an AnalyzeResponse or a ListCallsResponse
// strictly, and wants it laid out as documented.
func validProtoJSON(ts *testscript.TestScript, _ bool, args []string) {
	src := ts.ReadFile(args[0])
	var resp proto.Message = &hairpinv1.AnalyzeResponse{}
	keys := []string{"findings", "summary", "suppressed", "problems"}
	if len(args) > 1 {
		resp, keys = &hairpinv1.ListCallsResponse{}, []string{"calls", "summary", "problems"}
	}
	ts.Check(protojson.Unmarshal([]byte(src), resp))
	var v map[string]any
	ts.Check(json.Unmarshal([]byte(src), &v))
	for _, key := range keys {
		if _, ok := v[key]; !ok {
			ts.Fatalf("%s is missing", key)
		}
	}
	if !strings.HasPrefix(src, "{\n  \"") || !strings.HasSuffix(src, "}\n") || strings.HasSuffix(src, "\n\n") {
		ts.Fatalf("not indented by two blanks with one final newline")
	}
}

// rewrite FILE HOW changes the bytes of a file in a way that txtar cannot hold.
func rewrite(ts *testscript.TestScript, _ bool, args []string) {
	path, src := ts.MkAbs(args[0]), ts.ReadFile(args[0])
	switch args[1] {
	case "utf16":
		out := []byte{0xff, 0xfe}
		for _, r := range src {
			out = append(out, byte(r), byte(r>>8))
		}
		src = string(out)
	case "binary":
		src = "\x7fELF\x00\x01" + src
	case "latin1":
		src = strings.ReplaceAll(src, "~", "\xe9")
	case "crlf":
		src = strings.ReplaceAll(src, "\n", "\r\n")
	case "bom":
		src = "\ufeff" + src
	case "huge":
		src = strings.Repeat(src, 1+(16<<20)/len(src))
	case "stray":
		src += "\n"
	default:
		ts.Fatalf("rewrite knows no %q", args[1])
	}
	ts.Check(os.WriteFile(path, []byte(src), 0o644))
}
