package interpret

import (
	"testing"

	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
)

// TestMisplaced: the table says where a header may stand in a request. Children that
// may stand anywhere, and those that it does not know, say nothing.
func TestMisplaced(t *testing.T) {
	for src, want := range map[string]string{
		"<send-request><set-url/><set-method/><set-header/><set-body/></send-request>":                                              "",
		"<send-request><set-header/></send-request>":                                                                                "",
		"<send-request><set-url/><set-body/><set-header/></send-request>":                                                           "after set-body",
		"<send-one-way-request><set-url/><authentication-basic/><set-header/></send-one-way-request>":                               "after authentication-basic",
		"<send-request><proxy/><set-header/></send-request>":                                                                        "after proxy",
		"<send-request><set-header/><set-url/></send-request>":                                                                      "before set-url",
		"<send-request><set-url/><set-header/><set-method/></send-request>":                                                         "before set-method",
		"<send-request><unknown/><set-header/><unknown/></send-request>":                                                            "",
		"<http-data-source><http-request><set-method/><set-url/><set-header/><include-fragment/></http-request></http-data-source>": "",
		"<http-data-source><http-request><set-method/><set-header/><set-url/></http-request></http-data-source>":                    "before set-url",
		"<unknown><set-body/><set-header/></unknown>":                                                                               "",
	} {
		doc, _ := policy.Parse(text.NewView(src))
		for e := range policy.All(doc) {
			if e.Tag == "set-header" {
				if got := misplaced(e.Parent, e); got != want {
					t.Errorf("%s: %q, want %q", src, got, want)
				}
			}
		}
	}
}
