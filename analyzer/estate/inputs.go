package estate

import (
	"path"
	"slices"
	"strings"

	"hairpin.example/hairpin/analyzer/tree"
)

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
	return IsVariables(base) || strings.HasPrefix(base, "configuration") && (ext == ".yaml" || ext == ".yml")
}

// IsConfig reports whether a file of this name is a hairpin.yaml.
func IsConfig(name string) bool { return slices.Contains(configNames[:], path.Base(name)) }

// HoldsAddress reports whether a file is an artifact that names where requests
// go, so that findings can stand in it.
func HoldsAddress(name string) bool {
	base := path.Base(name)
	return base == "apiInformation.json" || base == "backendInformation.json"
}

// IsVariables reports whether a file of this name sets Terraform variables.
func IsVariables(name string) bool {
	return strings.HasSuffix(name, tree.VariablesExt) || strings.HasSuffix(name, tree.VariablesExt+".json")
}
