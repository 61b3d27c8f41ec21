package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/grpc/status"

	client "hairpin.example/hairpin/clients/go"
	"hairpin.example/hairpin/internal/estategen"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// soakTime is how long a load lasts: SOAK, which "make soak" sets. Without it the
// tests have a short form that judges answers and no speed.
func soakTime(t *testing.T) (each time.Duration, long bool) {
	if os.Getenv("SOAK") == "" {
		return 700 * time.Millisecond, false
	}
	each, err := time.ParseDuration(os.Getenv("SOAK"))
	if err != nil {
		t.Fatal(err)
	}
	return each, true
}

// replica is "hairpin serve" in a process of its own.
type replica struct {
	cmd     *exec.Cmd
	address string
}

// replicate starts a server on an address, which may have port 0. It lasts as long
// as the test at most.
func replicate(t *testing.T, address string, args ...string) *replica {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "hairpin", append([]string{"serve", "--listen", address}, args...)...)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	lines := bufio.NewReader(stderr)
	line, err := lines.ReadString('\n')
	at, ok := strings.CutPrefix(strings.TrimSpace(line), "hairpin: listening on ")
	if !ok {
		t.Fatalf("hairpin serve begins with %q: %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return &replica{cmd, at}
}

// status reads a number of /proc/PID/status, such as that of VmHWM in kB.
func (r *replica) status(t *testing.T, name string) int {
	t.Helper()
	src, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		t.Skip("no /proc here:", err)
	}
	for line := range strings.Lines(string(src)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.Atoi(strings.Fields(value)[0])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("/proc knows no %s", name)
	return 0
}

// cpu is the time that the process has spent on cores.
func (r *replica) cpu(t *testing.T) time.Duration {
	t.Helper()
	src, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.cmd.Process.Pid))
	if err != nil {
		t.Skip("no /proc here:", err)
	}
	// Fields 14 and 15 of proc_pid_stat(5), in hundredths of a second; the second
	// one, in parentheses, is a name.
	fields := strings.Fields(string(src[bytes.LastIndexByte(src, ')')+1:]))
	var sum int
	for _, f := range fields[11:13] {
		n, err := strconv.Atoi(f)
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	return time.Duration(sum) * 10 * time.Millisecond
}

// descriptors counts the files and connections that are open.
func (r *replica) descriptors(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", r.cmd.Process.Pid))
	if err != nil {
		t.Skip("no /proc here:", err)
	}
	return len(list)
}

// goroutines are those that the metrics of a server tell of.
func goroutines(t *testing.T, metrics string) int {
	t.Helper()
	resp, err := http.Get("http://" + metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatal("the metrics tell of no goroutines")
	return 0
}

// soakRequests are estates as pipelines send them: 60 of them, which hold 1,000
// policies and more.
func soakRequests() []*hairpinv1.AnalyzeRequest {
	var out []*hairpinv1.AnalyzeRequest
	for i := range 60 {
		req := &hairpinv1.AnalyzeRequest{}
		for _, f := range estategen.Generate(estategen.Options{APIs: 6, Operations: 3, Seed: uint64(i), SelfCalls: 10}) {
			req.Files = append(req.Files, &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)})
		}
		out = append(out, req)
	}
	return out
}

// outcome counts how calls ended.
type outcome struct {
	ok, shed, late atomic.Int64
	mu             sync.Mutex
	other          map[codes.Code]string
}

func (o *outcome) add(err error, took, allowed time.Duration) {
	switch code := status.Code(err); {
	case code == codes.OK && took > allowed:
		o.late.Add(1)
	case code == codes.OK:
		o.ok.Add(1)
	case code == codes.ResourceExhausted:
		o.shed.Add(1)
	default:
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.other == nil {
			o.other = map[codes.Code]string{}
		}
		o.other[code] = err.Error()
	}
}

// soak makes calls for a time with so many callers. Each begins a call when pace
// has passed since it began the one before, or later if that takes longer.
func soak(ctx context.Context, c *client.Client, callers int, each, allowed, pace time.Duration) *outcome {
	requests, out := soakRequests(), &outcome{}
	ctx, cancel := context.WithTimeout(ctx, each)
	defer cancel()
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			for n := i * 17; ctx.Err() == nil; n++ {
				call, end := context.WithTimeout(context.WithoutCancel(ctx), allowed)
				begin := time.Now()
				_, err := c.Analyze(call, requests[n%len(requests)])
				out.add(err, time.Since(begin), allowed)
				end()
				select {
				case <-time.After(pace - time.Since(begin)):
				case <-ctx.Done():
				}
			}
		})
	}
	wg.Wait()
	return out
}

// TestSoakOverload offers far more than a server can do. It does what it can, and
// refuses the rest.
func TestSoakOverload(t *testing.T) {
	each, long := soakTime(t)
	const bound = 512 << 10 // kB
	r := replicate(t, "127.0.0.1:0", "--max-memory", "512MiB", "--max-queue", "66", "--max-concurrent", "2")
	if long {
		apart(t, r)
	}
	c, err := client.Dial(r.address, client.Options{}, grpc.WithDisableRetry())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	const (
		allowed  = 30 * time.Second
		capacity = 17 // a quarter of the places, half of those for one client: one comes back a little after the answer
		callers  = 20 * capacity
		rounds   = 5 // the speed of a machine changes with time
	)
	atPeak, over := &load{of: r}, &load{of: r}
	for range rounds {
		atPeak.run(t, func() *outcome { return soak(t.Context(), c, capacity, each/2/rounds, allowed, 0) })
		pace := time.Duration(callers / (5 * atPeak.answered()) * float64(time.Second))
		over.run(t, func() *outcome { return soak(t.Context(), c, callers, each/rounds, allowed, pace) })
	}
	resident := r.status(t, "VmHWM")
	// The load takes of the cores what it can get, the more the more it offers: so
	// goodput is judged by what a core of the server does.
	kept := over.perCore() / atPeak.perCore()
	t.Logf("at capacity %.0f calls/s; of %.0f calls/s offered, %.0f are answered (%.0f%%; for each second on a core of the server, %.0f%%), %d late, %d MiB at most",
		atPeak.answered(), over.answered()+float64(over.shed)/over.took.Seconds(), over.answered(), 100*over.answered()/atPeak.answered(), 100*kept, over.late, resident>>10)
	for _, l := range []*load{atPeak, over} {
		if len(l.other) > 0 || l.late > 0 || l.ok == 0 {
			t.Errorf("%d well, %d late, others %v", l.ok, l.late, l.other)
		}
	}
	if atPeak.shed > 0 || over.shed == 0 {
		t.Errorf("refused are %d at capacity and %d above", atPeak.shed, over.shed)
	}
	if resident > bound && !raced() {
		t.Errorf("%d kB of memory, the bound is %d", resident, bound)
	}
	if long && kept < 0.9 {
		t.Errorf("a core keeps %.0f%% of its goodput", 100*kept)
	}
}

// raced reports whether the race detector is in the servers too: it takes several
// times the memory.
func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// load sums up how calls of one kind ended, and what they cost a server.
type load struct {
	of             *replica
	ok, shed, late int64
	took, cpu      time.Duration
	other          map[codes.Code]string
}

func (l *load) run(t *testing.T, calls func() *outcome) {
	t.Helper()
	begin, before := time.Now(), l.of.cpu(t)
	o := calls()
	l.took += time.Since(begin)
	l.cpu += l.of.cpu(t) - before
	l.ok, l.shed, l.late = l.ok+o.ok.Load(), l.shed+o.shed.Load(), l.late+o.late.Load()
	if l.other == nil {
		l.other = map[codes.Code]string{}
	}
	maps.Copy(l.other, o.other)
}

// answered are the good answers in a second.
func (l *load) answered() float64 { return float64(l.ok) / l.took.Seconds() }

// perCore are those of a second that a core has spent on them.
func (l *load) perCore() float64 { return float64(l.ok) / l.cpu.Seconds() }

// apart gives the server a core of its own, and the load the others: else the load
// takes of the server's what it can get, the more the more it offers.
func apart(t *testing.T, r *replica) {
	t.Helper()
	pin := func(pid int, cores string) error {
		out, err := exec.Command("taskset", "-a", "-p", "-c", cores, strconv.Itoa(pid)).CombinedOutput()
		if err != nil {
			return fmt.Errorf("taskset: %w %s", err, out)
		}
		return nil
	}
	all := runtime.NumCPU() - 1
	if all < 1 {
		t.Skip("there is one core for the server and the load")
	}
	if err := errors.Join(pin(r.cmd.Process.Pid, "0"), pin(os.Getpid(), fmt.Sprintf("1-%d", all))); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := pin(os.Getpid(), fmt.Sprintf("0-%d", all)); err != nil {
			t.Error(err)
		}
	})
}

// replicas starts three servers and a client of all of them.
func replicas(t *testing.T) ([]*replica, *client.Client) {
	t.Helper()
	var list []*replica
	var state resolver.State
	for range 3 {
		r := replicate(t, "127.0.0.1:0")
		list = append(list, r)
		state.Endpoints = append(state.Endpoints, resolver.Endpoint{Addresses: []resolver.Address{{Addr: r.address}}})
	}
	names := manual.NewBuilderWithScheme("replicas")
	names.InitialState(state)
	c, err := client.Dial("replicas:///hairpin", client.Options{}, grpc.WithResolvers(names))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return list, c
}

// TestSoakKill kills one of three replicas under load: nobody notices.
func TestSoakKill(t *testing.T) {
	each, _ := soakTime(t)
	list, c := replicas(t)
	done := make(chan *outcome)
	go func() { done <- soak(t.Context(), c, 8, each, time.Minute, 0) }()
	// Once calls are answered, they are under way everywhere.
	if _, err := c.Analyze(t.Context(), soakRequests()[0]); err != nil {
		t.Fatal(err)
	}
	if err := list[1].cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	o := <-done
	t.Logf("%d calls", o.ok.Load())
	if o.ok.Load() == 0 || o.shed.Load()+o.late.Load() > 0 || len(o.other) > 0 {
		t.Errorf("%d well, %d refused, %d late, others %v", o.ok.Load(), o.shed.Load(), o.late.Load(), o.other)
	}
}

// TestSoakRestart restarts one replica after the other under load.
func TestSoakRestart(t *testing.T) {
	each, _ := soakTime(t)
	list, c := replicas(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan *outcome)
	go func() { done <- soak(ctx, c, 8, each, time.Minute, 0) }()
	for _, r := range list {
		if _, err := c.Analyze(t.Context(), soakRequests()[0]); err != nil {
			t.Fatal(err)
		}
		if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := r.cmd.Wait(); err != nil {
			t.Errorf("a stop ends with %v", err)
		}
		replicate(t, r.address)
	}
	o := <-done
	t.Logf("%d calls", o.ok.Load())
	if o.ok.Load() == 0 || o.shed.Load()+o.late.Load() > 0 || len(o.other) > 0 {
		t.Errorf("%d well, %d refused, %d late, others %v", o.ok.Load(), o.shed.Load(), o.late.Load(), o.other)
	}
}

// freeAddress is an address of loopback on which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// TestSoakFaults holds against clients that are broken or mean. Afterwards the
// server works, and everything is given back.
func TestSoakFaults(t *testing.T) {
	_, long := soakTime(t)
	idle := 200
	if long {
		idle = 10000
	}
	tokens := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(tokens, []byte("right\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	metrics := freeAddress(t)
	r := replicate(t, "127.0.0.1:0", "--metrics", metrics, "--token-file", tokens, "--max-receive", "1s", "--max-message", "1MiB")
	c, err := client.Dial(r.address, client.Options{Token: "right"}, grpc.WithDisableRetry())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	small := soakRequests()[0]
	works := func(when string) {
		t.Helper()
		if _, err := c.Analyze(t.Context(), small); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	works("at first")
	running := goroutines(t, metrics)
	before := r.descriptors(t)

	for name, fault := range map[string]func(*testing.T){
		"idle connections": func(t *testing.T) { connections(t, r.address, idle, nil) },
		"garbage":          func(t *testing.T) { connections(t, r.address, 50, []byte(rand.Text()+"\r\n\r\n")) },
		"half a preface":   func(t *testing.T) { connections(t, r.address, 50, []byte("PRI * HTTP/2.0\r\n")) },
		"broken frames": func(t *testing.T) {
			connections(t, r.address, 50, append([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), bytes.Repeat([]byte{0xff}, 4096)...))
		},
		"headers": func(t *testing.T) {
			ctx := metadata.AppendToOutgoingContext(t.Context(), "x-flood", strings.Repeat("x", 1<<20))
			if _, err := c.Analyze(ctx, small); err == nil {
				t.Error("a flood of headers is taken")
			}
		},
		"a large message": func(t *testing.T) {
			req := &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{{Path: "a.xml", Content: make([]byte, 2<<20)}}}
			if _, err := c.Analyze(t.Context(), req); status.Code(err) != codes.ResourceExhausted {
				t.Error(err)
			}
		},
		"a wrong token": func(t *testing.T) {
			ctx := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer wrong")
			if _, err := c.Analyze(ctx, small); status.Code(err) != codes.Unauthenticated {
				t.Error(err)
			}
		},
		"half of a call": func(t *testing.T) {
			stream, err := c.AnalyzeStream(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := stream.Send(&hairpinv1.AnalyzeStreamRequest{Chunks: []*hairpinv1.FileChunk{{Path: "a.xml"}}}); err != nil {
				t.Fatal(err)
			}
			if _, err := stream.Recv(); err == nil {
				t.Error("half of a call is answered")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			fault(t)
			works("after " + name)
		})
	}
	// What a connection took is given back a little after its end.
	deadline, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	open, left := r.descriptors(t), goroutines(t, metrics)
	for open > before || left > running {
		if deadline.Err() != nil {
			t.Fatalf("%d descriptors and %d goroutines, %d and %d at first", open, left, before, running)
		}
		open, left = r.descriptors(t), goroutines(t, metrics)
	}
	t.Logf("%d descriptors and %d goroutines as at first, %d MiB of memory at most", before, running, r.status(t, "VmHWM")>>10)
}

// connections opens connections, says something on them, and closes all of them.
func connections(t *testing.T, address string, n int, say []byte) {
	t.Helper()
	for range n {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if len(say) > 0 {
			_, _ = conn.Write(say) // the server may have closed it already
		}
	}
}
