package server_test

import (
	"io/fs"
	"path"
	"testing"
)

// textFiles are the files below a folder that a workspace may hold.
func textFiles(t *testing.T, root fs.FS) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch path.Ext(p) {
		case ".xml", ".json", ".yaml", ".yml", ".cshtml", ".tfvars":
		default:
			return nil
		}
		src, err := fs.ReadFile(root, p)
		out[p] = src
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
