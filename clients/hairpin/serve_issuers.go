package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/clients/hairpin/collect"
	"hairpin.example/hairpin/server"
)

// issuerSettings are those of one issuer in the file of --issuers, as in
// [server.Issuer].
type issuerSettings struct {
	Issuer   string           `yaml:"issuer"`
	Audience string           `yaml:"audience"`
	Keys     string           `yaml:"keys"`
	CA       string           `yaml:"ca"`
	Claims   map[string]oneOf `yaml:"claims"`
	Caller   string           `yaml:"caller"`
}

// oneOf is a value, or a list of those that are as good.
type oneOf []string

// UnmarshalYAML reads either.
func (o *oneOf) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*o = oneOf{node.Value}
		return nil
	}
	return node.Decode((*[]string)(o))
}

// readIssuers reads the file of --issuers: settings by the names of issuers.
func readIssuers(path string, log *slog.Logger) (*server.Issuers, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, errors.New(collect.Reason(err))
	}
	list, err := parseIssuers(src)
	if err != nil {
		return nil, err
	}
	return server.NewIssuers(list, log)
}

// issuerName is what may stand before the name of a caller.
var issuerName = regexp.MustCompile(`^[a-z0-9-]+$`)

func parseIssuers(src []byte) ([]server.Issuer, error) {
	settings := map[string]issuerSettings{}
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	decoder.KnownFields(true)
	if err := decoder.Decode(&settings); err != nil {
		return nil, fmt.Errorf("that is not valid YAML with settings of issuers: %s", yamlReason(err))
	}
	if err := decoder.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("the file has a second document, after ---; write all issuers into one")
	}
	if len(settings) == 0 {
		return nil, errors.New("the file names no issuer")
	}
	var out []server.Issuer
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		s := settings[name]
		i := server.Issuer{Name: name, URL: s.Issuer, Audience: s.Audience, Keys: s.Keys, CA: s.CA, Caller: s.Caller, Claims: map[string][]string{}}
		for _, claim := range slices.Sorted(maps.Keys(s.Claims)) {
			if len(s.Claims[claim]) == 0 {
				return nil, fmt.Errorf("%s: the claim %s has no value, so no token would count", name, claim)
			}
			i.Claims[claim] = s.Claims[claim]
		}
		switch {
		case !issuerName.MatchString(name):
			return nil, fmt.Errorf("%s: a name has lower-case letters, digits and hyphens", name)
		case i.Audience == "":
			return nil, fmt.Errorf("%s: audience is missing, so tokens for others would be taken", name)
		case i.URL == "":
			return nil, fmt.Errorf("%s: issuer is missing, the claim iss of its tokens", name)
		case i.Keys == "" && schemeOf(i.URL) != "https":
			return nil, fmt.Errorf("%s: issuer has to be an https address, unless keys names a file", name)
		case schemeOf(i.Keys) == "http":
			return nil, fmt.Errorf("%s: keys has to be an https address, or a file", name)
		case s.Claims == nil:
			return nil, fmt.Errorf("%s: claims is missing, so everybody to whom %s gives a token could call; write claims: {} if that is right", name, i.URL)
		}
		out = append(out, i)
	}
	return out, nil
}

// schemeOf is the scheme of an address; empty if it has none, as a file.
func schemeOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme
}
