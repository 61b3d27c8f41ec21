package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/clients/hairpin/print"
)

// outside is a shell without a terminal.
func outside(ctx context.Context, stdout, stderr io.Writer, cwd string) *shell {
	return &shell{
		ctx: ctx, stdin: strings.NewReader(""), stdout: stdout, stderr: stderr, cwd: cwd,
		getenv: func(string) string { return "" }, terminal: func(io.Writer) bool { return false },
	}
}

// serving runs "hairpin serve" until stop is called, which gives the exit code.
func serving(t *testing.T, args ...string) (address string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	code := make(chan int, 1)
	go func() {
		code <- run(append([]string{"serve"}, args...), outside(ctx, io.Discard, write, t.TempDir()))
		_ = write.Close()
	}()
	lines := bufio.NewReader(read)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("hairpin serve does not begin: %v", err)
	}
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "hairpin: listening on ")
	if !ok {
		t.Fatalf("hairpin serve begins with %q", line)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return address, func() int {
		cancel()
		return <-code
	}
}

// command runs another command and gives its exit code and all that it prints.
func command(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := run(args, outside(t.Context(), &out, &out, t.TempDir()))
	return code, out.String()
}

func TestServeSocket(t *testing.T) {
	dir := t.TempDir()
	socket := filepath.Join(dir, "s")
	tokens, token := filepath.Join(dir, "tokens"), filepath.Join(dir, "token")
	for path, src := range map[string]string{tokens: "one\ntwo\n", token: "two\n"} {
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A server that was killed leaves its socket behind.
	left, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	left.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}

	address, stop := serving(t, "--listen", "unix:"+socket, "--socket-mode", "0660", "--token-file", tokens)
	if address != "unix:"+socket {
		t.Errorf("listens on %q", address)
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o660 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if code, out := command(t, "healthcheck", "--server", address); code != exitClean || out != "" {
		t.Errorf("healthcheck: %d %s", code, out)
	}
	if code, out := command(t, "rules", "--server", address, "--server-token-file", token); code != exitClean || !strings.Contains(out, "HP101") {
		t.Errorf("rules: %d %s", code, out)
	}
	if code, out := command(t, "rules", "--server", address); code != exitUsage || !strings.Contains(out, "no token") {
		t.Errorf("rules without token: %d %s", code, out)
	}
	if code, out := command(t, "serve", "--listen", address); code != exitUsage || !strings.Contains(out, "another server listens there") {
		t.Errorf("a second server: %d %s", code, out)
	}
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
	if code, out := command(t, "healthcheck", "--server", address); code != exitNoServer {
		t.Errorf("healthcheck of nobody: %d %s", code, out)
	}
	if _, err := os.Stat(socket); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
}

// TestServeTLS: the probe of a pod asks by a loopback address, trusts the certificate
// of the pod itself, and names one of its names.
func TestServeTLS(t *testing.T) {
	const name = "hairpin.tools.svc"
	cert, key := selfSigned(t, name)
	address, stop := serving(t, "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--client-ca", cert)
	probe := []string{"healthcheck", "--server", address, "--server-ca", cert, "--server-cert", cert, "--server-key", key}
	if code, out := command(t, append(probe, "--server-name", name)...); code != exitClean {
		t.Errorf("the name of the certificate: %d %s", code, out)
	}
	if code, out := command(t, append(probe, "--server-name", "hairpin.other.svc")...); code != exitNoServer || !strings.Contains(out, "certificate is valid for "+name) {
		t.Errorf("another name: %d %s", code, out)
	}
	if code, out := command(t, probe...); code != exitNoServer || !strings.Contains(out, "127.0.0.1") {
		t.Errorf("no name: %d %s", code, out)
	}
	if code, out := command(t, "healthcheck", "--server", address, "--server-name", name); code != exitNoServer || !strings.Contains(out, "certificate") {
		t.Errorf("a name alone implies TLS, and the certificates of the system: %d %s", code, out)
	}
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
}

// selfSigned writes a certificate for a name, which nobody else has issued, and its key.
func selfSigned(t *testing.T, name string) (cert, key string) {
	t.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{name},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	issued, err := x509.CreateCertificate(rand.Reader, c, c, &secret.PublicKey, secret)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: issued}, key: {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

func TestIsNear(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, "unix:/s": true, "unix:s": true,
		"10.0.0.1:1": false, "example.com:443": false, "localhost.example.com:1": false, "127.0.0.1.example.com:1": false,
		"dns:///localhost:1": true, "dns:///example.com:1": false,
	} {
		if got, err := isNear(addr); err != nil || got != want {
			t.Errorf("%s: %v %v", addr, got, err)
		}
	}
	for _, addr := range []string{"", "host", ":1", "host:", "unix:", "http://host:1", "dns://8.8.8.8/host:1", "dns:///", "a:b:c"} {
		if _, err := isNear(addr); err == nil {
			t.Errorf("%q is taken", addr)
		}
	}
}

// TestCompared: who asks a server hears of the rules that only one of the two has.
func TestCompared(t *testing.T) {
	var ids []string
	for _, r := range analyzer.Rules() {
		ids = append(ids, r.ID)
	}
	all := print.Plural(len(ids), "rule")
	for want, theirs := range map[string][]string{
		all: ids,
		all + ", without HP101, with HP999 beyond those of this command": append(slices.Clone(ids[1:]), "HP999"),
		"1 rule, without " + strings.Join(ids[1:], ", "):                 ids[:1],
	} {
		if got := compared(theirs); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestInUnits(t *testing.T) {
	for want, n := range map[string]uint64{"16MiB": 16 << 20, "1GiB": 1 << 30, "1536KiB": 1536 << 10, "1000 bytes": 1000, "0 bytes": 0} {
		if got := inUnits(n); got != want {
			t.Errorf("%d is %s, want %s", n, got, want)
		}
	}
}

func TestParseSize(t *testing.T) {
	for s, want := range map[string]int64{"1": 1, "64MiB": 64 << 20, "512KiB": 512 << 10, "1GiB": 1 << 30} {
		if got, err := parseSize(s, math.MaxInt32); err != nil || got != want {
			t.Errorf("%s: %d %v", s, got, err)
		}
	}
	for _, s := range []string{"", "0", "-1", "MiB", "64MB", "2GiB", "9999999999999999999", "1.5GiB"} {
		if n, err := parseSize(s, math.MaxInt32); err == nil {
			t.Errorf("%q is %d", s, n)
		}
	}
}

// TestServeMetrics: a page for Prometheus, on a port of its own, which tells how
// much was asked and nothing of what.
func TestServeMetrics(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if code, out := command(t, "serve", "--listen", "127.0.0.1:0", "--metrics", l.Addr().String()); code != exitUsage || !strings.Contains(out, "--metrics "+l.Addr().String()+": bind: address already in use") {
		t.Errorf("a port in use: %d %s", code, out)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	address, stop := serving(t, "--listen", "127.0.0.1:0", "--metrics", l.Addr().String(), "--channelz")
	if code, out := command(t, "rules", "--server", address); code != exitClean {
		t.Fatalf("rules: %d %s", code, out)
	}
	wants := []string{
		`rpc_server_call_duration_seconds_bucket{`, `le="0.0001"`, `le="60"`, `"hairpin.v1.AnalysisService/ListRules"`,
		"hairpin_connections 1", `hairpin_streams{class="analysis"} 0`, `hairpin_streams{class="watch"}`, "hairpin_analyses_running 0",
		`hairpin_analyses_waiting{for="turn"} 0`, `hairpin_analyses_waiting{for="memory"} 0`,
		`hairpin_memory_reserved_bytes{for="requests"} 0`, `hairpin_memory_limit_bytes{for="requests"} 1.34217728e+08`, `hairpin_memory_limit_bytes{for="analyses"} 5.36870912e+08`,
		`hairpin_refusals_total{reason="busy"} 0`, `hairpin_refusals_total{reason="handshake"} 0`, `hairpin_refusals_total{reason="unknown_method"} 0`,
		`hairpin_build_info{commit="`, `go_version="` + runtime.Version() + `"`, "go_goroutines",
	}
	page := ""
	for range 1000 { // a call is counted a moment after its caller has the answer
		page = get(t, "http://"+l.Addr().String()+"/metrics")
		wants = slices.DeleteFunc(wants, func(w string) bool { return strings.Contains(page, w) })
		if len(wants) == 0 {
			break
		}
	}
	if len(wants) > 0 {
		t.Errorf("the metrics have no %q:\n%s", wants, page)
	}
	docs, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range regexp.MustCompile(`(?m)^(hairpin_\w+)(?:\{\w+="([a-z_]+)"\})?`).FindAllStringSubmatch(page, -1) {
		for _, name := range told[1:] {
			if name != "" && !strings.Contains(string(docs), "`"+name+"`") {
				t.Errorf("docs/serve.md does not tell of %s", told[0])
			}
		}
	}
	if code := codeOf(t, "http://"+l.Addr().String()+"/debug/pprof/"); code != http.StatusNotFound {
		t.Errorf("profiles that nobody asked for: %d", code)
	}
	if code := stop(); code != exitClean {
		t.Errorf("exit code %d", code)
	}
}

// TestServeProfiles: profiles are where the metrics are, if they are asked for.
func TestServeProfiles(t *testing.T) {
	if code, out := command(t, "serve", "--pprof"); code != exitUsage || !strings.Contains(out, "--pprof has no effect without --metrics") {
		t.Errorf("%d %s", code, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	_, stop := serving(t, "--listen", "127.0.0.1:0", "--metrics", l.Addr().String(), "--pprof")
	defer stop()
	for _, page := range []string{"", "heap", "goroutine?debug=1", "symbol", "trace?seconds=0.001"} {
		if code := codeOf(t, "http://"+l.Addr().String()+"/debug/pprof/"+page); code != http.StatusOK {
			t.Errorf("%q: %d", page, code)
		}
	}
}

// TestServeJSON: with --log-format json every line is a JSON object, from the first
// to the last, also what the library for metrics and traces has to say.
func TestServeJSON(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "no-value")
	read, write := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	code := make(chan int, 1)
	go func() {
		code <- run([]string{"serve", "--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--log-format", "json"}, outside(ctx, io.Discard, write, t.TempDir()))
		_ = write.Close()
	}()
	type line struct{ Msg, Address, Method, Code, Error string }
	var got []line
	complaints := 0
	var asked sync.WaitGroup
	defer asked.Wait()
	for lines := json.NewDecoder(read); ; {
		var l line
		if err := lines.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if l.Msg == "telemetry" && strings.Contains(l.Error, "missing value") {
			complaints++
			continue
		}
		got = append(got, l)
		switch l.Msg {
		case "listening":
			asked.Go(func() { command(t, "rules", "--server", l.Address) })
		case "call":
			cancel()
		}
	}
	if len(got) != 3 || complaints == 0 || got[0].Msg != "listening" || got[1].Method != "/hairpin.v1.AnalysisService/ListRules" || got[1].Code != "OK" || got[2].Msg != "stopped" {
		t.Errorf("the log is %+v", got)
	}
	if c := <-code; c != exitClean {
		t.Errorf("exit code %d", c)
	}
	if code, out := command(t, "serve", "--log-format", "xml"); code != exitUsage || !strings.Contains(out, "--log-format must be one of") {
		t.Errorf("%d %s", code, out)
	}
}

// codeOf is the status code of a page.
func codeOf(t *testing.T, url string) int {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return resp.StatusCode
}

// get is the body of a page.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestServeSettings: a flag outranks a variable, a variable the file of --config,
// and the page of the server tells of all of them.
func TestServeSettings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "serve.yaml")
	write := func(src string) {
		if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("instance: { name: contoso }\nserve:\n  listen: 127.0.0.1:0\n  maxTime: 0s\n")
	if code, out := command(t, "serve", "--config", file); code != exitUsage || !strings.Contains(out, "--max-time 0s") {
		t.Errorf("the file says how long an analysis takes: %d %s", code, out)
	}
	t.Setenv("HAIRPIN_MAX_TIME", "-2s")
	if code, out := command(t, "serve", "--config", file); code != exitUsage || !strings.Contains(out, "--max-time -2s") {
		t.Errorf("a variable outranks the file: %d %s", code, out)
	}
	if code, out := command(t, "serve", "--config", file, "--max-time=-3s"); code != exitUsage || !strings.Contains(out, "--max-time -3s") {
		t.Errorf("a flag outranks both: %d %s", code, out)
	}
	address, stop := serving(t, "--config", file, "--max-time", "5s")
	if code, out := command(t, "healthcheck", "--server", address); code != exitClean {
		t.Errorf("the server of the file: %d %s", code, out)
	}
	stop()
	for src, want := range map[string]string{
		"serve: { maxTimes: 1s }":         `line 1: there is no key "maxTimes" in serve:; did you mean "maxTime"?`,
		"serve:\n  listen: [a, b]":        "line 2: listen in serve: takes one value",
		"serve: { config: b.yaml }":       `there is no key "config" in serve:`,
		"[a]":                             "that is not valid YAML with a section serve: line 1: cannot unmarshal !!seq\n",
		"serve: {":                        "that is not valid YAML with a section serve:",
		"serve: { maxConcurrent: many }":  "--max-concurrent: write a whole number, such as 2, not",
		"serve: { tlsCert: /nowhere.pem}": "--tls-cert and --tls-key must be used together",
	} {
		write(src)
		if code, out := command(t, "serve", "--max-time=1s", "--config", file); code != exitUsage || !strings.Contains(out, want) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: %d %s", src, code, out)
		}
	}
	page, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	parser, err := newParser()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range parser.Model.Leaves(true) {
		for _, f := range c.Flags {
			if c.Name != "serve" || f.Name == "config" {
				continue
			}
			if row := fmt.Sprintf("` | `HAIRPIN_%s` | `%s` | ", strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")), camel(f.Name)); len(f.Envs) != 1 || !strings.Contains(row, f.Envs[0]) || !strings.Contains(string(page), row) {
				t.Errorf("--%s, with the variables %v, has no row %s in docs/serve.md", f.Name, f.Envs, row)
			}
		}
	}
}

// TestServeSignals: a server goes on when nobody reads its standard error any more,
// and reads its tokens again when it is told to.
func TestServeSignals(t *testing.T) {
	dir := t.TempDir()
	tokens, token := filepath.Join(dir, "tokens"), filepath.Join(dir, "token")
	write := func(path, src string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(tokens, "one\n")
	write(token, "one\n")
	cmd := exec.CommandContext(t.Context(), "hairpin", "serve", "--listen", "127.0.0.1:0", "--token-file", tokens)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "hairpin: listening on ")
	if !ok {
		t.Fatalf("hairpin serve begins with %q: %v", line, err)
	}
	if err := stderr.Close(); err != nil {
		t.Fatal(err)
	}
	rules := func() (int, string) {
		return command(t, "rules", "--server", address, "--server-token-file", token)
	}
	for range 3 { // each call is logged, and to log the first one fails
		if code, out := rules(); code != exitClean {
			t.Fatalf("%d %s", code, out)
		}
	}
	info, err := os.Stat(tokens)
	if err != nil {
		t.Fatal(err)
	}
	write(tokens, "two\n")
	write(token, "two\n")
	if err := os.Chtimes(tokens, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Skip("no SIGHUP here:", err)
	}
	for code := exitUsage; code != exitClean; { // the signal comes a moment later
		code, _ = rules()
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("it ends with %v", err)
	}
}

// TestServeNobody: tokens that let nobody in are a mistake of who starts the server.
func TestServeNobody(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	for src, want := range map[string]string{"": "contains no token", "# none\n": "contains no token", "half": "half-written"} {
		if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out := command(t, "serve", "--listen", "127.0.0.1:0", "--token-file", path); code != exitUsage || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s", src, code, out)
		}
	}
	if code, out := command(t, "serve", "--listen", "127.0.0.1:0", "--token-file", path+".none"); code != exitUsage || !strings.Contains(out, "no such file") {
		t.Errorf("a file that is not there: %d %s", code, out)
	}
}
