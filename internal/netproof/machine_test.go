package netproof

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const (
	// hostname is the name of the gateways, and virtual the address that it has for
	// everybody: that of the load balancer.
	hostname = "api.contoso.com"
	virtual  = "10.9.0.100"
	port     = "80"
	// patience is how long a machine waits for a connection. Connections that come
	// about at all need a millisecond.
	patience = 2 * time.Second
)

// machine is one machine of the network: a gateway stand-in that answers to its
// own name only, and makes the calls that it is told to. It reads commands from
// standard input: "serve", or "call URL HOST" with an answer line each.
func machine() {
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		words := strings.Fields(in.Text())
		switch {
		case words[0] == "serve":
			fmt.Println(serve())
		case words[0] == "call" && len(words) == 3:
			fmt.Println(call(words[1], words[2]))
		}
	}
}

func serve() string {
	l, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err.Error()
	}
	gateway := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != hostname || r.URL.Path != "/stock" {
			http.Error(w, "resource not found", http.StatusNotFound)
			return
		}
		_, _ = io.WriteString(w, "in stock")
	})
	go func() { _ = http.Serve(l, gateway) }()
	return "serving"
}

// call sends a request over a new connection, and says what came of it: the
// status, or "timeout".
func call(url, host string) string {
	dialer := &net.Dialer{Timeout: patience}
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, strings.Replace(addr, hostname, virtual, 1))
		},
	}}
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err.Error()
	}
	req.Host = host
	resp, err := client.Do(req)
	var timeout net.Error
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case err != nil:
		return err.Error()
	}
	_ = resp.Body.Close()
	return fmt.Sprint(resp.StatusCode)
}
