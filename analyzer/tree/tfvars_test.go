package tree

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

const fullVariables = `# comment
// comment
/* comment
   name = "not this" */
plain   = "api.contoso.com" # behind
number=42
negative = -1.5
yes = true
no = false // behind
empty = ""
escaped = "a\"b\\c\n\u00e9\U0001F600$${x}%%{y}$z%"
dashed-name_1 = "x" /* a */ /* b */
rounded = 1.50
power = 1e3
octal = 007
nothing = null
template = "https://${var.x}/"
quoted = "a ${upper("b\"}")} c"
sum = 1 + 2
call = join(",", ["a", "b"])
condition = true ? "a" : "b"
list = ["a", "b", # ]
  "c"]
map = {
  plain = "no"
  "number" = 1
}
text = <<EOT
plain = "no"
EOT
indented = <<-EOT
  number = "no"
  EOT
nested = [<<A
]
A
, "b"]
last = "end"`

func TestVariables(t *testing.T) {
	root, errs := ParseTFVars(text.NewView(fullVariables))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := map[string]string{}
	for _, e := range root.Entries {
		if e.At.Of(fullVariables) != e.Key {
			t.Errorf("%s stands at %q", e.Key, e.At.Of(fullVariables))
		}
		got[e.Key] = Words[e.Value.Kind] + ": " + e.Value.Text()
	}
	const unknown = "null: "
	want := map[string]string{
		"plain": "a string: api.contoso.com", "number": "a number: 42", "negative": "a number: -1.5", "yes": "true or false: true", "no": "true or false: false",
		"empty": "a string: ", "escaped": "a string: a\"b\\c\n\u00e9\U0001F600${x}%{y}$z%", "dashed-name_1": "a string: x", "last": "a string: end",
		"rounded": unknown, "power": unknown, "octal": unknown, "nothing": unknown, "template": unknown, "quoted": unknown, "sum": unknown, "call": unknown,
		"condition": unknown, "list": unknown, "map": unknown, "text": unknown, "indented": unknown, "nested": unknown,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if v := root.Get("plain").View; v.Span(0, len(v.Src)).Of(fullVariables) != "api.contoso.com" {
		t.Errorf("the value stands at %v", v.Span(0, len(v.Src)))
	}
	crlf, errs := ParseTFVars(text.NewView(strings.ReplaceAll(fullVariables, "\n", "\r\n")))
	if len(errs) > 0 || len(crlf.Entries) != len(root.Entries) {
		t.Errorf("with CRLF: %d entries, %v", len(crlf.Entries), errs)
	}
}

// Each mistake is one error at the place where it begins; what stands around it
// is read.
func TestVariablesMistakes(t *testing.T) {
	for _, c := range []struct{ src, at, message string }{
		{"name\n", "name", "does not assign a variable here; write name = value"},
		{"= 1\n", "=", "does not assign a variable here; write name = value"},
		{"a == 1\n", "a", "does not assign a variable here; write name = value"},
		{"\"a\" = 1\n", "\"", "does not assign a variable here; write name = value"},
		{"variable \"x\" {\n default = 1\n}\n", "variable", "does not assign a variable here; write name = value"},
		{"name =\n", "name", `gives the variable "name" no value`},
		{"before = 1\n", "before", `sets the variable "before" a second time`},
		{"name = \"open\n", `"`, "has a string that is not closed"},
		{"name = }\n", "}", `has a "}" that closes nothing`},
	} {
		src := "before = 1\n" + c.src + "after = 1\n"
		root, errs := ParseTFVars(text.NewView(src))
		if len(errs) != 1 || errs[0].Message != c.message || errs[0].Span.Of(src) != c.at {
			t.Errorf("%q: %v", c.src, errs)
		}
		if !root.Get("after").Present() || root.Get("before").Text() != "1" {
			t.Errorf("%q: hides what stands around it", c.src)
		}
	}
	for _, c := range []struct{ src, message string }{
		{"a = [1,\n", `has a "[" that is not closed`},
		{"a = <<EOT\nb = 1\n", "has a text that is not closed by EOT"},
		{"a = 1 /* b\n", "has a comment that is not closed"},
		{"a = \"${b(\n", `has a "\"" that is not closed`},
	} {
		if _, errs := ParseTFVars(text.NewView(c.src)); len(errs) != 1 || errs[0].Message != c.message {
			t.Errorf("%q: %v", c.src, errs)
		}
	}
}
