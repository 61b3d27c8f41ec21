package analyzer_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
	"hairpin.example/hairpin/analyzer/value"
)

// resolutionPage is the file that holds the table of TestResolution.
const resolutionPage = "eval/README.md"

// causes sorts reasons for an unknown host by a phrase in them. What is in none
// of the first rows is something that the evaluation does not follow.
var causes = []struct{ phrase, cause string }{
	{"deployment token", "a token that the deployment fills in"},
	{"the backend whose ID", "a backend ID that is computed from such a value"},
	{"the backend \"", "a backend entity that is not among the files"},
	{"the named value", "a named value that is not among the files, or secret"},
	{"which the deployment fills in", "a token that the deployment fills in"},
	{"leaves in the variable", "a value from the cache, or another statement's result"},
	{"the response in the variable", "a response"},
	{"of the request", "the caller's request"},
	{"of the response", "a response"},
	{"changes in every round", "a value that every round of a retry changes"},
	{"the fragment \"", "a fragment that is not among the files"},
	{"the URL of the backend", "the API's service URL, which is not among the files"},
	{"not set here", "a variable that no file sets"},
	{"a variable that an outer policy", "a variable that no file sets"},
	{"a variable that the policy around", "a variable that no file sets"},
	{"the URL is empty", "no URL"},
	{"the URL has no scheme", "no URL"},
	{"is a placeholder", "no URL"},
}

const notFollowed = "something that is not followed"

func causeOf(why string) string {
	for _, c := range causes {
		if strings.Contains(why, c.phrase) {
			return c.cause
		}
	}
	return notFollowed
}

// resolution counts the URLs of the corpus by what is known of them.
type resolution struct {
	calls, full, host, some, none int
	causes                        map[string]int
	unexplained                   []string
}

func (r *resolution) add(c *analyzer.Call, line string) {
	known, full := 0, 0
	why := ""
	for i := range c.Ways {
		u := value.SplitURL(c.Ways[i].URL)
		h := u.HostOf()
		switch {
		case h.Known || h.Gateway || h.Service:
			known++
			if _, ok := c.Ways[i].URL.Literal(); ok {
				full++
			}
		case why == "" || causeOf(h.Why) == notFollowed:
			why = h.Why
		}
	}
	r.calls++
	switch n := len(c.Ways); {
	case full == n:
		r.full++
	case known == n:
		r.host++
	case known > 0:
		r.some++
	default:
		r.none++
	}
	if known < len(c.Ways) {
		cause := causeOf(why)
		r.causes[cause]++
		if cause == notFollowed {
			r.unexplained = append(r.unexplained, line+": "+why)
		}
	}
}

func (r *resolution) table() string {
	var b strings.Builder
	row := func(what string, n int) {
		fmt.Fprintf(&b, "| %s | %d | %.1f %% |\n", what, n, 100*float64(n)/float64(r.calls))
	}
	b.WriteString("| What is known of the URL | Calls | Share |\n|---|---:|---:|\n")
	row("everything", r.full)
	row("the host, or that it is this gateway's; the path in part", r.host)
	row("the host in some of its alternatives", r.some)
	row("not the host", r.none)
	fmt.Fprintf(&b, "| all | %d | |\n\n", r.calls)
	b.WriteString("| Why a host is not known | Calls | Share |\n|---|---:|---:|\n")
	names := slices.Sorted(maps.Keys(r.causes))
	slices.SortStableFunc(names, func(a, b string) int { return r.causes[b] - r.causes[a] })
	for _, n := range names {
		row(n, r.causes[n])
	}
	return b.String()
}

// TestResolution counts what the evaluation makes of the URLs of real policies,
// and keeps the table in the package's README current. At most one URL in
// twenty may be unknown for a reason that a reader of the files would not accept.
func TestResolution(t *testing.T) {
	r := resolution{causes: map[string]int{}}
	repos := analyzertest.Corpus(t)
	for _, repo := range slices.Sorted(maps.Keys(repos)) {
		calls, err := analyzer.NewSnapshot(repos[repo]).Calls(context.Background(), analyzertest.Internal("unrelated"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range calls {
			r.add(c, fmt.Sprintf("%s/%s:%d", repo, c.At.Path, c.At.Span.Start))
		}
	}
	for _, line := range r.unexplained {
		t.Log(line)
	}
	if n := r.causes[notFollowed]; 20*n > r.calls {
		t.Errorf("%d of %d URLs are unknown because something is not followed", n, r.calls)
	}
	page, err := os.ReadFile(resolutionPage)
	if err != nil {
		t.Fatal(err)
	}
	const from, to = "<!-- table -->\n", "<!-- end -->"
	head, rest, ok := strings.Cut(string(page), from)
	_, tail, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table", resolutionPage)
	}
	want := head + from + r.table() + to + tail
	if *update {
		if err := os.WriteFile(resolutionPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(page), want); d != "" {
		t.Errorf("%s is not current; run make resolution (-want +got):\n%s", resolutionPage, d)
	}
}
