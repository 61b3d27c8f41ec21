package client_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	client "hairpin.example/hairpin/clients/go"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// A pipeline that asks a server about one policy.
func Example() {
	address, stop := exampleServer()
	defer stop()

	c, err := client.Dial(address, client.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = c.Close() }()
	resp, err := c.AnalyzeInPieces(context.Background(), &hairpinv1.AnalyzeRequest{
		Files: []*hairpinv1.File{{Path: "apis/orders/policy.xml", Content: []byte(
			`<policies><inbound><base /><set-backend-service base-url="https://api.contoso.com/stock" /></inbound></policies>`)}},
		Config: &hairpinv1.Config{Instance: &hairpinv1.Instance{
			GatewayHosts:   []string{"api.contoso.com"},
			VirtualNetwork: hairpinv1.VirtualNetwork_VIRTUAL_NETWORK_INTERNAL,
			Sku:            hairpinv1.Sku_SKU_DEVELOPER,
		}},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range resp.GetFindings() {
		fmt.Println(f.GetLocation().GetPath(), f.GetRuleId(), f.GetSeverity())
	}
	// Output:
	// apis/orders/policy.xml HP101 SEVERITY_ERROR
	// apis/orders/policy.xml HP302 SEVERITY_INFO
}

// exampleServer serves on a port of this host.
func exampleServer() (address string, stop func()) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := server.NewServer(server.New(), server.Options{
		MaxMessage: 1 << 20, MaxConcurrent: 1, MaxQueue: 4, MaxReceive: time.Minute, MaxTime: time.Minute, Log: slog.New(slog.DiscardHandler),
	})
	go func() { _ = s.Serve(context.Background(), l) }()
	return l.Addr().String(), s.Stop
}
