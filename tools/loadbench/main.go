// Command loadbench measures the service under load, beside a bare gRPC server
// that sends the same messages back: throughput and latency of both, in one run on
// one machine. Each server is a process of its own.
//
//	main.go     the table, and the servers that it is about
//	load.go     the load: so many callers, each with one call after the other
//	estate.go   a large estate, streamed and in process
//
// Every call of Analyze carries one of 1,000 policies of 4 KiB and the facts about
// the instance; nothing is kept between calls.
package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"google.golang.org/grpc"

	client "hairpin.example/hairpin/clients/go"
	"hairpin.example/hairpin/internal/estategen"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

func main() {
	role := flag.String("role", "", "echo or hairpin: be a server; for this command itself")
	each := flag.Duration("time", 2*time.Second, "how long each turn of a line is measured")
	flag.Parse()
	serve, isServer := map[string]func(net.Listener) error{"echo": serveEcho, "hairpin": serveHairpin}[*role]
	if isServer {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			fmt.Println(l.Addr())
			err = serve(l)
		}
		exit(err)
	}
	exit(run(*each))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadbench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// turns is how often each line is measured. The servers take turns, so that what
// else the machine does hits both; the median counts.
const turns = 3

func run(each time.Duration) error {
	requests := policies()
	fmt.Printf("%d cores for the servers and the load; %d policies of %d bytes each\n\n", runtime.GOMAXPROCS(0), len(requests), len(requests[0].GetFiles()[0].GetContent()))
	fmt.Println("server   callers   calls/s    p50 ms    p99 ms   of echo: calls  p99")
	bare, stop, err := child("echo")
	if err != nil {
		return err
	}
	defer stop()
	echo := func(ctx context.Context, req *hairpinv1.AnalyzeRequest, _ ...grpc.CallOption) (*hairpinv1.AnalyzeResponse, error) {
		return nil, bare.Conn.Invoke(ctx, echoMethod, req, &hairpinv1.AnalyzeRequest{})
	}
	c, stop, err := child("hairpin")
	if err != nil {
		return err
	}
	defer stop()
	for _, callers := range []int{1, 8, 64} {
		var echoed, analysed []measure
		for range turns {
			e, err := load(echo, requests, callers, each)
			if err != nil {
				return err
			}
			h, err := load(c.Analyze, requests, callers, each)
			if err != nil {
				return err
			}
			echoed, analysed = append(echoed, e), append(analysed, h)
		}
		e, h := middle(echoed), middle(analysed)
		fmt.Printf("%-8s %s\n", "echo", line(callers, e))
		fmt.Printf("%-8s %s   %12.0f%%  %.1fx\n", "hairpin", line(callers, h), 100*h.rate/e.rate, float64(h.p99)/float64(e.p99))
	}
	return estate(c)
}

func line(callers int, m measure) string {
	return fmt.Sprintf("%7d %9.0f %9.3f %9.3f", callers, m.rate, ms(m.p50), ms(m.p99))
}

// middle is the measure with the median throughput.
func middle(list []measure) measure {
	slices.SortFunc(list, func(a, b measure) int { return cmp.Compare(a.rate, b.rate) })
	return list[len(list)/2]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// policies are requests with one policy and the facts about its instance.
func policies() []*hairpinv1.AnalyzeRequest {
	var out []*hairpinv1.AnalyzeRequest
	for i, src := range estategen.Policies(1000, 4<<10) {
		out = append(out, &hairpinv1.AnalyzeRequest{
			Files:  []*hairpinv1.File{{Path: fmt.Sprintf("apis/api%d/policy.xml", i), Content: []byte(src)}},
			Config: facts(),
		})
	}
	return out
}

func facts() *hairpinv1.Config {
	return &hairpinv1.Config{Instance: &hairpinv1.Instance{
		Name: "contoso", GatewayHosts: []string{estategen.Host},
		VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL, Sku: hairpinv1.Sku_SKU_DEVELOPER,
	}}
}

// child starts a server in a process of its own, and calls it.
func child(role string) (c *client.Client, stop func(), err error) {
	cmd := exec.Command(os.Args[0], "-role", role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	kill := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		kill()
		return nil, nil, fmt.Errorf("the server %s does not begin: %w", role, err)
	}
	// The echo knows nothing of health.
	c, err = client.Dial(strings.TrimSpace(line), client.Options{}, grpc.WithDisableHealthCheck())
	if err != nil {
		kill()
		return nil, nil, err
	}
	return c, func() { _ = c.Close(); kill() }, nil
}

const echoMethod = "/loadbench.Echo/Echo"

// serveEcho sends every message back.
func serveEcho(l net.Listener) error {
	s := grpc.NewServer()
	s.RegisterService(&grpc.ServiceDesc{ServiceName: "loadbench.Echo", HandlerType: (*any)(nil), Methods: []grpc.MethodDesc{{
		MethodName: "Echo",
		Handler: func(_ any, _ context.Context, read func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
			m := &hairpinv1.AnalyzeRequest{}
			return m, read(m)
		},
	}}}, nil)
	return s.Serve(l)
}

// serveHairpin is "hairpin serve" with its defaults.
func serveHairpin(l net.Listener) error {
	cores := runtime.GOMAXPROCS(0)
	debug.SetGCPercent(server.GCPercent)
	debug.SetMemoryLimit(1 << 30)
	return server.NewServer(server.New(), server.Options{
		MaxMessage: 16 << 20, MaxConcurrent: cores, MaxQueue: 64 * cores, MaxHeld: 128 << 20, MaxReceive: 2 * time.Minute, MaxTime: time.Minute,
		Large: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}).Serve(context.Background(), l)
}
