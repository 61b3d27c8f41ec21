package estate

import (
	"path"
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// Source is a JSON, YAML or .tfvars file that was read. It depends on nothing but the
// file and never changes, so that callers can keep it as long as the file is
// the same.
type Source struct {
	path string
	root *tree.Node // nil if the file is empty or could not be read
	spec *specification
	errs []text.Error
}

// Parse reads one file; nil if it is none of these. Of an API
// specification only the operations are kept.
func Parse(f *text.File) *Source {
	base := path.Base(f.Path)
	ext := strings.ToLower(path.Ext(base))
	if ext != ".json" && ext != ".yaml" && ext != ".yml" && ext != tree.VariablesExt {
		return nil
	}
	s := &Source{path: f.Path}
	v, why := tree.Decode(f.Src)
	switch {
	case why != "":
		s.fail(v.Span(0, len(v.Src)), why)
	case isSpecification(base):
		s.spec, s.errs = readSpecification(v, ext == ".json")
	case ext == tree.VariablesExt:
		s.root, s.errs = tree.ParseTFVars(v)
	case ext == ".json":
		s.root, s.errs = tree.ParseJSON(v)
	default:
		s.root, s.errs = tree.ParseYAML(v)
	}
	return s
}

func (s *Source) fail(at text.Span, message string) {
	s.errs = append(s.errs, text.Error{Span: at, Message: message})
}

// problems are the mistakes of the file, each a sentence about it.
func (s *Source) problems() []Problem {
	out := make([]Problem, 0, len(s.errs))
	for _, e := range s.errs {
		out = append(out, Problem{At: text.Loc{Path: s.path, Span: e.Span}, Message: "the file " + e.Message})
	}
	return out
}
