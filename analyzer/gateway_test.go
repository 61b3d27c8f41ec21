package analyzer_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
	"hairpin.example/hairpin/internal/concrete"
)

// TestGateway: whatever a gateway calls that runs the policies with real values
// is among the calls that are found, with its URL and its Host header. HAIRPIN_SEEDS
// says how many estates are tried.
func TestGateway(t *testing.T) {
	n := uint64(3000)
	if testing.Short() {
		n = 300
	}
	if more, err := strconv.ParseUint(os.Getenv("HAIRPIN_SEEDS"), 10, 32); err == nil {
		n = more
	}
	made, failed := 0, 0
	for seed := range n {
		files, gateway := concrete.Estate(seed)
		out, ok := gateway.Run()
		if !ok {
			continue
		}
		s := analyzer.NewSnapshot(files)
		calls, err := s.Calls(context.Background(), analyzer.Config{})
		if err != nil {
			t.Fatal(err)
		}
		res, err := s.Check(context.Background(), analyzer.Config{})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			made++
			if isSelfChained(o) && !reported(res, o) && failed < 3 {
				failed++
				t.Errorf("seed %d: %s calls %s, and nothing is reported:\n%s", seed, o.At.Path, o.URL, sources(files)+known(calls, o))
			}
			if answers(calls, o, gateway.Context.SelfHosted) {
				continue
			}
			if failed++; failed <= 3 {
				t.Errorf("seed %d: %s calls %s with the Host header %v, and no call that is found is like that:\n%s", seed, o.At.Path, o.URL, o.Host, sources(files)+known(calls, o))
			}
		}
	}
	if failed > 0 {
		t.Errorf("%d of %d calls are not found", failed, made)
	}
	if made < int(n)/2 {
		t.Errorf("only %d calls were made", made)
	}
	t.Logf("%d calls were made, all of them found", made)
}

// isSelfChained reports whether a call goes to the gateway's load balancer.
func isSelfChained(o concrete.Outbound) bool {
	host, _, _ := strings.Cut(strings.TrimPrefix(o.URL, "https://"), "/")
	return strings.HasPrefix(o.URL, "https://") && host == concrete.Self
}

// reported reports whether something is said of the host that a call goes to.
func reported(res *analyzer.Result, o concrete.Outbound) bool {
	for _, f := range res.Findings {
		switch f.Rule.ID {
		case "HP101", "HP102", "HP401":
			if f.At.Path == o.At.Path && (o.At.Span.Empty() || o.At.Span.Covers(f.At.Span)) {
				return true
			}
		}
	}
	return false
}

// answers reports whether a call is among those that were found, for the kind of
// gateway that makes it.
func answers(calls []*analyzer.Call, o concrete.Outbound, selfHosted bool) bool {
	for _, c := range calls {
		if !at(c, o) {
			continue
		}
		for i := range c.Ways {
			w := &c.Ways[i]
			if w.Managed && selfHosted || w.Hosted && !selfHosted {
				continue
			}
			if !w.Dead && concrete.Among(value.Value{Alts: []value.Str{w.URL}}, o.URL, true) && hasHost(w.Host, o.Host) {
				return true
			}
		}
	}
	return false
}

func at(c *analyzer.Call, o concrete.Outbound) bool {
	return c.At.Path == o.At.Path && (o.At.Span.Empty() || o.At.Span.Covers(c.At.Span))
}

// hasHost reports whether a Host header is what is said of it.
func hasHost(said *analyzer.HostHeader, real concrete.Host) bool {
	switch said.Action {
	case analyzer.HostUnknown:
		return true
	case analyzer.HostDefault, analyzer.HostSkipped:
		return real.State == concrete.HostDefault
	case analyzer.HostSet:
		return real.State == concrete.HostSet && concrete.Among(said.Value, real.Value, true)
	case analyzer.HostAdded:
		return real.State == concrete.HostList
	case analyzer.HostDeleted:
		return real.State == concrete.HostDeleted
	}
	return false
}

func sources(files []*text.File) string {
	out := ""
	for _, f := range files {
		out += "-- " + f.Path + " --\n" + f.Src
	}
	return out
}

func known(calls []*analyzer.Call, o concrete.Outbound) string {
	out := "-- known --\n"
	for _, c := range calls {
		if at(c, o) {
			for _, w := range c.Ways {
				out += fmt.Sprintf("%s host %d %v dead %v managed %v hosted %v\n", w.URL.String(), w.Host.Action, w.Host.Value, w.Dead, w.Managed, w.Hosted)
			}
		}
	}
	return out
}
