// Command compare proves that two builds of hairpin behave alike: it runs both on
// the same inputs and compares what they print, byte by byte, and how they exit.
//
//	go run ./tools/compare OLD NEW [FOLDER...]
//
// It is run at the root of the repository. The inputs are the archives of the
// tests, generated estates, each folder in the one that HAIRPIN_CORPUS names, and
// the folders of the command line. The first differences are shown.
// It exits with 1 if there is a difference, and with 2 if it could not compare.
//
//	main.go     the command line and the summary
//	inputs.go   what the binaries are run on
//	runs.go     how they are run
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

func main() {
	show := flag.Int("show", 5, "how many differences to show")
	archives := flag.String("archives", "analyzer/testdata", "the folder with the archives of the tests, or none")
	estates := flag.Int("estates", 200, "how many small random estates to generate")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: compare [flags] OLD NEW [FOLDER...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 {
		flag.Usage()
		os.Exit(2)
	}
	same, err := compare(os.Stdout, flag.Arg(0), flag.Arg(1), *show, sources{
		archives: *archives, corpus: os.Getenv("HAIRPIN_CORPUS"), random: *estates, generated: generated, folders: flag.Args()[2:],
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(2)
	}
	if !same {
		os.Exit(1)
	}
}

// compare runs both binaries on the inputs, and says whether they behave alike.
// The inputs that are made stand below a folder that is removed if they do.
func compare(w io.Writer, before, after string, show int, from sources) (same bool, err error) {
	var p pair
	for i, path := range []string{before, after} {
		b, err := newBinary(path)
		if err != nil {
			return false, err
		}
		p[i] = b
	}
	dir, err := os.MkdirTemp("", "compare")
	if err != nil {
		return false, err
	}
	defer func() {
		if same || err != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		}
	}()
	ins, err := from.inputs(dir)
	if err != nil {
		return false, err
	}
	all := runs(ins)
	if len(all) == 0 {
		return false, fmt.Errorf("there is nothing to run on")
	}
	results, err := p.runAll(all, runtime.GOMAXPROCS(0))
	if err != nil {
		return false, err
	}
	if same = summarise(w, ins, results, show); !same {
		fmt.Fprintf(w, "the inputs that were made are kept in %s\n", dir)
	}
	return same, nil
}

// summarise prints the first differences and then the numbers.
func summarise(w io.Writer, ins []input, results []result, show int) bool {
	differences, bytes, codes := 0, 0, map[int]int{}
	for _, r := range results {
		bytes += len(r.out[0].text)
		codes[r.out[0].code]++
		if r.same() {
			continue
		}
		if differences++; differences <= show {
			fmt.Fprintf(w, "%s\n\n", r.difference())
		}
	}
	fmt.Fprintf(w, "%d inputs, %d runs of each binary, %d bytes compared, %d differences\n", len(ins), len(results), bytes, differences)
	var order []int
	for c := range codes {
		order = append(order, c)
	}
	slices.Sort(order)
	for _, c := range order {
		fmt.Fprintf(w, "  %d runs of the old one exit with %d\n", codes[c], c)
	}
	return differences == 0
}

// newBinary finds a binary and asks for its version.
func newBinary(path string) (binary, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return binary{}, err
	}
	b := binary{path: abs}
	out, err := b.run(run{args: []string{"version"}})
	if err != nil {
		return binary{}, err
	}
	if out.code != 0 {
		return binary{}, fmt.Errorf("%s version exits with %d:\n%s", path, out.code, out.text)
	}
	if words := strings.Fields(out.text); len(words) > 1 {
		b.version = words[1] // after the name
	}
	return b, nil
}
