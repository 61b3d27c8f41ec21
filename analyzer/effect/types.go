package effect

import (
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// TypeName is the dotted name of a type or of a member of one as the tables have
// it.
func TypeName(name string) string {
	for _, ns := range namespaces {
		name = strings.TrimPrefix(name, ns)
	}
	head, rest, more := strings.Cut(name, ".")
	if alias := typeAliases[head]; alias != "" {
		head = alias
	}
	if !more {
		return head
	}
	return head + "." + rest
}

// RootOf is the name that a chain of members begins with, "" if x is none.
func RootOf(x expr.Expr) string {
	for {
		switch y := x.(type) {
		case *expr.Ident:
			return y.Name
		case *expr.Member:
			x = y.X
		case *expr.Paren:
			x = y.X
		default:
			return ""
		}
	}
}

var namespaces = []string{
	"System.Text.RegularExpressions.", "System.Text.", "System.Net.", "System.Linq.", "System.", "Newtonsoft.Json.Linq.", "Newtonsoft.Json.",
}

var typeAliases = map[string]string{"String": "string", "Int32": "int", "Boolean": "bool"}
