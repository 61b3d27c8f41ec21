package main

import (
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/descriptorpb"
)

const root = "../.."

// elsewhere is put together, so that renaming does not find it here.
const elsewhere = "code.contoso.com" + "/platform/hairpin"

// TestRename: all imports of a renamed copy of the repository are found, nothing of
// the old path is left, and renaming it back gives the same bytes. With
// RENAME_BUILD the copy is also built and vetted.
func TestRename(t *testing.T) {
	files, err := tracked(root)
	if err != nil {
		t.Skip("this is no clone of the repository:", err)
	}
	dir := t.TempDir()
	before := map[string][]byte{}
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(root, f))
		if err != nil {
			t.Fatal(err)
		}
		before[f] = src
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, f)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f), src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	from := modulePath(before["go.mod"])
	changed, err := rename(dir, files, elsewhere)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d files changed", len(changed), len(files))
	old := regexp.MustCompile(`(^|[^\w.~/-])` + regexp.QuoteMeta(from) + `/(analyzer|clients|deploy|internal|lsp|proto|server|tools)\b`)
	if strings.Contains(from, ".") {
		old = regexp.MustCompile(regexp.QuoteMeta(from))
	}
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil {
			t.Fatal(err)
		}
		if found := old.Find(src); found != nil {
			t.Errorf("%s still holds %q", f, found)
		}
		for _, d := range descriptors(t, f, src) {
			if got, want := d.GetOptions().GetGoPackage(), elsewhere+"/proto/hairpin/v1;hairpinv1"; got != want {
				t.Errorf("the descriptor in %s is of the package %q, want %q", f, got, want)
			}
		}
		if mod := modulePath(src); filepath.Base(f) == "go.mod" && mod != strings.TrimSuffix(elsewhere+"/"+filepath.ToSlash(filepath.Dir(f)), "/.") {
			t.Errorf("%s is of the module %q", f, mod)
		}
	}
	commands := [][]string{{"list", "-deps", "-test", "./..."}} // every import is found
	if os.Getenv("RENAME_BUILD") != "" {
		commands = append(commands, []string{"build", "-trimpath", "./..."}, []string{"vet", "-trimpath", "./..."})
	}
	for _, args := range commands {
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOPROXY=off", "GOFLAGS=-mod=readonly", "GOWORK=off")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil {
			t.Errorf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
		}
	}
	if _, err := rename(dir, files, from); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if src, err := os.ReadFile(filepath.Join(dir, f)); err != nil || !bytes.Equal(src, before[f]) {
			t.Errorf("%s is another one after renaming back (%v)", f, err)
		}
	}
}

// descriptors are those of the contract in generated code.
func descriptors(t *testing.T, name string, src []byte) []*descriptorpb.FileDescriptorProto {
	var raws [][]byte
	switch {
	case strings.HasSuffix(name, "analysis.pb.go"):
		_, lines, _ := bytes.Cut(src, []byte("_rawDesc = "))
		lines, _, _ = bytes.Cut(lines, []byte("\n\nvar "))
		var raw []byte
		for line := range bytes.Lines(lines) {
			s, err := strconv.Unquote(strings.TrimSuffix(strings.TrimSpace(string(line)), " +"))
			if err != nil {
				t.Fatal(err)
			}
			raw = append(raw, s...)
		}
		raws = append(raws, raw)
	case strings.HasSuffix(name, "analysis_pb.ts"):
		for _, m := range nodeLiteral.FindAllSubmatch(src, -1) {
			raw, err := base64.RawStdEncoding.DecodeString(string(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			raws = append(raws, raw)
		}
	default:
		return nil
	}
	if len(raws) != 1 {
		t.Fatalf("%s holds %d descriptors, want one", name, len(raws))
	}
	d := &descriptorpb.FileDescriptorProto{}
	if err := proto.Unmarshal(raws[0], d); err != nil {
		t.Fatal(err)
	}
	return []*descriptorpb.FileDescriptorProto{d}
}

// TestText: which words are the path. The module of these cases has the name of
// its product at first, and then one that is unique.
func TestText(t *testing.T) {
	files := []string{"go.mod", "check/check.go", "cmd/otter/main.go", "tools/lint/go.mod", "docs/a.md"}
	word := newRenamer("otter", "example.com/otter", files)
	unique := newRenamer("example.com/otter", "code.contoso.com/new/otter", files)
	for _, c := range []struct {
		r              *renamer
		name, in, want string // want is "" if nothing changes
	}{
		{word, "go.mod", "module otter\n\nrequire otter/tools/lint v0.0.0 // for otter\n", "module example.com/otter\n\nrequire example.com/otter/tools/lint v0.0.0 // for otter\n"},
		{word, "go.mod", "replace otter => ../..\n", "replace example.com/otter => ../..\n"},
		{word, "go.mod", "module otters\n", ""},
		{word, "a.go", "package a\n\nimport _ \"otter/check\"\n", "package a\n\nimport _ \"example.com/otter/check\"\n"},
		{word, "a.go", "package a\n\nimport \"otter\"\n", "package a\n\nimport \"example.com/otter\"\n"},
		{word, "a.go", "package a\n\nimport _ \"otters/check\"\n", ""},
		{word, "a.go", "package a\n\nimport (\n\t_ \"fmt\"\n\t_ \"otter/check\"\n\t_ \"zebra\"\n)\n", "package a\n\nimport (\n\t_ \"example.com/otter/check\"\n\t_ \"fmt\"\n\t_ \"zebra\"\n)\n"},
		{word, "a.go", "package a\n\n// See [otter/check.Run] of otter.\nconst name = \"otter\"\n", "package a\n\n// See [example.com/otter/check.Run] of otter.\nconst name = \"otter\"\n"},
		{word, "Makefile", "-X otter/check.version=1 -o bin/otter ./cmd/otter", "-X example.com/otter/check.version=1 -o bin/otter ./cmd/otter"},
		{word, "a.md", "go install otter/cmd/otter@latest; go vet otter/...", "go install example.com/otter/cmd/otter@latest; go vet example.com/otter/..."},
		{word, "a.proto", `option go_package = "otter/cmd/otter;otter";`, `option go_package = "example.com/otter/cmd/otter;otter";`},
		{word, "a.md", "otter check; /etc/otter/check; https://x.example/otter/check; otter/linux-amd64; otter/docs; my-otter/check; otter/checks", ""},
		{unique, "go.mod", "module example.com/otter\n", "module code.contoso.com/new/otter\n"},
		{unique, "a.md", "example.com/otter https://example.com/otter/issues; otter check", "code.contoso.com/new/otter https://code.contoso.com/new/otter/issues; otter check"},
		{unique, "a.md", "example.com/otter-cage an-example.com/otter example.com/others", ""},
		{unique, "a.go", "package a\n\nimport _ \"example.com/otter/check\"\n", "package a\n\nimport _ \"code.contoso.com/new/otter/check\"\n"},
	} {
		want := c.want
		if want == "" {
			want = c.in
		}
		got, err := c.r.file(c.name, []byte(c.in))
		if err != nil || string(got) != want {
			t.Errorf("%s:\n%s\nbecomes\n%s\nwant\n%s (%v)", c.name, c.in, got, want, err)
		}
	}
}

// TestDescriptor: a path of any length is written so that a descriptor can be
// read, and nothing else in it changes.
func TestDescriptor(t *testing.T) {
	before := &descriptorpb.FileDescriptorProto{
		Name: proto.String("otter/v1/otter.proto"), Package: proto.String("otter.v1"), Syntax: proto.String("proto3"),
		Options: &descriptorpb.FileOptions{GoPackage: proto.String("otter/proto;otterv1"), JavaPackage: proto.String("otter")},
	}
	raw, err := proto.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"o", "example.com/otter", "example.com/" + strings.Repeat("long/", 60) + "otter"} {
		out, err := newRenamer("otter", to, nil).descriptor(raw)
		if err != nil {
			t.Fatal(err)
		}
		got, want := &descriptorpb.FileDescriptorProto{}, proto.CloneOf(before)
		want.Options.GoPackage = proto.String(to + "/proto;otterv1")
		if err := proto.Unmarshal(out, got); err != nil || !proto.Equal(got, want) {
			t.Errorf("%v (%v), want %v", got, err, want)
		}
	}
	if _, err := newRenamer("otter", "o", nil).descriptor(raw[:len(raw)-3]); err == nil {
		t.Error("half a descriptor can be changed")
	}
}
