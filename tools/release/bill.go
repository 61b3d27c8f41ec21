package main

import (
	"cmp"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// bill is a bill of materials, CycloneDX 1.6.
// https://cyclonedx.org/docs/1.6/json/
type bill struct {
	Format      string      `json:"bomFormat"`
	SpecVersion string      `json:"specVersion"`
	Version     int         `json:"version"`
	Metadata    metadata    `json:"metadata"`
	Components  []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

// component is something that is built in.
type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
}

func goComponent(kind, path, version string) component {
	purl := "pkg:golang/" + path + "@" + version
	return component{kind, purl, path, version, purl}
}

// modules are the module that a binary is of, and those that are linked into it,
// with the standard library.
func modules(binary string) (module string, linked []component, err error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "", nil, err
	}
	linked = []component{goComponent("library", "stdlib", strings.TrimPrefix(info.GoVersion, "go"))}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		linked = append(linked, goComponent("library", m.Path, m.Version))
	}
	return info.Main.Path, linked, nil
}

func writeBill(path, module, version string, parts []component) error {
	slices.SortFunc(parts, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	b := bill{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata:   metadata{goComponent("application", module, version)},
		Components: slices.Compact(parts),
	}
	text, err := json.MarshalIndent(&b, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// licenceNames are the files of a module that its users have to be shown.
var licenceNames = []string{"LICENSE*", "LICENCE*", "COPYING*", "NOTICE*"}

// writeNotices writes the licences of what is linked into a binary.
func writeNotices(binary, path string) error {
	_, linked, err := modules(binary)
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, m := range linked {
		dir, err := folderOf(m)
		if err != nil {
			return err
		}
		text, err := licences(dir)
		if err != nil {
			return fmt.Errorf("%s: %w", m.Name, err)
		}
		fmt.Fprintf(&out, "== %s %s ==\n\n%s\n", m.Name, m.Version, text)
	}
	return os.WriteFile(path, []byte(out.String()), 0o644)
}

// folderOf is the folder with the source of a module.
func folderOf(m component) (string, error) {
	if m.Name == "stdlib" {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		return strings.TrimSpace(string(root)), err
	}
	text, err := exec.Command("go", "mod", "download", "-json", m.Name+"@"+m.Version).Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", m.Name, err)
	}
	var at struct{ Dir string }
	err = json.Unmarshal(text, &at)
	return at.Dir, err
}

func licences(dir string) (string, error) {
	var out strings.Builder
	for _, pattern := range licenceNames {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return "", err
		}
		for _, f := range found {
			text, err := os.ReadFile(f)
			if err != nil {
				return "", err
			}
			out.Write(text)
			out.WriteByte('\n')
		}
	}
	if out.Len() == 0 {
		return "", errors.New("there is no licence")
	}
	return out.String(), nil
}
