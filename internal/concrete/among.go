package concrete

import (
	"regexp"
	"strings"

	"hairpin.example/hairpin/analyzer/eval"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// Env is what the evaluation knows of Example: the host as a symbol, one of the
// variables, and of the rest that it is there.
func Env() *eval.Env {
	return &eval.Env{Path: "p", Service: "contoso", Hosts: func() []string { return []string{Example.Host} }, Request: request{}}
}

type request struct{}

func (request) Variable(name string) value.Value {
	switch name {
	case "Known":
		return value.TextOf("p", text.NewView(Example.Variables["Known"]), value.PlainText)
	case "Hidden":
		return value.UnknownOf("a hidden variable", text.Loc{})
	}
	return value.Value{}
}

func (request) NamedValue(string) eval.NamedValue { return eval.NamedValue{} }

func (request) Header(string) value.Value { return value.Value{} }

func (request) HostHeader() value.Value { return value.UnknownOf("Host", text.Loc{}) }

func (request) URL() value.Value { return value.Value{} }

func (request) ServiceURL() value.Value { return value.Value{} }

// shapes are the texts that an unknown piece can be.
var shapes = map[value.Shape]string{
	value.AnyShape: ".*", value.PathShape: "([/?].*)?", value.DigitShape: "[0-9]*", value.WordShape: "[-_A-Za-z0-9]*",
}

// Among reports whether a result is one of the alternatives of a value. Without
// notNull the result is null. A hostname may have any case, since hosts compare
// without.
func Among(v value.Value, result string, notNull bool) bool {
	for _, s := range v.Alts {
		if s.IsNull() {
			if !notNull {
				return true
			}
			continue
		}
		if !notNull {
			if len(s.Parts) == 1 && s.Parts[0].Kind == value.Unknown {
				return true
			}
			continue
		}
		var b strings.Builder
		for _, p := range s.Parts {
			switch p.Kind {
			case value.Literal:
				b.WriteString(regexp.QuoteMeta(p.Text()))
			case value.GatewayHost:
				b.WriteString("(?i:" + regexp.QuoteMeta(Example.Host) + ")")
			case value.Unknown:
				b.WriteString(shapes[p.Shape])
			default:
				b.WriteString(".*")
			}
		}
		if regexp.MustCompile(`(?s)\A` + b.String() + `\z`).MatchString(result) {
			return true
		}
	}
	return false
}
