package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/clients/hairpin/collect"
)

// serveConfig is a file with a section serve:, whose keys are the flags of
// "hairpin serve" in camel case. Flags and environment variables outrank it.
type serveConfig string

// BeforeResolve lets the file answer for the flags that nobody has given.
func (serveConfig) BeforeResolve(parsed *kong.Context, trace *kong.Path) error {
	path := string(parsed.FlagValue(trace.Flag).(serveConfig))
	if path == "" {
		return nil
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("--config %s: %s", path, collect.Reason(err))
	}
	flags := map[string]*kong.Flag{}
	for _, f := range parsed.Selected().Flags {
		if f != trace.Flag {
			flags[camel(f.Name)] = f
		}
	}
	given, err := readServeSection(src, flags)
	if err != nil {
		return fmt.Errorf("--config %s: %w", path, err)
	}
	parsed.AddResolver(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		if value, ok := given[f]; ok && !slices.ContainsFunc(f.Envs, isSet) {
			return value, nil
		}
		return nil, nil
	}))
	return nil
}

func isSet(variable string) bool {
	_, ok := os.LookupEnv(variable)
	return ok
}

// readServeSection gives the values of the section serve:, whose keys are those of
// flags.
func readServeSection(src []byte, flags map[string]*kong.Flag) (map[*kong.Flag]string, error) {
	var file struct {
		Serve map[string]yaml.Node `yaml:"serve"`
	}
	if err := yaml.Unmarshal(src, &file); err != nil {
		return nil, fmt.Errorf("that is not valid YAML with a section serve: %s", yamlReason(err))
	}
	given := map[*kong.Flag]string{}
	for _, key := range slices.Sorted(maps.Keys(file.Serve)) {
		value, flag := file.Serve[key], flags[key]
		switch {
		case flag == nil:
			return nil, fmt.Errorf("line %d: there is no key %q in serve:%s", value.Line, key, didYouMean(key, slices.Sorted(maps.Keys(flags))))
		case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
			return nil, fmt.Errorf("line %d: %s in serve: takes one value", value.Line, key)
		}
		given[flag] = value.Value
	}
	return given, nil
}

// yamlReason is the first thing that is wrong with YAML, without the names that its
// settings have in Go.
func yamlReason(err error) string {
	reason := strings.TrimPrefix(err.Error(), "yaml: ")
	if misfit, ok := errors.AsType[*yaml.TypeError](err); ok {
		reason = misfit.Errors[0]
	}
	for _, goes := range []string{" into ", " in type "} {
		reason, _, _ = strings.Cut(reason, goes)
	}
	return reason
}

// camel is the name of a flag as a key: max-message is maxMessage.
func camel(flag string) string {
	words := strings.Split(flag, "-")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}
