package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"google.golang.org/grpc"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// caller makes one call.
type caller func(context.Context, *hairpinv1.AnalyzeRequest, ...grpc.CallOption) (*hairpinv1.AnalyzeResponse, error)

// measure is what a load came to.
type measure struct {
	rate     float64 // calls a second
	p50, p99 time.Duration
}

// warmUp is the part of a load that does not count.
const warmUp = time.Second / 2

// load makes calls for a time with some callers at once. The first error ends it.
func load(call caller, requests []*hairpinv1.AnalyzeRequest, callers int, each time.Duration) (measure, error) {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	begin := time.Now().Add(warmUp)
	end := begin.Add(each)
	took := make([][]time.Duration, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			for n := i * 17; ; n++ {
				at := time.Now()
				if at.After(end) || ctx.Err() != nil {
					return
				}
				if _, err := call(ctx, requests[n%len(requests)]); err != nil {
					cancel(err)
					return
				}
				if at.After(begin) {
					took[i] = append(took[i], time.Since(at))
				}
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return measure{}, err
	}
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	return measure{rate: float64(len(all)) / each.Seconds(), p50: all[len(all)/2], p99: all[len(all)*99/100]}, nil
}
