package netproof

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// roleKey names the environment variable that makes a process of this test a
// part of the network.
const roleKey = "HAIRPIN_NETPROOF"

func TestMain(m *testing.M) {
	switch os.Getenv(roleKey) {
	case "network":
		network()
	case "machine":
		machine()
	default:
		os.Exit(m.Run())
	}
}

const selfCall = `<policies>
  <inbound>
    <base />
    <send-request mode="new" response-variable-name="stock">
      <set-url>http://api.contoso.com/stock</set-url>
      <set-method>GET</set-method>
    </send-request>
  </inbound>
</policies>
`

// request is the URL and the Host header of the request that a policy sends.
func request(t *testing.T, src string) (url, host string) {
	t.Helper()
	doc, _ := policy.Parse(text.NewView(src))
	host = hostname
	for e := range policy.All(doc) {
		switch e.Tag {
		case "set-url":
			url, _ = e.Content().Literal()
		case "value":
			host, _ = e.Content().Literal()
		}
	}
	return url, host
}

// fixed is the policy after its safe fix.
func fixed(t *testing.T) string {
	t.Helper()
	s := analyzer.NewSnapshot([]*text.File{
		text.NewFile("policy.xml", selfCall),
		text.NewFile("hairpin.yaml", "instance: { hostnames: [api.contoso.com], virtualNetwork: internal, sku: Developer }\n"),
	})
	res, err := s.Fix(context.Background(), analyzer.Config{}, analyzer.FixOptions{})
	if err != nil || len(res.Files) != 1 {
		t.Fatalf("%v %v", res, err)
	}
	return res.Files[0].Src
}

// TestHairpin: with one machine behind the load balancer the self-call always
// times out, with two machines it times out now and then; the fixed request is
// always answered. Everybody else gets through.
func TestHairpin(t *testing.T) {
	ask := connect(t)
	expect := func(what, command, want string) {
		t.Helper()
		if got := ask(command); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	expect("gateway 1", "gateway1 serve", "serving")
	expect("gateway 2", "gateway2 serve", "serving")
	url, host := request(t, selfCall)
	self := fmt.Sprintf("call %s %s", url, host)
	url, host = request(t, fixed(t))
	loopback := fmt.Sprintf("call %s %s", url, host)

	expect("load balancer", "pool one", "pool one")
	expect("another machine", "other "+self, "200")
	expect("the gateway by its address", "other call http://10.9.1.2/stock "+hostname, "200")
	expect("the self-call", "gateway1 "+self, "timeout")
	expect("the self-call, again", "gateway1 "+self, "timeout")
	expect("the fixed request", "gateway1 "+loopback, "200")
	expect("loopback without a Host header", "gateway1 call http://127.0.0.1/stock 127.0.0.1", "404")

	expect("load balancer", "pool two", "pool two")
	expect("another machine", "other "+self, "200")
	seen := map[string]int{}
	for range 64 { // both come up, but for one chance in 2^63
		seen[ask("gateway1 "+self)]++
		if seen["200"] > 0 && seen["timeout"] > 0 {
			break
		}
	}
	if seen["200"] == 0 || seen["timeout"] == 0 {
		t.Errorf("with two machines the self-calls came to %v, want both", seen)
	}
	for range 16 {
		expect("the fixed request with two machines", "gateway1 "+loopback, "200")
	}
	t.Logf("with two machines: %v until both were seen", seen)
}

// connect builds the network, and gives a function that sends it a command.
func connect(t *testing.T) func(command string) string {
	t.Helper()
	for _, tool := range []string{"unshare", "nsenter", "ip", "nft", "sysctl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here; on Debian it comes with util-linux, iproute2, nftables and procps", tool)
		}
	}
	flags := []string{"-n"}
	if os.Getuid() != 0 {
		flags = []string{"-r", "-n"}
	}
	cmd := exec.CommandContext(t.Context(), "unshare", append(flags, os.Args[0])...)
	cmd.Env = append(os.Environ(), roleKey+"=network")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
	})
	answers := bufio.NewScanner(out)
	if !answers.Scan() || answers.Text() != "up" {
		t.Skipf("no network namespaces can be made here: %s", answers.Text())
	}
	return func(command string) string {
		fmt.Fprintln(in, command)
		answers.Scan()
		return answers.Text()
	}
}
