package oracle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
	"hairpin.example/hairpin/internal/concrete"
)

// host is the program around the generated ones: what policies see of the
// gateway, and a line of JSON for each result.
const host = `using System; using System.Collections.Generic; using System.Linq; using System.Text; using System.Text.RegularExpressions; using System.Net; using Newtonsoft.Json.Linq;
public class Url { public string Host = "%s"; }
public class Headers {
  Dictionary<string, string[]> d = new Dictionary<string, string[]> { { "X-A", new[] { "%s" } } };
  public string[] this[string k] { get { return d[k]; } }
  public string GetValueOrDefault(string k, string dflt) { return d.ContainsKey(k) ? d[k][0] : dflt; }
  public bool TryGetValue(string k, out string[] v) { return d.TryGetValue(k, out v); }
}
public class Req { public Url OriginalUrl = new Url(); public Headers Headers = new Headers(); }
public class Vars {
  Dictionary<string, object> d = new Dictionary<string, object> { { "Known", "%s" }, { "Hidden", "%s" } };
  public object this[string k] { get { return d[k]; } }
  public bool ContainsKey(string k) { return d.ContainsKey(k); }
  public bool TryGetValue(string k, out object v) { return d.TryGetValue(k, out v); }
  public T GetValueOrDefault<T>(string k, T dflt = default(T)) { return d.ContainsKey(k) ? (T)d[k] : dflt; }
}
public class Ctx { public Req Request = new Req(); public Vars Variables = new Vars(); }
public static class Program {
  static void Print(int i, Func<Ctx, string> f) {
    string r = null; string kind = "throws";
    var t = new System.Threading.Thread(() => {
      try { r = f(new Ctx()); kind = r == null ? "null" : "value"; } catch (Exception e) { r = e.GetType().Name; }
    });
    t.Start();
    if (!t.Join(2000)) { t.Abort(); t.Join(); kind = "throws"; } // a loop may double a text in each round
    var b = new StringBuilder();
    foreach (char c in r ?? "") b.Append("\\u" + ((int)c).ToString("x4"));
    Console.WriteLine("{\"i\":" + i + ",\"kind\":\"" + kind + "\",\"text\":\"" + b + "\"}");
  }
`

type outcome struct {
	I    int
	Kind string
	Text string
}

// A world is the C# around programs: classes that end in an open Program with
// Print, and how a program's method begins.
type world struct {
	classes   string
	signature string // with the number of the program
	options   []string
	libraries string // the folder of libraries that are not mono's own
}

// runAll compiles and runs the programs, leaving out those that do not compile;
// rejected has the compiler's words on them.
func runAll(t *testing.T, w world, programs []string) (results map[int]outcome, rejected map[int]string) {
	t.Helper()
	dir := t.TempDir()
	left := map[int]bool{}
	for i := range programs {
		left[i] = true
	}
	rejected = map[int]string{}
	for range 40 {
		var b bytes.Buffer
		b.WriteString(w.classes)
		lines := map[int]int{} // line to program
		for i, p := range programs {
			if !left[i] {
				continue
			}
			first := bytes.Count(b.Bytes(), []byte("\n")) + 1
			fmt.Fprintf(&b, w.signature+" {\n%s\n  }\n", i, p)
			for l := first; l <= bytes.Count(b.Bytes(), []byte("\n"))+1; l++ {
				lines[l] = i
			}
		}
		b.WriteString("  public static void Main() {\n")
		for i := range programs {
			if left[i] {
				fmt.Fprintf(&b, "    Print(%d, F%d);\n", i, i)
			}
		}
		b.WriteString("  }\n}\n")
		src, exe := filepath.Join(dir, "p.cs"), filepath.Join(dir, "p.exe")
		if err := os.WriteFile(src, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"-nowarn:0162,0219,0168,1717,0164,0252,0253,1522", "-r:System.Core.dll", "-out:" + exe}, w.options...)
		out, err := exec.Command("mcs", append(args, src)...).CombinedOutput()
		if err != nil {
			dropped := 0
			for _, m := range complaint.FindAllStringSubmatch(string(out), -1) {
				n, _ := strconv.Atoi(m[1])
				if i, ok := lines[n]; ok && left[i] {
					delete(left, i)
					rejected[i] = m[2]
					dropped++
				}
			}
			if dropped == 0 {
				t.Fatalf("mcs: %v\n%s", err, out)
			}
			continue
		}
		run := exec.Command("mono", exe)
		run.Env = append(os.Environ(), "MONO_PATH="+w.libraries, "MONO_GC_PARAMS=max-heap-size=1g")
		out, err = run.Output()
		if err != nil {
			t.Fatalf("mono: %v", err)
		}
		results = map[int]outcome{}
		for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			var o outcome
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			results[o.I] = o
		}
		return results, rejected
	}
	t.Fatal("too many programs do not compile")
	return nil, nil
}

var complaint = regexp.MustCompile(`p\.cs\((\d+),\d+\+?\): error (.*)`)

// needMono skips a test where mono is not installed.
func needMono(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"mcs", "mono"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (Debian: mono-mcs mono-runtime)", tool)
		}
	}
}

// needNewtonsoft skips a test where Json.NET is not installed.
func needNewtonsoft(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(newtonsoft); err != nil {
		t.Skip("Newtonsoft.Json is not installed (Debian: libnewtonsoft-json5.0-cil)")
	}
}

func TestOracle(t *testing.T) {
	needMono(t)
	needNewtonsoft(t)
	n, _ := strconv.Atoi(os.Getenv("ORACLE_PROGRAMS"))
	if n == 0 {
		n = 400
	}
	seed, _ := strconv.ParseUint(os.Getenv("ORACLE_SEED"), 10, 64)
	programs := make([]string, n)
	for i := range programs {
		programs[i] = concrete.WithoutLocalFunctions(seed + uint64(i))
	}
	example := concrete.Example
	results, _ := runAll(t, world{
		classes:   fmt.Sprintf(host, example.Host, example.Headers["X-A"], example.Variables["Known"], example.Variables["Hidden"]),
		signature: "  static string F%d(Ctx context)",
		options:   []string{"-r:" + newtonsoft},
		libraries: filepath.Dir(newtonsoft),
	}, programs)
	compared, thrown, exact, failed := 0, 0, 0, 0
	for i, p := range programs {
		o, ok := results[i]
		if !ok {
			continue
		}
		b, errs := expr.ParseBlock(text.NewView(p))
		if len(errs) > 0 {
			t.Errorf("cannot be read: %v\n%s", errs, p)
			continue
		}
		if o.Kind == "throws" {
			thrown++
			continue
		}
		compared++
		v := value.Text(eval.Eval(b, concrete.Env()))
		if s, notNull, how := concrete.Run(b, concrete.Example); how == concrete.Threw || how == concrete.Returned && (notNull != (o.Kind == "value") || s != o.Text) {
			t.Errorf("the interpreter of the tests gives %q, and mono %s %q:\n%s", s, o.Kind, o.Text, p)
		}
		if !concrete.Among(v, o.Text, o.Kind == "value") {
			if failed++; failed <= 12 {
				t.Errorf("seed %d gives %s %q, which is not among %d alternatives:\n%s", seed+uint64(i), o.Kind, o.Text, len(v.Alts), p)
				for _, s := range v.Alts {
					t.Logf("  %s", s.String())
				}
			}
		}
		if _, ok := v.Only(); ok {
			exact++
		}
	}
	t.Logf("%d programs: %d do not compile, %d throw, %d compared, %d of them known exactly, %d wrong", n, n-len(results), thrown, compared, exact, failed)
}
