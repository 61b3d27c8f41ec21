// Command release packs what "make binaries" built: an archive for each
// platform, a bill of materials, and checksums.
//
//	release -version 1.2.3 -bin dist/bin -out dist
//	release -notices FILE BINARY     the licences of what is linked into a binary
//	release -checksums DIR           SHA256SUMS of the files in a folder
//
// The same commit gives the same bytes: times are those of SOURCE_DATE_EPOCH.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// shells are those that the archives hold completions for.
var shells = map[string]string{"bash": "hairpin.bash", "zsh": "_hairpin", "fish": "hairpin.fish", "powershell": "hairpin.ps1"}

func main() {
	log.SetFlags(0)
	log.SetPrefix("release: ")
	version := flag.String("version", "", "the version of the release")
	bin := flag.String("bin", "dist/bin", "the folder with a folder for each platform, such as linux-amd64")
	out := flag.String("out", "dist", "the folder to write to")
	notice := flag.String("notices", "", "write the licences of what is linked into the binary that is the argument to this file, and nothing else")
	sums := flag.String("checksums", "", "write the checksums of the files in this folder into it, and nothing else")
	flag.Parse()
	var err error
	switch {
	case *notice != "":
		err = writeNotices(flag.Arg(0), *notice)
	case *sums != "":
		err = checksums(*sums)
	default:
		err = release(*version, *bin, *out)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func release(version, bin, out string) error {
	platforms, err := filepath.Glob(filepath.Join(bin, "*-*"))
	if err != nil || len(platforms) == 0 || version == "" {
		return fmt.Errorf("a version is needed, and binaries in %s (%v)", bin, err)
	}
	common, err := commonFiles(bin)
	if err != nil {
		return err
	}
	var module string
	var parts []component
	for _, dir := range platforms {
		binary, err := binaryIn(dir)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("hairpin-%s-%s", version, filepath.Base(dir))
		content, err := os.ReadFile(binary)
		if err != nil {
			return err
		}
		files := append([]file{{filepath.Base(binary), 0o755, content}}, common...)
		target := filepath.Join(out, name+".tar.gz")
		pack := tarball
		if strings.HasSuffix(binary, ".exe") {
			target, pack = filepath.Join(out, name+".zip"), zipped
		}
		data, err := pack(name, files, moment())
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			return err
		}
		var linked []component
		if module, linked, err = modules(binary); err != nil {
			return err
		}
		parts = append(parts, linked...)
	}
	return writeBill(filepath.Join(out, "hairpin-"+version+".cdx.json"), module, version, parts)
}

// moment is the time that files carry, of the commit.
func moment() time.Time {
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		seconds = 315532800 // 1980, the first that zip can tell
	}
	return time.Unix(seconds, 0).UTC()
}

func binaryIn(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "hairpin*"))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%s holds no binary", dir)
	}
	return found[0], nil
}

// commonFiles are the files that every archive holds beside the binary.
func commonFiles(bin string) ([]file, error) {
	var files []file
	for _, name := range []string{"CHANGELOG.md", "LICENSE", "README.md"} {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files = append(files, file{name, 0o644, content})
	}
	third, err := os.ReadFile(filepath.Join(bin, "THIRD_PARTY.txt"))
	if err != nil {
		return nil, err
	}
	files = append(files, file{"THIRD_PARTY.txt", 0o644, third})
	for shell, name := range shells {
		script, err := exec.Command("go", "run", "./clients/hairpin", "completion", shell).Output()
		if err != nil {
			return nil, fmt.Errorf("completion %s: %w", shell, err)
		}
		files = append(files, file{"completions/" + name, 0o644, script})
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files, nil
}
