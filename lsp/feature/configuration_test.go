package feature

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/analyzer/text"
)

// settingsFile is what the tests read back of a hairpin.yaml.
type settingsFile struct {
	Instance struct {
		Name      string
		Hostnames []string
	}
	Environments map[string]struct {
		Instance struct{ Hostnames []string }
	}
	Ignore []struct{ Rule, Path, Reason string }
	Rules  map[string]string
}

// changed is a file after an edit, and what it then says; "" if there is no edit.
func changed(t *testing.T, src string, edit text.Edit, ok bool) (string, settingsFile) {
	t.Helper()
	var out settingsFile
	if !ok {
		return "", out
	}
	got, err := text.Apply(src, []text.Edit{edit})
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(strings.TrimPrefix(got, text.BOM)), &out); err != nil {
		t.Errorf("%q becomes %q, which is no YAML: %v", src, got, err)
	}
	return got, out
}

// TestAddHost: a host is added to the names of the instance, in the layout of the
// file, and the file says the same of everything else.
func TestAddHost(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", "instance:\n  hostnames: [h.com]\n"},
		{"rules: { HP101: off }\n", "rules: { HP101: off }\ninstance:\n  hostnames: [h.com]\n"},
		{"rules: { HP101: off }", "rules: { HP101: off }\ninstance:\n  hostnames: [h.com]\n"},
		{"rules: {}\r\n", "rules: {}\r\ninstance:\r\n  hostnames: [h.com]\r\n"},
		{"instance:\n  name: c\n", "instance:\n  hostnames: [h.com]\n  name: c\n"},
		{"instance:\n    name: c\n", "instance:\n    hostnames: [h.com]\n    name: c\n"},
		{"instance: # ours\n\n  # the name\n  name: c\n", "instance: # ours\n\n  # the name\n  hostnames: [h.com]\n  name: c\n"},
		{"instance:\r\n  name: c\r\n", "instance:\r\n  hostnames: [h.com]\r\n  name: c\r\n"},
		{text.BOM + "instance:\n  name: c\n", text.BOM + "instance:\n  hostnames: [h.com]\n  name: c\n"},
		{"instance:", "instance:\n  hostnames: [h.com]"},
		{"instance: # none\nrules: {}\n", "instance: # none\n  hostnames: [h.com]\nrules: {}\n"},
		{"instance: { name: c }\n", "instance: { hostnames: [h.com], name: c }\n"},
		{"instance: {}\n", "instance: { hostnames: [h.com]}\n"},
		{"instance: {\n  name: c\n}\n", "instance: { hostnames: [h.com],\n  name: c\n}\n"},
		{"instance: { name: c, hostnames: [a.com] }\n", "instance: { name: c, hostnames: [a.com, h.com] }\n"},
		{"{instance: {name: c}}\n", "{instance: { hostnames: [h.com],name: c}}\n"},
		{"{rules: {}}\n", ""},
		{"instance:\n  hostnames: []\n", "instance:\n  hostnames: [h.com]\n"},
		{"instance:\n  hostnames: [a.com] # ours\n", "instance:\n  hostnames: [a.com, h.com] # ours\n"},
		{"instance:\n  # hostnames: [x.com]\n  hostnames: [a.com]\n", "instance:\n  # hostnames: [x.com]\n  hostnames: [a.com, h.com]\n"},
		{"instance:\n  name: c # hostnames: [x.com]\n", "instance:\n  hostnames: [h.com]\n  name: c # hostnames: [x.com]\n"},
		{"instance:\n  hostnames:\n    - a.com\n", "instance:\n  hostnames:\n    - h.com\n    - a.com\n"},
		{"instance:\n  hostnames:\n  - a.com\n", "instance:\n  hostnames:\n  - h.com\n  - a.com\n"},
		{"instance:\n  hostnames: # ours\n\n    # the first\n    - a.com\n", "instance:\n  hostnames: # ours\n\n    # the first\n    - h.com\n    - a.com\n"},
		// Hostnames of an environment are those of another instance.
		{"environments:\n  prod: { instance: { hostnames: [p.com] } }\ninstance: { name: c }\n", "environments:\n  prod: { instance: { hostnames: [p.com] } }\ninstance: { hostnames: [h.com], name: c }\n"},
		{"instance:\n  name: c\n\nenvironments:\n  prod:\n    instance:\n      hostnames:\n        - p.com\n", "instance:\n  hostnames: [h.com]\n  name: c\n\nenvironments:\n  prod:\n    instance:\n      hostnames:\n        - p.com\n"},
		{"environments:\n  prod:\n    instance:\n      hostnames: [p.com]\n", "environments:\n  prod:\n    instance:\n      hostnames: [p.com]\ninstance:\n  hostnames: [h.com]\n"},
		// What is laid out in another way is left alone.
		{"instance:\n  hostnames: [a.com,\n    b.com]\n", ""},
		{"instance:\n  hostnames:\n  name: c\n", ""},
		{"instance:\n  hostnames:\n", ""},
		{"instance:\n  hostnames: *all\n", ""},
		{"instance: *ours\n", ""},
	} {
		edit, ok := addHost(text.NewFile("hairpin.yaml", c.src), "h.com")
		got, after := changed(t, c.src, edit, ok)
		if got != c.want {
			t.Errorf("%q becomes\n%q, want\n%q", c.src, got, c.want)
		}
		if !ok {
			continue
		}
		var before settingsFile
		if err := yaml.Unmarshal([]byte(strings.TrimPrefix(c.src, text.BOM)), &before); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(after.Instance.Hostnames, "h.com") || len(after.Instance.Hostnames) != len(before.Instance.Hostnames)+1 || after.Instance.Name != before.Instance.Name ||
			len(after.Environments["prod"].Instance.Hostnames) != len(before.Environments["prod"].Instance.Hostnames) || len(after.Rules) != len(before.Rules) {
			t.Errorf("%q says %+v", got, after)
		}
	}
}

// TestAddIgnore: an entry is added to the list of what is ignored, in the layout of
// the file.
func TestAddIgnore(t *testing.T) {
	const entry, old = `{ rule: HP101, path: "a.json", reason: known }`, `{ rule: HP102, path: "b.json", reason: known }`
	for _, c := range []struct{ src, want string }{
		{"", "ignore:\n  - " + entry + "\n"},
		{"rules: {}", "rules: {}\nignore:\n  - " + entry + "\n"},
		{"rules: {}\r\n", "rules: {}\r\nignore:\r\n  - " + entry + "\r\n"},
		{"ignore: []\n", "ignore: [" + entry + "]\n"},
		{"ignore: [" + old + "]\n", "ignore: [" + entry + ", " + old + "]\n"},
		{"ignore:\n  - " + old + "\n", "ignore:\n  - " + entry + "\n  - " + old + "\n"},
		{"ignore:\n- " + old + "\n", "ignore:\n- " + entry + "\n- " + old + "\n"},
		{"ignore: # known\n\n    # of the team\n    - " + old + "\n", "ignore: # known\n\n    # of the team\n    - " + entry + "\n    - " + old + "\n"},
		{"# ignore: []\nrules: {}\n", "# ignore: []\nrules: {}\nignore:\n  - " + entry + "\n"},
		{"ignore:\nrules: {}\n", ""},
		{"ignore:\n", ""},
		{"ignore: *known\n", ""},
	} {
		edit, ok := addIgnore(text.NewFile("hairpin.yaml", c.src), entry)
		got, after := changed(t, c.src, edit, ok)
		if got != c.want {
			t.Errorf("%q becomes\n%q, want\n%q", c.src, got, c.want)
		}
		if ok && (len(after.Ignore) != 1+strings.Count(c.src, old) || after.Ignore[0].Path != "a.json") {
			t.Errorf("%q says %+v", got, after)
		}
	}
}
