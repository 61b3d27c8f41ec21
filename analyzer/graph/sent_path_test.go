package graph

import "testing"

func TestSentPath(t *testing.T) {
	for _, c := range []struct {
		path  string
		whole bool
		want  string
	}{
		{"/a/b", true, "/a/b"},
		{"/a/../b", true, "/b"},
		{"/a/./b/", true, "/a/b/"},
		{"/a/b/..", true, "/a/"},
		{"/a/b/.", true, "/a/b/"},
		{"/../../b", true, "/b"},
		{"/a//b", true, "/a//b"},
		{"/a/..b/...", true, "/a/..b/..."},
		{`\a\b`, true, "/a/b"},
		{"/%61/%2e%2e/b%2Fc", true, "/b%2Fc"},
		{"/%zz/%2", true, "/%zz/%2"},
		{"/a/../b/..", false, "/b/.."}, // more may follow
		{"/a/..", false, "/a/.."},
		{"", true, ""},
	} {
		if got := sentPath(c.path, c.whole); got != c.want {
			t.Errorf("sentPath(%q, %v) = %q, want %q", c.path, c.whole, got, c.want)
		}
	}
}
