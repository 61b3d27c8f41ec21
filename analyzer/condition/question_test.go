package condition

import (
	"fmt"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// questionOf is what an expression of a policy asks; false if its answer may
// change by itself.
func questionOf(t *testing.T, code string) (Question, bool) {
	t.Helper()
	root, errs := policy.Parse(text.NewView("<when>@(" + code + ")</when>"))
	for e := range policy.All(root) {
		for _, n := range e.Children {
			if content, ok := n.(*policy.Text); ok {
				block, more := expr.Parse(content.Value.Parts[0].View, false)
				if len(errs)+len(more) > 0 {
					t.Fatalf("%s: %v %v", code, errs, more)
				}
				var q Question
				ok := q.read(block.Stmts[0].(*expr.Return).X)
				return q, ok
			}
		}
	}
	t.Fatalf("%s is no expression", code)
	return Question{}, false
}

// TestQuestions: what is written in other words is the same question, and
// whatever can have another answer is another one. Each line is one question.
func TestQuestions(t *testing.T) {
	seen := map[string]string{}
	for _, line := range []string{
		`context.Request.OriginalUrl.Path.StartsWith("/a") | (context.Request.OriginalUrl.Path).StartsWith( "/a" ) | context.Request.OriginalUrl.Path.StartsWith(@"/a") | context.Request.OriginalUrl.Path.StartsWith("\u002fa")`,
		`context.Request.OriginalUrl.Path.StartsWith("/b")`,
		`context.Request.OriginalUrl.Path.StartsWith("{{a}}")`,
		`context.Request.OriginalUrl.Path.StartsWith("{{b}}")`,
		`context.Request.OriginalUrl.Path.StartsWith({{a}})`,
		`context.Request.OriginalUrl.Path.StartsWith({{b}})`,
		`context.Request.OriginalUrl.Path.EndsWith("/a")`,
		`context.Request.OriginalUrl.Path.StartsWith("/a", StringComparison.Ordinal) | context.Request.OriginalUrl.Path.StartsWith("/a",StringComparison.Ordinal)`,
		`context.Request.OriginalUrl.Path.StartsWith("/a", StringComparison.OrdinalIgnoreCase)`,
		`context.Request.OriginalUrl.Path.IndexOf('a')`,
		`context.Request.OriginalUrl.Path.IndexOf('b')`,
		`context.Request.OriginalUrl.Path.IndexOf("a", 1)`,
		`context.Request.OriginalUrl.Path.IndexOf("a", 12)`,
		`context.Request.OriginalUrl.Path.IndexOf("a", -1)`,
		`context.Request.OriginalUrl.Path`,
		`context.Request.OriginalUrl.Host`,
		`context.Request.OriginalUrl.Path.Length`,
		`context.Request.Url.Path`,
		`context.Request.Method`,
		`context.Request.MatchedParameters["a"]`,
		`context.Request.MatchedParameters["b"]`,
		`context.Request.MatchedParameters?["a"]`,
		`context.Request.OriginalUrl.Path.Split('/')[1]`,
		`context.Request.OriginalUrl.Path.Split('/')[2]`,
		`context.User.Id.Contains("a")`,
		`context.User?.Id.Contains("a")`,
		`context.User.Id?.Contains("a")`,
		`context.User.Groups.Any()`,
		`context.User.Groups.Count()`,
		`context.User.Groups.First<string>()`,
		`context.User.Groups.First<int>()`,
		`(string)context.Variables["a"] | context.Variables.GetValueOrDefault<string>("a") | (String)context.Variables["a"] | context.Variables.GetValueOrDefault<string>("a", null) | ((string)(context.Variables["a"]))`,
		`(string)context.Variables["b"]`,
		`(int)context.Variables["a"] | context.Variables.GetValueOrDefault("a", 0) | (Int32)context.Variables["a"] | context.Variables.GetValueOrDefault<int>("a", 0)`,
		`(int?)context.Variables["a"]`,
		`(long)context.Variables["a"]`,
		`(bool)context.Variables["a"] | context.Variables.GetValueOrDefault("a", false) | context.Variables.GetValueOrDefault<Boolean>("a")`,
		`context.Variables.GetValueOrDefault<string>("a", "x") | context.Variables.GetValueOrDefault("a", "x") | context.Variables.GetValueOrDefault<String>("a", ("x"))`,
		`context.Variables.GetValueOrDefault<string>("a", "y")`,
		`context.Variables.GetValueOrDefault("a", 1)`,
		`context.Variables.GetValueOrDefault("a", true)`,
		`context.Variables.GetValueOrDefault("a", (string)context.Variables["b"])`,
		`context.Variables["a"]`,
		`context.Variables["b"]`,
		`context.Variables.ContainsKey("a")`,
		`context.Variables.ContainsKey("b")`,
		`context.Request.Headers["X-A"] | context.Request.Headers["x-a"]`,
		`context.Request.Headers["X-B"]`,
		`context.Request.Headers["a"]`,
		`context.Request.Headers["X-A"][0]`,
		`context.Request.Headers.ContainsKey("X-A") | context.Request.Headers.ContainsKey("x-a")`,
		`context.Request.Headers.GetValueOrDefault("X-A", "")`,
		`context.Request.Headers.GetValueOrDefault("X-A", "x")`,
		`(string)context.Api.Id`,
		`(bool)context.Api.Id`,
		`context.Api.Id`,
		`!context.Variables.ContainsKey("a") | !(context.Variables.ContainsKey("a"))`,
		`-(int)context.Variables["a"]`,
		`(int)context.Variables["a"] > 1`,
		`(int)context.Variables["a"] >= 1`,
		`(int)context.Variables["a"] > 2`,
		`1 > (int)context.Variables["a"]`,
		`(int)context.Variables["a"] - 1 - 2 | ((int)context.Variables["a"] - 1) - 2`,
		`(int)context.Variables["a"] - (1 - 2)`,
		`string.IsNullOrEmpty(context.Api.Id) | String.IsNullOrEmpty(context.Api.Id)`,
		`string.IsNullOrWhiteSpace(context.Api.Id)`,
		`Regex.IsMatch(context.Api.Id, "a")`,
		`bool.Parse(context.Api.Id)`,
		`context.Request.Body.As<string>(true) | context.Request.Body.As<string>(preserveContent: true) | context.Request.Body.As<String>((true))`,
		`context.Request.Body.As<JObject>(true)["a"]`,
		`context.Tracing`,
		`context.Request.Headers`,
		`context.Request.Headers.GetValueOrDefault(context.Api.Id, "")`,
		`context.Request.Headers.Any(h => h.Key == "a") | context.Request.Headers.Any( h => (h.Key) == "a" )`,
		`context.Request.Headers.Any(h => h.Key == "b")`,
		`context.User.Groups.Any(g => g.Id == "a")`,
		`context.User.Groups.All(g => g.Id == "a")`,
		`new Uri(context.Api.Id)`,
		`new[] { "a", "b" }.Contains(context.Request.Method)`,
		`new[] { "a" }.Contains(context.Request.Method)`,
		`new string[] { "a" }.Contains(context.Request.Method) | new String[] { "a" }.Contains(context.Request.Method)`,
		`new List<string> { "a" }.Contains(context.Request.Method)`,
		`context.Api.Id == "a" ? 1 : 2`,
		`context.Api.Id == "a" ? 2 : 1`,
		`context.User is null`,
		`context.User is not null`,
		`$"a{context.Api.Id}"`,
		`$"b{context.Api.Id}"`,
		`((IResponse)context.Variables["a"]).StatusCode`,
		`((JObject)context.Variables["a"])["b"]`,
		`true`,
		`false`,
	} {
		text := ""
		for i, code := range strings.Split(line, " | ") {
			q, ok := questionOf(t, code)
			switch {
			case !ok:
				t.Errorf("%s may change by itself", code)
			case i == 0:
				if other, ok := seen[q.Text]; ok {
					t.Errorf("%s is the same question as %s", code, other)
				}
				text, seen[q.Text] = q.Text, code
			case strings.ReplaceAll(q.Text, "String", "string") != strings.ReplaceAll(text, "String", "string"):
				t.Errorf("%s asks %s, not %s", code, q.Text, text)
			}
		}
	}
}

// TestNoQuestion: the answer may change while nothing that the policy knows of
// does, or asking changes something.
func TestNoQuestion(t *testing.T) {
	for _, code := range []string{
		`DateTime.UtcNow.Second == 0`,
		`DateTime.Now.Hour < 6`,
		`new DateTime(DateTime.Today.Ticks)`,
		`context.Elapsed > TimeSpan.FromSeconds(1)`,
		`context.Response.StatusCode == 500`,
		`context.LastError.Reason`,
		`context.Request.Body.As<string>()`,
		`context.Request.Body.As<string>(false)`,
		`context.Request.Body.As<string>(true, false)`,
		`context.Request.Body.As<Group>(true)`,
		`context.Response.Body.As<string>(true)`,
		`context.Apis.Id`,
		`context.Request.OriginalUrls.Path`,
		`context.Variables`,
		`context.Api.Id.GetHashCode()`,
		`context.Api.Id + Guid.NewGuid()`,
		`Guid.NewGuid() + context.Api.Id`,
		`!Guid.NewGuid().ToString().Contains("a")`,
		`~(int)context.Variables["a"]`,
		`++local`,
		`local`,
		`ToString()`,
		`context.User.Groups.Any(g => g.Id == local)`,
		`context.User.Groups.Any(g => true) && g`,
		`context.User.Groups.Any(g => { return true; })`,
		`context.User.Groups.Any(g => Guid.NewGuid().ToString() == "a")`,
		`new[] { local }.Contains("a")`,
		`new Random()`,
		`new Group[] { }`,
		`new List<Group>()`,
		`true ? local : 2`,
		`$"{local}"`,
		`$"{context.Api.Id,5}"`,
		`context.User is null && local`,
		`context.User is Group`,
		`Guid.NewGuid().ToString()`,
		`context.Api.Id.Contains(Guid.NewGuid().ToString())`,
		`context.Api.Id.Equals("a", Compare())`,
		`context.Api.Id.Contains(value: "a")`,
		`context.Api.Id.Contains(ref local)`,
		`context.Request.MatchedParameters[Guid.NewGuid().ToString()]`,
		`context.Variables[Guid.NewGuid().ToString()]`,
		`context.Variables[key: "a"]`,
		`(string)context.Variables[Guid.NewGuid().ToString()]`,
		`context.Variables.ContainsKey(context.Api.Id)`,
		`context.Variables["{{a}}"]`,
		`context.Variables.GetValueOrDefault<string>("a", Guid.NewGuid().ToString())`,
		`context.Request.Headers.GetValueOrDefault("X-A", Guid.NewGuid().ToString())`,
		`Guid.NewGuid().ToString()[0]`,
		`context.User.Groups.First<Group>()`,
		`context.User.Groups.First<string[]>()`,
		`(Group)context.Variables["a"]`,
		`(string[])context.Variables["a"]`,
		`(string)Guid.NewGuid()`,
	} {
		if q, ok := questionOf(t, code); ok {
			t.Errorf("%s asks %s", code, q.Text)
		}
	}
}

// TestQuestionReads: a question knows what it is about, so that it is another one
// once that has changed.
func TestQuestionReads(t *testing.T) {
	for code, want := range map[string]string{
		`context.Api.Id == "a"`:                                                                  "[] [] false false false",
		`context.Request.OriginalUrl.Path == "a"`:                                                "[] [] false false false",
		`context.Request.Url.Path == "a"`:                                                        "[] [] true false false",
		`context.Request.Url == null`:                                                            "[] [] true false false",
		`context.Request.Method == "GET"`:                                                        "[] [] false true false",
		`context.Variables.ContainsKey("A") && (bool)context.Variables["b"]`:                     "[A b] [] false false false",
		`context.Variables.GetValueOrDefault("a", (string)context.Variables["b"]) == "x"`:        "[a b] [] false false false",
		`context.Variables["a"] == context.Variables["c"]`:                                       "[a c] [] false false false",
		`context.Request.Headers.Any()`:                                                          "[] [*] false false false",
		`(string)((JObject)context.Variables["a"])["b"] == "x"`:                                  "[a] [] false false true",
		`((IResponse)context.Variables["a"]).StatusCode == 200`:                                  "[a] [] false false false",
		`context.Request.Headers.ContainsKey("X-A")`:                                             "[] [x-a] false false false",
		`context.Request.Headers["X-A"][0] == context.Request.Headers.GetValueOrDefault("B","")`: "[] [x-a b] false false false",
	} {
		q, ok := questionOf(t, code)
		if got := fmt.Sprint(q.Variables, q.Headers, q.URL, q.Method, q.Objects); !ok || got != want {
			t.Errorf("%s reads %s, want %s", code, got, want)
		}
	}
}
