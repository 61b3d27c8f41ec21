// Command benchratio reads the output of go test -bench from standard input and
// prints the median of each benchmark, and its speed compared with the baseline
// of the same documents in the same run: the benchmark whose name ends in
// XMLTokens.
//
//	go test -run - -bench . -count 5 ./analyzer | go run ./tools/benchratio
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// series is the results of one benchmark.
type series struct {
	name                 string
	ns, mbs, bytes, objs []float64
}

func main() {
	var order []*series
	byName := map[string]*series{}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		f := strings.Fields(in.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(f[0], "Benchmark")
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			name = name[:i]
		}
		s := byName[name]
		if s == nil {
			s = &series{name: name}
			byName[name] = s
			order = append(order, s)
		}
		s.add(f[2:])
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "benchratio:", err)
		os.Exit(2)
	}
	if len(order) == 0 {
		fmt.Fprintln(os.Stderr, "benchratio: the input holds no benchmark results")
		os.Exit(2)
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "benchmark\tus/op\tMB/s\tB/op\tallocs/op\tspeed against XMLTokens\t")
	for _, s := range order {
		ratio := ""
		if base := byName[baseline(s.name)]; base != nil && base != s {
			ratio = fmt.Sprintf("%.2f x", median(base.ns)/median(s.ns))
		}
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.0f\t%.0f\t%s\t\n", s.name, median(s.ns)/1000, median(s.mbs), median(s.bytes), median(s.objs), ratio)
	}
	if err := w.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "benchratio:", err)
		os.Exit(2)
	}
}

// add takes the pairs of value and unit of one line.
func (s *series) add(f []string) {
	for i := 0; i+1 < len(f); i += 2 {
		v, err := strconv.ParseFloat(f[i], 64)
		if err != nil {
			return
		}
		switch f[i+1] {
		case "ns/op":
			s.ns = append(s.ns, v)
		case "MB/s":
			s.mbs = append(s.mbs, v)
		case "B/op":
			s.bytes = append(s.bytes, v)
		case "allocs/op":
			s.objs = append(s.objs, v)
		}
	}
}

// baseline is the name of the benchmark that another one is compared with:
// Check/1KB with XMLTokens/1KB, CorpusCheck with CorpusXMLTokens.
func baseline(name string) string {
	kind, size, sized := strings.Cut(name, "/")
	prefix := ""
	for _, p := range [...]string{"Corpus", "Estate"} {
		if strings.HasPrefix(kind, p) {
			prefix = p
		}
	}
	out := prefix + "XMLTokens"
	if sized {
		out += "/" + size
	}
	return out
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Clone(v)
	slices.Sort(v)
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}
