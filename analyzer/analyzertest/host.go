package analyzertest

import (
	"encoding/json"
	"path"
	"strings"

	"hairpin.example/hairpin/analyzer/document"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// InJSON is a reader for tests: it finds the policies in the strings of a file
// called *.policies.json.
func InJSON(f *text.File) []document.Text {
	if ok, _ := path.Match("*.policies.json", path.Base(f.Path)); !ok {
		return nil
	}
	root, _ := tree.ParseJSON(text.NewView(f.Src))
	return textsIn(root)
}

func textsIn(n *tree.Node) []document.Text {
	if n == nil {
		return nil
	}
	if n.Kind == tree.String && document.IsPolicy(n.View.Src) {
		return []document.Text{{View: n.View, Encode: quoteJSON}}
	}
	var out []document.Text
	for _, e := range n.Entries {
		out = append(out, textsIn(e.Value)...)
	}
	for _, i := range n.Items {
		out = append(out, textsIn(i)...)
	}
	return out
}

// quoteJSON is text as it stands between the quotes of a JSON string.
func quoteJSON(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a string is always JSON
	}
	return b.String()[1 : b.Len()-len("\"\n")]
}

// HostJSON is a file that holds policies in its strings, as InJSON reads it.
func HostJSON(name string, policies ...string) *text.File {
	quoted := make([]string, len(policies))
	for i, p := range policies {
		quoted[i] = `  "policy` + string(rune('A'+i)) + `": "` + quoteJSON(p) + `"`
	}
	return text.NewFile(name, "{\n"+strings.Join(quoted, ",\n")+"\n}\n")
}
