package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	sample = []file{{"hairpin", 0o755, []byte("binary")}, {"completions/_hairpin", 0o644, []byte("script")}}
	noon   = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
)

// TestTarball: the binary can be run, and the same files give the same bytes.
func TestTarball(t *testing.T) {
	data, err := tarball("hairpin-1.0.0-linux-amd64", sample, noon)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := tarball("hairpin-1.0.0-linux-amd64", sample, noon); !bytes.Equal(data, again) {
		t.Error("the second time the bytes are others")
	}
	zr, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	tr := tar.NewReader(zr)
	head, err := tr.Next()
	if err != nil || head.Name != "hairpin-1.0.0-linux-amd64/hairpin" || head.Mode != 0o755 || !head.ModTime.Equal(noon) {
		t.Errorf("%+v, %v", head, err)
	}
	if content, _ := io.ReadAll(tr); string(content) != "binary" {
		t.Errorf("%q", content)
	}
}

func TestZip(t *testing.T) {
	data, err := zipped("hairpin-1.0.0-windows-amd64", sample, noon)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := zipped("hairpin-1.0.0-windows-amd64", sample, noon); !bytes.Equal(data, again) {
		t.Error("the second time the bytes are others")
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(zr.File) != 2 || zr.File[1].Name != "hairpin-1.0.0-windows-amd64/completions/_hairpin" {
		t.Errorf("%v", err)
	}
}

// TestBill: the test's own binary is a list of what it is made of.
func TestBill(t *testing.T) {
	module, linked, err := modules(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if module == "" || slices.ContainsFunc(linked, func(c component) bool { return c.Name == module }) {
		t.Errorf("the binary is of module %q, want one that is not linked into it", module)
	}
	path := filepath.Join(t.TempDir(), "bill.json")
	if err := writeBill(path, "example.com/product", "1.0.0", append(linked, linked...)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(text, &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Metadata.Component.PURL != "pkg:golang/example.com/product@1.0.0" {
		t.Errorf("%+v", b)
	}
	if len(b.Components) != len(linked) {
		t.Errorf("%d components, want %d, each once", len(b.Components), len(linked))
	}
	if c := b.Components[0]; c.Type != "library" || !strings.HasPrefix(c.PURL, "pkg:golang/") {
		t.Errorf("%+v", c)
	}
}

// TestChecksums: the sums are those of sha256sum, and leave themselves out.
func TestChecksums(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := checksums(dir); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(filepath.Join(dir, sumsName))
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
}

// TestLicences: a module without a licence cannot be released.
func TestLicences(t *testing.T) {
	dir := t.TempDir()
	if _, err := licences(dir); err == nil {
		t.Error("no licence is fine")
	}
	if err := os.WriteFile(filepath.Join(dir, "LICENSE.md"), []byte("MIT"), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := licences(dir); err != nil || text != "MIT\n" {
		t.Errorf("%q, %v", text, err)
	}
}
