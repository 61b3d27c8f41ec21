package concrete

import (
	"regexp"
	"strings"

	"hairpin/analyzer/eval"
	"hairpin/analyzer/text"
)

// Env is what the evaluation knows of Example: the host as a symbol, one of the
// variables, and of the rest that it is there.
func Env() *eval.Env { return &eval.Env{Path: "p", Service: "contoso", Request: request{}} }

type request struct{}

func (request) Variable(name string) eval.Value {
	switch name {
	case "Known":
		return eval.TextOf("p", text.NewView(Example.Variables["Known"]), eval.PlainText)
	case "Hidden":
		return eval.UnknownOf("a hidden variable", text.Loc{})
	}
	return eval.Value{}
}

func (request) NamedValue(string) eval.NamedValue { return eval.NamedValue{} }
func (request) HostHeader() eval.Value            { return eval.UnknownOf("Host", text.Loc{}) }
func (request) URL() eval.Value                   { return eval.Value{} }
func (request) ServiceURL() eval.Value            { return eval.Value{} }

// shapes are the texts that an unknown piece can be.
var shapes = map[eval.Shape]string{
	eval.AnyShape: ".*", eval.PathShape: "([/?].*)?", eval.DigitShape: "[0-9]*", eval.WordShape: "[-_A-Za-z0-9]*",
}

// Among reports whether a result is one of the alternatives of a value. Without
// notNull the result is null. A hostname may have any case, since hosts compare
// without.
func Among(v eval.Value, result string, notNull bool) bool {
	for _, s := range v.Alts {
		if s.IsNull() {
			if !notNull {
				return true
			}
			continue
		}
		if !notNull {
			if len(s.Parts) == 1 && s.Parts[0].Kind == eval.Unknown {
				return true
			}
			continue
		}
		var b strings.Builder
		for _, p := range s.Parts {
			switch p.Kind {
			case eval.Literal:
				b.WriteString(regexp.QuoteMeta(p.Text()))
			case eval.GatewayHost:
				b.WriteString("(?i:" + regexp.QuoteMeta(Example.Host) + ")")
			case eval.Unknown:
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
