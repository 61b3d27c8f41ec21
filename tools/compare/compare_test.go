package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMain lets this binary stand for the builds that are compared: it is linked
// under the name of what it is to do.
func TestMain(m *testing.M) {
	name := filepath.Base(os.Args[0])
	if !strings.HasPrefix(name, "fake-") {
		os.Exit(m.Run())
	}
	command := os.Args[1]
	if command == "version" {
		fmt.Printf("hairpin 1.%d (commit unknown)\n", len(name))
		os.Exit(0)
	}
	src, err := os.ReadFile("policy.xml")
	if err != nil {
		fmt.Println(err)
		os.Exit(2)
	}
	fmt.Printf("%s\n{\"version\": \"1.%d\"}\n", strings.Join(os.Args[1:], " "), len(name))
	if name == "fake-output" && command == "calls" && string(src) == "second" {
		fmt.Println("one line more")
	}
	if name == "fake-errors" && command == "fix" && slices.Contains(os.Args, "all") {
		fmt.Fprintln(os.Stderr, "an error")
	}
	if name == "fake-code" && command == "effective" && slices.Contains(os.Args, "stock") {
		os.Exit(1)
	}
	os.Exit(0)
}

func TestCompare(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts hundreds of processes")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for _, name := range []string{"fake-old", "fake-same", "fake-output", "fake-errors", "fake-code"} {
		if err := os.Symlink(self, filepath.Join(bin, name)); err != nil {
			t.Skip("links cannot be made here:", err)
		}
	}
	archives, corpus, folder := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", t.TempDir())
	for path, src := range map[string]string{
		filepath.Join(archives, "first.txtar"):                   "Why.\n-- policy.xml --\nfirst\n~ ^ HP101 error\n-- apis/stock/policy.xml --\n-- fixed/policy.xml --\n",
		filepath.Join(corpus, "second", "policy.xml"):            "second",
		filepath.Join(folder, "policy.xml"):                      "third",
		filepath.Join(folder, "apis", "orders", "a.xml"):         "",
		filepath.Join(folder, "products", "p", "apis", "x", "y"): "",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	numbers := fmt.Sprintf("3 inputs, %d runs of each binary, ", 3*len(commands)+2) // 2 APIs
	for _, c := range []struct {
		after string
		same  bool
		want  []string
	}{
		{"fake-same", true, []string{numbers, " 0 differences\n"}},
		{"fake-output", false, []string{
			numbers, " 2 differences\n", "hairpin calls --format json\n  in " + filepath.Join(corpus, "second"), "differs in line 3", "\n+one line more\n",
		}},
		{"fake-errors", false, []string{" 3 differences\n", "hairpin fix --diff --env all\n", "\n+an error\n"}},
		{"fake-code", false, []string{
			" 1 differences\n", "hairpin effective --format json --api stock\n  in " + filepath.Join(archives, "first.txtar"), "exits with 1, and with 0 before",
		}},
	} {
		t.Run(c.after, func(t *testing.T) {
			var out strings.Builder
			same, err := compare(&out, filepath.Join(bin, "fake-old"), filepath.Join(bin, c.after), 5, sources{archives: archives, corpus: corpus, folders: []string{folder}})
			if err != nil {
				t.Fatal(err)
			}
			if same != c.same {
				t.Errorf("they behave alike: %t, want %t", same, c.same)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("the report has no %q:\n%s", want, &out)
				}
			}
		})
	}
}

// TestInputs: an archive is unpacked without its markers and expectations.
func TestInputs(t *testing.T) {
	archives := t.TempDir()
	src := "-- environment --\nprod\n-- a.xml --\n<a/>\n~ ^^ HP101 error\n-- fixed/a.xml --\n<b/>\n-- fix \"Title\"/a.xml --\n<c/>\n"
	if err := os.WriteFile(filepath.Join(archives, "a.txtar"), []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	ins, err := sources{archives: archives, random: 3, generated: generated[:3]}.inputs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 3 + 3; len(ins) != want || ins[0].env != "prod" {
		t.Fatalf("%d inputs, the first one in %q; want %d in prod", len(ins), ins[0].env, want)
	}
	files, err := os.ReadDir(ins[0].dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 1 || files[0].Name() != "a.xml" {
		t.Errorf("the archive has the files %v, want a.xml", files)
	}
	if got, err := os.ReadFile(filepath.Join(ins[0].dir, "a.xml")); err != nil || string(got) != "<a/>\n" {
		t.Errorf("a.xml is %q (%v)", got, err)
	}
	if last := ins[len(ins)-1]; len(last.apis) != 12*11 {
		t.Errorf("the last estate has %d APIs and operations, want %d", len(last.apis), 12*11)
	}
}

func TestNothingToCompare(t *testing.T) {
	if _, err := compare(&strings.Builder{}, "/nowhere/hairpin", "/nowhere/hairpin", 5, sources{}); err == nil {
		t.Error("a binary that is not there gives no error")
	}
}
