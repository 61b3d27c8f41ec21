package analyzer

import (
	"path"
	"strings"

	"hairpin/analyzer/tree"
)

// IsPolicy reports whether the root element makes src a policy document,
// whatever its file is called. It reads no further than the first start tag.
func IsPolicy(src string) bool {
	name := firstTag(src)
	return kindOf(name) != bareRoot || bareRoots[name]
}

// firstTag is the name of the first start tag behind comments, processing
// instructions, document types and text.
func firstTag(src string) string {
	for {
		i := strings.IndexByte(src, '<')
		if i < 0 {
			return ""
		}
		src = src[i:]
		switch {
		case strings.HasPrefix(src, "<!--"):
			end := strings.Index(src, "-->")
			if end < 0 {
				return ""
			}
			src = src[end+3:]
		case strings.HasPrefix(src, "<?"), strings.HasPrefix(src, "<!"):
			end := strings.IndexByte(src, '>')
			if end < 0 {
				return ""
			}
			src = src[end+1:]
		default:
			end := strings.IndexAny(src[1:], " \t\r\n/>")
			if end < 0 {
				return ""
			}
			return src[1 : 1+end]
		}
	}
}

// inputNames lists the files of an estate that are not policies, by name.
// https://azure.github.io/apiops/apiops/3-apimTools/apiops-2-1-tools-extractor.html
var inputNames = map[string]bool{
	"hairpin.yaml": true, "hairpin.yml": true, "instance.json": true, "apis.json": true,
	"apiInformation.json": true, "operationInformation.json": true, "resolverInformation.json": true,
	"backendInformation.json": true, "namedValueInformation.json": true,
	"policyFragmentInformation.json": true, "productInformation.json": true,
	"productApiInformation.json": true, "gatewayInformation.json": true,
	"gatewayApiInformation.json": true, "versionSetInformation.json": true,
	"specification.yaml": true, "specification.yml": true, "specification.json": true,
	"specification.graphql": true, "specification.wsdl": true, "specification.wadl": true,
}

// IsInput reports whether a file of this name belongs to an estate: an artifact,
// a specification, hairpin.yaml, instance.json, an APIOps configuration or a file
// of Terraform variables.
func IsInput(name string) bool {
	base := path.Base(name)
	if inputNames[base] {
		return true
	}
	ext := path.Ext(base)
	return tree.IsVariables(base) || strings.HasPrefix(base, "configuration") && (ext == ".yaml" || ext == ".yml")
}

// holdsAddress reports whether a file is an artifact that names where requests
// go, so that findings can stand in it.
func holdsAddress(name string) bool {
	base := path.Base(name)
	return base == "apiInformation.json" || base == "backendInformation.json"
}
