package server

import (
	"context"
	"runtime"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	hairpinv1 "hairpin.example/hairpin/proto/hairpin/v1"
)

// TestLoad: an analysis that runs holds memory and is a stream, and so is one that
// waits; when both have left, nothing is held.
func TestLoad(t *testing.T) {
	entered, release := make(chan struct{}, 2), make(chan struct{})
	r := start(t, nil, scripted{analyze: func(context.Context) error {
		entered <- struct{}{}
		<-release
		return nil
	}}, nil)
	results := make(chan error, 2)
	ask := func() {
		_, err := r.client().Analyze(t.Context(), small)
		results <- err
	}
	go ask()
	<-entered
	go ask()
	for r.server.Load().ForTurn == 0 { // its files arrive a moment later
		runtime.Gosched()
	}
	l := r.server.Load()
	if l.Connections != 1 || l.Streams["analysis"] != 2 || l.Running != 1 || l.ForTurn != 1 {
		t.Errorf("the load is %+v", l)
	}
	if l.Requests.Reserved == 0 || l.Requests.Reserved > l.Requests.Limit || l.Analyses.Reserved == 0 || l.Analyses.Reserved > l.Analyses.Limit {
		t.Errorf("the memory is %+v and %+v", l.Requests, l.Analyses)
	}
	close(release)
	for range 2 {
		wantCode(t, <-results, codes.OK)
	}
	r.stop()
	if err := <-r.ended; err != nil {
		t.Fatal(err)
	}
	if l := r.server.Load(); l.Requests.Reserved != 0 || l.Analyses.Reserved != 0 || l.Running != 0 || l.ForTurn != 0 {
		t.Errorf("what is left is %+v", l)
	}
}

// TestRefusedLater: a call that is refused after it was let in is counted, and the
// log says why.
func TestRefusedLater(t *testing.T) {
	r := start(t, nil, New(), nil)
	large := &hairpinv1.AnalyzeRequest{Files: []*hairpinv1.File{file("a.xml", strings.Repeat(" ", 2<<20))}}
	_, err := r.client().Analyze(t.Context(), large)
	wantCode(t, err, codes.ResourceExhausted)
	if n := r.server.Load().Refusals; n["size"] != 1 || n["busy"] != 0 {
		t.Errorf("the counts are %v", n)
	}
	if log := r.log.String(); !strings.Contains(log, "reason=size") {
		t.Errorf("the log:\n%s", log)
	}
}

// TestReasons: every refusal has a reason that is counted.
func TestReasons(t *testing.T) {
	counts := newRefusals(nil).all()
	if len(counts) != len(reasons) {
		t.Errorf("%d reasons, and %d counters", len(reasons), len(counts))
	}
	for _, err := range []error{errNoToken, errUnknown, errSilent, errLate, errFull, errHalf, errTooLate, errTurn, errClients, errRate, errFullMemory} {
		if _, ok := counts[string(err.(*refusal).reason)]; !ok {
			t.Errorf("%v has no counter", err)
		}
	}
}
