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

// layout is the table of artifact files: what stands where below the folder of
// an estate, or of a workspace in it. In a pattern "*" is one ID and is kept;
// the two dialects differ in the names of folders.
//
// The APIOps toolkit: https://github.com/Azure/apiops (src/common)
// and apiops-cli: https://github.com/Azure/apiops-cli (docs/reference/artifact-format.md)
var layout = [...]struct {
	pattern string
	role    role
	// marks is true if such a file shows where an estate is.
	marks bool
}{
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
)

// placed is a file whose role is known.
type placed struct {
	path string
	role role
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
	for i := range layout {
		if ids, ok := matchPattern(layout[i].pattern, rest); ok {
			p.role, p.ids = layout[i].role, ids
			if at := strings.LastIndexByte(p.path, '/'); at >= 0 {
				p.dir = p.path[:at]
			}
			return true
		}
	}
	// products/<id>.policy.xml stands for products/<id>/policy.xml.
	if folder, ok := strings.CutSuffix(rest, policySuffix); ok && !strings.HasSuffix(folder, "/") {
		if slash := strings.LastIndexByte(folder, '/'); slash >= 0 && p.match(folder+"/"+policyFile) {
			p.dir, p.beside = strings.TrimSuffix(p.path, policySuffix), true
			return true
		}
	}
	return false
}

// isArtifactName passes over most files quickly.
func isArtifactName(path string) bool {
	base := path[strings.LastIndexByte(path, '/')+1:]
	switch {
	case strings.HasSuffix(base, "Information.json"), strings.HasSuffix(base, policySuffix), isSpecification(base):
		return true
	}
	return base == policyFile || base == "apis.json"
}

func isSpecification(base string) bool { return strings.HasPrefix(base, "specification.") }

// matchPattern compares a path with a pattern of the layout.
func matchPattern(pattern, path string) (ids [2]string, ok bool) {
	n := 0
	for {
		seg, rest, more := strings.Cut(pattern, "/")
		got, after, moreGot := strings.Cut(path, "/")
		switch {
		case more != moreGot || got == "":
			return ids, false
		case seg == "*":
			ids[n] = got
			n++
		case seg != got:
			return ids, false
		}
		if !more {
			return ids, true
		}
		pattern, path = rest, after
	}
}

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
	if p.beside {
		return false
	}
	for i := range layout {
		if layout[i].role == p.role && layout[i].marks {
			return true
		}
	}
	return p.role == policyRole && p.workspace != ""
}
