package estate

import (
	"strings"

	"hairpin/analyzer/text"
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
	root, errs := parseYAML(v)
	return specOf(root), errs
}

// specOf reads the operations of a parsed document.
func specOf(root *node) *specification {
	paths := root.get("paths")
	s := &specification{known: paths.is(mapNode)}
	if !s.known {
		return s
	}
	for _, e := range paths.entries {
		if !strings.HasPrefix(e.key, "/") {
			continue // extensions: x-...
		}
		if e.value.get("$ref").present() {
			s.known = false // the operations stand in another file
		}
		for _, m := range methods {
			if op := e.value.get(m); op != nil {
				s.operations = append(s.operations, specOperation{method: strings.ToUpper(m), template: e.key, id: op.get("operationId").str()})
			}
		}
	}
	return s
}

// specOfJSON reads the operations of a JSON document and passes over the rest.
func specOfJSON(v text.View) (*specification, []text.Error) {
	p := scanJSON(v)
	s := &specification{}
	p.object(func(key string) {
		if key != "paths" {
			p.skip()
			return
		}
		s.known = p.atObject()
		p.object(func(template string) {
			if !strings.HasPrefix(template, "/") {
				p.skip()
				return
			}
			p.object(func(method string) {
				switch {
				case isMethod(method):
					op := specOperation{method: strings.ToUpper(method), template: template}
					p.object(func(key string) {
						if key != "operationId" {
							p.skip()
						} else if n := p.value(); n != nil {
							op.id = n.str()
						}
					})
					s.operations = append(s.operations, op)
				case method == "$ref":
					s.known = false
					p.skip()
				default:
					p.skip()
				}
			})
		})
	})
	errs := p.errors()
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
