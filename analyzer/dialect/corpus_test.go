package dialect_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/dialect"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// unknown lists what real policies hold and the table does not, with the reason.
// What stands in a place where it is not allowed is named with its parent.
var unknown = map[string]string{
	"<inbound> <invoke-darp-binding>":                                    "misspelt by a decompiler's test data: invoke-dapr-binding",
	"<inbound> <publish-to-darp>":                                        "misspelt by a decompiler's test data: publish-to-dapr",
	"azure-openai-token-limit estimate-prompt-token":                     "misspelt by a decompiler's test data: estimate-prompt-tokens",
	"azure-openai-token-limit without estimate-prompt-tokens":            "the same",
	"llm-token-limit estimate-prompt-token":                              "the same",
	"llm-token-limit without estimate-prompt-tokens":                     "the same",
	"llm-token-limit token-quota-period=day":                             "a decompiler's test data; the reference has Daily",
	"llm-semantic-cache-lookup embeddings-backend-auth=managed-identity": "a decompiler's test data; the reference has system-assigned alone",
	"validate-status-code error-variable-name":                           "a decompiler's test data; the reference has errors-variable-name",
	"<outbound> <authentication-managed-identity>":                       "a sample; the reference has it in inbound alone",
	"rewrite-uri forecast":                                               "words of a text whose quotes are not escaped",
	"rewrite-uri lat":                                                    "the same",
	"rewrite-uri lng":                                                    "the same",
}

// TestCorpus: every element, attribute and value of the real policies is in the
// table, where it stands.
func TestCorpus(t *testing.T) {
	used := map[string]bool{}
	documents := 0
	corpus(t, func(path string, doc *policy.Element) {
		documents++
		for e := range policy.All(doc) {
			check(e, func(what string) {
				if used[what] = true; unknown[what] == "" {
					t.Errorf("%s: %s", path, what)
				}
			})
		}
	})
	for what := range unknown {
		if !used[what] {
			t.Errorf("%q is listed and not there", what)
		}
	}
	if documents < 400 {
		t.Errorf("%d documents", documents)
	}
}

// check reports what the table does not know of an element. What is in an element
// that it does not know, or that holds anything, is not looked at.
func check(e *policy.Element, report func(string)) {
	path := pathOf(e)
	if path == nil {
		return
	}
	outer := dialect.Find(path[:len(path)-1])
	known := dialect.Find(path)
	switch {
	case len(path) > 1 && outer == nil, outer != nil && outer.Holds == dialect.Markup:
		return
	case known == nil && len(path) == 1:
		report("<" + e.Tag + ">")
		return
	case known == nil:
		report("<" + path[len(path)-2] + "> <" + e.Tag + ">")
		return
	}
	if len(path) > 2 && path[0] == "policies" && outer.Order(e.Tag) < 0 && known.In&dialect.SectionOf(path[1]) == 0 {
		report("<" + path[1] + "> <" + e.Tag + ">")
	}
	for _, a := range e.Attrs {
		attr := known.Attr(a.Key)
		if attr == nil {
			report(e.Tag + " " + a.Key)
			continue
		}
		if v, ok := a.Value.Literal(); ok && len(attr.Values) > 0 && !attr.Open && !slices.Contains(attr.Values, v) {
			report(e.Tag + " " + a.Key + "=" + v)
		}
	}
	for _, a := range known.Attrs {
		if a.Need == dialect.Required && e.Attr(a.Name) == nil {
			report(e.Tag + " without " + a.Name)
		}
	}
}

// pathOf are the names from the root down to an element.
func pathOf(e *policy.Element) []string {
	var path []string
	for a := range e.Ancestors() {
		path = append(path, a.Tag)
	}
	slices.Reverse(path)
	return path
}

// corpus visits the policies in the folder that HAIRPIN_CORPUS names.
func corpus(t *testing.T, visit func(path string, doc *policy.Element)) {
	root := os.Getenv("HAIRPIN_CORPUS")
	if root == "" {
		t.Skip("HAIRPIN_CORPUS is not set: real policies are not read")
	}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".xml") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		doc, _ := policy.Parse(text.NewView(string(src)))
		visit(filepath.ToSlash(rel), doc)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
