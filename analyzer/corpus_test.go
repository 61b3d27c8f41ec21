package analyzer_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer"
	"hairpin.example/hairpin/analyzer/analyzertest"
)

// TestCorpusMalformed: real policies are read without complaint, but for those
// that no XML reader or C# compiler accepts.
func TestCorpusMalformed(t *testing.T) {
	want := []string{
		"Call out to an HTTP endpoint and cache the response.policy.xml",
		"Filter response content based on product name.policy.xml",
		"Loopback request for service at same API Management service.xml",
		"Pre-authorize requests based on HTTP method with validate-jwt.policy.xml",
	}
	var got []string
	policies := 0
	for _, files := range analyzertest.Corpus(t) {
		res := analyzertest.CheckFiles(t, files, analyzertest.Internal("unrelated"))
		for _, f := range files {
			if analyzer.IsPolicy(f.Src) {
				policies++
			}
		}
		for _, f := range res.Findings {
			if f.Rule.ID == "HP901" && !slices.Contains(got, filepath.Base(f.At.Path)) {
				got = append(got, filepath.Base(f.At.Path))
			}
		}
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("malformed documents (-want +got):\n%s", d)
	}
	if policies != 442 {
		t.Errorf("%d policies were recognised, want 442", policies)
	}
}

// TestCorpusIsQuiet: to an instance that has nothing to do with them, real
// policies hold no self-call, but for those that call the host of their own
// request.
func TestCorpusIsQuiet(t *testing.T) {
	for repo, files := range analyzertest.Corpus(t) {
		for _, f := range analyzertest.CheckFiles(t, files, analyzertest.Internal("unrelated")).Findings {
			if strings.HasPrefix(f.Rule.ID, "HP1") && f.Severity >= analyzer.Warning && !strings.Contains(f.Message, "the caller reached") {
				t.Errorf("%s/%s: %s %s", repo, f.At.Path, f.Rule.ID, f.Message)
			}
		}
	}
}

// TestCorpusDemoEstate: of the three APIs whose service URL is the gateway, one
// is used, and it points at itself.
func TestCorpusDemoEstate(t *testing.T) {
	files := analyzertest.Corpus(t)["anotherRedbeard__apimdemo-environment"]
	res := analyzertest.CheckFiles(t, files, analyzertest.Internal("red-scus-apimdemo-dev"))
	var got []string
	for _, f := range res.Findings {
		if strings.HasPrefix(f.Rule.ID, "HP1") {
			file := analyzer.NewSnapshot(files).File(f.At.Path)
			got = append(got, f.At.Path+" "+f.Rule.ID+" "+f.Severity.String()+" "+f.At.Span.Of(file.Src))
			if len(f.Fixes) > 0 || !strings.Contains(f.NoFix, "endless loop") {
				t.Errorf("%s: fixes %v, reason %q", f.At.Path, f.Fixes, f.NoFix)
			}
		}
	}
	want := []string{"apimartifacts/apis/foo/apiInformation.json HP101 error red-scus-apimdemo-dev.azure-api.net"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("self-calls (-want +got):\n%s", d)
	}
}

// TestCorpusLoopback: three places call loopback with a Host header that the
// deployment fills in.
func TestCorpusLoopback(t *testing.T) {
	files := analyzertest.Corpus(t)["hmcts__hmi-apim-infrastructures"]
	calls, err := analyzer.NewSnapshot(files).Calls(context.Background(), analyzertest.Internal("unrelated"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range calls {
		for _, w := range c.Ways {
			if !strings.Contains(w.URL.String(), "127.0.0.1") {
				continue
			}
			n++
			if v := w.Host.Value; w.Host.Action != analyzer.HostSet || len(v.Alts) != 1 || !strings.Contains(v.Alts[0].String(), "deployment token") {
				t.Errorf("%s: the Host header is %v %v", c.At.Path, w.Host.Action, v.Alts)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d calls of loopback, want 3", n)
	}
	for _, f := range analyzertest.CheckFiles(t, files, analyzertest.Internal("unrelated")).Findings {
		if strings.HasPrefix(f.Rule.ID, "HP2") {
			t.Errorf("%s: %s %s", f.At.Path, f.Rule.ID, f.Message)
		}
	}
}

// TestCorpusOnce: in real estates nothing is reported twice either, and the order
// of the files does not matter.
func TestCorpusOnce(t *testing.T) {
	for repo, files := range analyzertest.Corpus(t) {
		t.Run(repo, func(t *testing.T) {
			res := analyzertest.CheckFiles(t, files, analyzertest.Internal("red-scus-apimdemo-dev"))
			once(t, res)
			files = slices.Clone(files)
			slices.Reverse(files)
			if d := cmp.Diff(render(res), render(analyzertest.CheckFiles(t, files, analyzertest.Internal("red-scus-apimdemo-dev")))); d != "" {
				t.Errorf("with files in reverse order (-want +got):\n%s", d)
			}
		})
	}
}
