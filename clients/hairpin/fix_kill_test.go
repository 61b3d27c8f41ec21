package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFixKilled: who is killed in the middle leaves every file whole, old or
// new, and the next run does the rest.
func TestFixKilled(t *testing.T) {
	const files = 200
	const old = "<policies>\n  <inbound>\n    <send-request><set-url>https://contoso.azure-api.net/%d</set-url></send-request>\n  </inbound>\n</policies>\n"
	args := []string{"fix", "--quiet", "--gateway-host", "contoso.azure-api.net", "--vnet", "internal", "--sku", "Developer"}
	between := 0
	for range 5 {
		dir := t.TempDir()
		at := func(i int) string { return filepath.Join(dir, fmt.Sprintf("p%03d.xml", i)) }
		for i := range files {
			writeFile(t, dir, filepath.Base(at(i)), fmt.Sprintf(old, i))
		}
		// count says how many files are fixed, and fails for one that is neither.
		count := func() (n int) {
			for i := range files {
				src, err := os.ReadFile(at(i))
				before := fmt.Sprintf(old, i)
				switch now := string(src); {
				case err != nil:
					t.Fatal(err)
				case now == before:
				case strings.HasSuffix(now, "</policies>\n") && strings.Contains(now, "https://127.0.0.1/") && strings.Contains(now, "</set-header>"):
					n++
				default:
					t.Fatalf("%s is neither old nor new: %q", at(i), now)
				}
			}
			return n
		}
		cmd := exec.CommandContext(t.Context(), "hairpin", args...)
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait() // it is killed
			close(ended)
		}()
		for running := true; running; {
			select {
			case <-ended:
				running = false
			default:
				if src, _ := os.ReadFile(at(0)); strings.Contains(string(src), "127.0.0.1") {
					_ = cmd.Process.Kill() // it may have ended
					<-ended
					running = false
				}
			}
		}
		n := count()
		if n > 0 && n < files {
			between++
		}
		again := exec.CommandContext(t.Context(), "hairpin", args...)
		again.Dir = dir
		if out, err := again.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if count() != files {
			t.Errorf("%d of %d files are fixed after another run", count(), files)
		}
	}
	t.Logf("killed between two files in %d of 5 runs", between)
}
