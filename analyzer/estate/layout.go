package estate

import "strings"

// role is what a file is in an artifact layout.
type role uint8

const (
	noRole     role = iota
	policyRole      // global, or of a workspace
	apiInfo
	apiPolicy
	apiSpec
	operationInfo
	operationPolicy
	resolverPolicy
	backendInfo
	namedValueInfo
	fragmentInfo
	fragmentPolicy
	productInfo
	productPolicy
	productAPI  // the folder of an API in a product
	productAPIs // a list of the APIs in a product
	versionSetInfo
	gatewayInfo
	gatewayAPI
	gatewayAPIs
)

// layoutRow is a kind of file.
type layoutRow struct {
	pattern string
	role    role
	// marks is true if such a file shows where an estate is.
	marks bool
}

// layout is the table of artifact files: what stands where below the folder of
// an estate, or of a workspace in it. In a pattern "*" is one ID and is kept;
// the two dialects differ in the names of folders.
//
// The APIOps toolkit: https://github.com/Azure/apiops (src/common)
// and apiops-cli: https://github.com/Azure/apiops-cli (docs/reference/artifact-format.md)
var layout = [...]layoutRow{
	{"policy.xml", policyRole, false},
	{"apis/*/apiInformation.json", apiInfo, true},
	{"apis/*/policy.xml", apiPolicy, true},
	{"apis/*/specification.yaml", apiSpec, false},
	{"apis/*/specification.yml", apiSpec, false},
	{"apis/*/specification.json", apiSpec, false},
	{"apis/*/operations/*/operationInformation.json", operationInfo, true},
	{"apis/*/operations/*/policy.xml", operationPolicy, true},
	{"apis/*/resolvers/*/policy.xml", resolverPolicy, true},
	{"backends/*/backendInformation.json", backendInfo, true},
	{"named values/*/namedValueInformation.json", namedValueInfo, true},
	{"namedValues/*/namedValueInformation.json", namedValueInfo, true},
	{"policy fragments/*/policyFragmentInformation.json", fragmentInfo, true},
	{"policyFragments/*/policyFragmentInformation.json", fragmentInfo, true},
	{"policy fragments/*/policy.xml", fragmentPolicy, true},
	{"policyFragments/*/policy.xml", fragmentPolicy, true},
	{"products/*/productInformation.json", productInfo, true},
	{"products/*/policy.xml", productPolicy, true},
	{"products/*/apis/*/productApiInformation.json", productAPI, true},
	{"products/*/apis.json", productAPIs, false},
	{"version sets/*/versionSetInformation.json", versionSetInfo, true},
	{"versionSets/*/versionSetInformation.json", versionSetInfo, true},
	{"gateways/*/gatewayInformation.json", gatewayInfo, true},
	{"gateways/*/apis/*/gatewayApiInformation.json", gatewayAPI, true},
	{"gateways/*/apis.json", gatewayAPIs, false},
}

const (
	workspacesFolder = "workspaces"
	policyFile       = "policy.xml"
	policySuffix     = ".policy.xml"
	maxSegments      = 5 // of a pattern
)

// patterns is the layout with its patterns taken apart.
var patterns = func() (out [len(layout)]segments) {
	for i := range layout {
		out[i] = segmentsOf(layout[i].pattern)
	}
	return out
}()

// segments is a path taken apart; n is 0 if it has too many.
type segments struct {
	n   int
	all [maxSegments]string
}

func segmentsOf(path string) (s segments) {
	for from := 0; ; {
		if s.n == maxSegments {
			return segments{}
		}
		i := strings.IndexByte(path[from:], '/')
		if i < 0 {
			s.all[s.n] = path[from:]
			s.n++
			return s
		}
		s.all[s.n] = path[from : from+i]
		s.n++
		from += i + 1
	}
}

// match compares a path with a pattern.
func (s *segments) match(pattern *segments) (ids [2]string, ok bool) {
	last := s.n - 1
	if s.n == 0 || s.n != pattern.n || s.all[0] != pattern.all[0] || s.all[last] != pattern.all[last] {
		return ids, false
	}
	n := 0
	for i := 1; i < last; i++ {
		switch {
		case s.all[i] == "":
			return ids, false
		case pattern.all[i] == "*":
			ids[n] = s.all[i]
			n++
		case pattern.all[i] != s.all[i]:
			return ids, false
		}
	}
	return ids, true
}

// placed is a file whose role is known.
type placed struct {
	path string
	row  *layoutRow
	// workspace is "" for the service level.
	workspace string
	// beside is true for <id>.policy.xml, which stands for <id>/policy.xml.
	beside bool
	// dir is the folder of the artifact; ids are the IDs on the way, broad to narrow.
	dir string
	ids [2]string
}

// place finds the role of a file below an estate root. rel is its path from
// there. In a workspace, folders between it and its artifacts are passed over:
// some repositories sort them by team.
func place(path, rel string) (placed, bool) {
	if !isArtifactName(rel) {
		return placed{}, false
	}
	p := placed{path: path}
	rest := rel
	if after, ok := strings.CutPrefix(rel, workspacesFolder+"/"); ok {
		ws, below, ok := strings.Cut(after, "/")
		if !ok {
			return placed{}, false
		}
		p.workspace, rest = ws, below
	}
	for {
		if p.match(rest) {
			return p, true
		}
		_, below, ok := strings.Cut(rest, "/")
		if !ok || p.workspace == "" || below == policyFile {
			return placed{}, false
		}
		rest = below
	}
}

// match fills in the role of a file by its path in the estate or workspace.
func (p *placed) match(rest string) bool {
	segs := segmentsOf(rest)
	for i := range layout {
		if ids, ok := segs.match(&patterns[i]); ok {
			p.row, p.ids, p.dir = &layout[i], ids, dirOf(p.path)
			return true
		}
	}
	// products/<id>.policy.xml stands for products/<id>/policy.xml.
	if folder, ok := strings.CutSuffix(rest, policySuffix); ok && strings.Contains(folder, "/") && p.match(folder+"/"+policyFile) {
		p.dir, p.beside = strings.TrimSuffix(p.path, policySuffix), true
		return true
	}
	return false
}

// isArtifactName passes over most files quickly.
func isArtifactName(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	return base == policyFile || base == "apis.json" ||
		strings.HasSuffix(base, "Information.json") || strings.HasSuffix(base, policySuffix) || isSpecification(base)
}

func isSpecification(base string) bool { return strings.HasPrefix(base, "specification.") }

// layoutRoot is the folder of the estate that an artifact file belongs to. ok
// is false for a file that does not show where an estate is.
func layoutRoot(path string) (root string, ok bool) {
	if !isArtifactName(path) {
		return "", false
	}
	for at := 0; at < len(path); {
		p := placed{path: path}
		rest := path[at:]
		if strings.HasPrefix(rest, workspacesFolder+"/") {
			p, ok = place(path, rest)
		} else {
			ok = p.match(rest)
		}
		if ok && p.marks() {
			return strings.TrimSuffix(path[:at], "/"), true
		}
		slash := strings.IndexByte(rest, '/')
		if slash < 0 {
			break
		}
		at += slash + 1
	}
	return "", false
}

// marks reports whether a file shows where an estate is. Other tools, too, call
// files <id>.policy.xml.
func (p *placed) marks() bool {
	return !p.beside && (p.row.marks || p.row.role == policyRole && p.workspace != "")
}
