package estate

import (
	"strings"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/tree"
)

// specification is what an OpenAPI or Swagger document says about operations.
type specification struct {
	operations []specOperation
	// known is true if these are all operations of the API.
	known bool
}

type specOperation struct {
	method, template string
	id               string // operationId, "" if there is none
	name             string // what API Management calls it
}

// methods are the operations that a path of OpenAPI 2 and 3 can have.
// https://spec.openapis.org/oas/v3.1.0#path-item-object
var methods = [...]string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func isMethod(s string) bool {
	for _, m := range methods {
		if m == s {
			return true
		}
	}
	return false
}

// readSpecification reads the operations of a document.
func readSpecification(v text.View, isJSON bool) (*specification, []text.Error) {
	s, errs := specificationOf(v, isJSON)
	for i := range s.operations {
		s.operations[i].name = s.operations[i].resourceName()
	}
	return s, errs
}

// specificationOf finds the reader for a document. Large documents are
// scanned line by line; what the scan does not understand is parsed in full.
func specificationOf(v text.View, isJSON bool) (*specification, []text.Error) {
	trimmed := strings.TrimLeft(v.Src, " \t\r\n")
	if isJSON || strings.HasPrefix(trimmed, "{") {
		s, errs := specOfJSON(v)
		if len(errs) == 0 || isJSON {
			return s, errs
		}
	} else if s, ok := scanYAML(v.Src); ok {
		return s, nil
	}
	root, errs := tree.ParseYAML(v)
	return specOf(root), errs
}

// specOf reads the operations of a parsed document.
func specOf(root *tree.Node) *specification {
	paths := root.Get("paths")
	s := &specification{known: paths.Is(tree.Map)}
	if !s.known {
		return s
	}
	for _, e := range paths.Entries {
		if !strings.HasPrefix(e.Key, "/") {
			continue // extensions: x-...
		}
		if e.Value.Get("$ref").Present() {
			s.known = false // the operations stand in another file
		}
		for _, m := range methods {
			if op := e.Value.Get(m); op != nil {
				s.operations = append(s.operations, specOperation{method: strings.ToUpper(m), template: e.Key, id: op.Get("operationId").Text()})
			}
		}
	}
	return s
}

// specOfJSON reads the operations of a JSON document and passes over the rest.
func specOfJSON(v text.View) (*specification, []text.Error) {
	p := tree.ScanJSON(v)
	s := &specification{}
	p.Object(func(key string) {
		if key != "paths" {
			p.Skip()
			return
		}
		s.known = p.AtObject()
		p.Object(func(template string) {
			if !strings.HasPrefix(template, "/") {
				p.Skip()
				return
			}
			p.Object(func(method string) {
				switch {
				case isMethod(method):
					op := specOperation{method: strings.ToUpper(method), template: template}
					p.Object(func(key string) {
						if key != "operationId" {
							p.Skip()
						} else if n := p.Value(); n != nil {
							op.id = n.Text()
						}
					})
					s.operations = append(s.operations, op)
				case method == "$ref":
					s.known = false
					p.Skip()
				default:
					p.Skip()
				}
			})
		})
	})
	errs := p.Errors()
	if len(errs) > 0 {
		s.known = false
	}
	return s, errs
}

// resourceName is the ID that API Management gives an imported operation: its
// operationId, or else its method and path, in lower case with a dash for
// everything that is no letter or digit, cut to 76 characters.
// https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#normalization-rules-for-operationid
func (o specOperation) resourceName() string {
	s := o.id
	if s == "" {
		s = o.method + "-" + o.template
	}
	return normalOperation(s)
}

func normalOperation(s string) string {
	const most = 76
	out := make([]byte, 0, min(len(s), most)+1)
	dash := false
	for i := 0; i < len(s) && len(out) < most; i++ {
		c := s[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			if dash && len(out) > 0 {
				out = append(out, '-')
			}
			dash = false
			out = append(out, c)
		} else {
			dash = true
		}
	}
	return strings.TrimRight(string(out[:min(len(out), most)]), "-")
}
