package netproof

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
)

// node is a machine in its own network namespace.
type node struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

// start starts a machine, and comes back when it is in its namespace.
func start() (*node, error) {
	n := &node{cmd: exec.Command("unshare", "-n", os.Args[0])}
	n.cmd.Env = append(os.Environ(), roleKey+"=machine")
	n.cmd.Stderr = os.Stderr
	var err error
	if n.in, err = n.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := n.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	n.out = bufio.NewScanner(out)
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	if !n.out.Scan() {
		return nil, fmt.Errorf("a machine does not start")
	}
	return n, nil
}

// ask sends a command and gives the answer.
func (n *node) ask(command string) string {
	fmt.Fprintln(n.in, command)
	n.out.Scan()
	return n.out.Text()
}

// inside runs a command in the namespace of a machine.
func (n *node) inside(command string) string {
	return fmt.Sprintf("nsenter -t %d -n %s", n.cmd.Process.Pid, command)
}

// pools are the rules of the load balancer: a flow to the virtual address goes to
// a member of the pool. The hash is over source address and port, as in Azure:
// https://learn.microsoft.com/azure/load-balancer/components
var pools = map[string]string{
	"one": "dnat to 10.9.1.2",
	"two": "dnat to jhash ip saddr . tcp sport mod 2 map { 0 : 10.9.1.2, 1 : 10.9.2.2 }",
}

// network builds the load balancer in its own namespace, with two gateways and
// another machine around it, and answers commands on standard input: "pool
// NAME", or "MACHINE COMMAND" for one of the machines.
func network() {
	nodes := map[string]*node{}
	commands := []string{"ip link set lo up"}
	for i, name := range []string{"gateway1", "gateway2", "other"} {
		n, err := start()
		if err != nil {
			fmt.Println("failed:", err)
			return
		}
		defer func() {
			_ = n.in.Close()
			_ = n.cmd.Wait()
		}()
		nodes[name] = n
		near, far := fmt.Sprintf("lb%d", i+1), fmt.Sprintf("eth%d", i+1)
		commands = append(commands,
			fmt.Sprintf("ip link add %s type veth peer name %s netns %d", near, far, n.cmd.Process.Pid),
			fmt.Sprintf("ip address add 10.9.%d.1/24 dev %s", i+1, near),
			fmt.Sprintf("ip link set %s up", near),
			n.inside(fmt.Sprintf("ip address add 10.9.%d.2/24 dev %s", i+1, far)),
			n.inside("ip link set lo up"),
			n.inside(fmt.Sprintf("ip link set %s up", far)),
			n.inside(fmt.Sprintf("ip route add default via 10.9.%d.1", i+1)),
		)
	}
	commands = append(commands, "sysctl -q -w net.ipv4.ip_forward=1",
		"nft add table ip lb", "nft add chain ip lb pool { type nat hook prerouting priority -100 ; }")
	if err := sh(commands...); err != nil {
		fmt.Println("failed:", err)
		return
	}
	fmt.Println("up")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		to, command, _ := strings.Cut(in.Text(), " ")
		if to != "pool" {
			fmt.Println(nodes[to].ask(command))
			continue
		}
		rule := "nft add rule ip lb pool ip daddr " + virtual + " tcp dport " + port + " " + pools[command]
		if err := sh("nft flush chain ip lb pool", rule); err != nil {
			fmt.Println("failed:", err)
			return
		}
		fmt.Println("pool", command)
	}
}

// sh runs commands until one fails.
func sh(commands ...string) error {
	for _, c := range commands {
		words := strings.Fields(c)
		if out, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %v: %s", c, err, strings.TrimSpace(string(out)))
		}
	}
	return nil
}
