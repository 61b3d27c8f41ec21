package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	client "hairpin.example/hairpin/clients/go"
	"hairpin.example/hairpin/internal/estategen"
	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
	"hairpin.example/hairpin/server"
)

// rounds is how often an estate is analysed each way; the median counts.
const rounds = 7

// estate compares an estate of 1,000 APIs that is streamed with the same one in
// process.
func estate(c *client.Client) error {
	req := &hairpinv1.AnalyzeRequest{}
	size := 0
	for _, f := range estategen.Generate(estategen.Options{APIs: 1000, Operations: 5, Seed: 1, SelfCalls: 20}) {
		req.Files = append(req.Files, &hairpinv1.File{Path: f.Path, Content: []byte(f.Src)})
		size += len(f.Src)
	}
	debug.SetGCPercent(server.GCPercent)
	var here, there []time.Duration
	for range rounds {
		for _, way := range []struct {
			took *[]time.Duration
			call func() (*hairpinv1.AnalyzeResponse, error)
		}{
			{&here, func() (*hairpinv1.AnalyzeResponse, error) { return server.New().Analyze(context.Background(), req) }},
			{&there, func() (*hairpinv1.AnalyzeResponse, error) { return c.AnalyzeInPieces(context.Background(), req, nil) }},
		} {
			begin := time.Now()
			if _, err := way.call(); err != nil {
				return err
			}
			*way.took = append(*way.took, time.Since(begin))
		}
	}
	a, b := median(here), median(there)
	fmt.Printf("\nan estate of 1,000 APIs, %d files, %.1f MB: in process %.0f ms, streamed %.0f ms: %.0f%% of the speed\n",
		len(req.GetFiles()), float64(size)/1e6, ms(a), ms(b), 100*float64(a)/float64(b))
	return nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}
