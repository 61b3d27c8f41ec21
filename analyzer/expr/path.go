package expr

import (
	"slices"
	"strings"
)

// maxPath bounds the names of a path: no member that has a name is that deep.
const maxPath = 16

// Path is the dotted path of a chain of members on a name, such as
// "context.Variables", written with parentheses or not; ok is false if x is no
// such chain.
func Path(x Expr) (path string, ok bool) {
	names := make([]string, 0, maxPath)
	for len(names) < maxPath {
		switch y := link(x).(type) {
		case *Ident:
			names = append(names, y.Name)
			slices.Reverse(names)
			return strings.Join(names, "."), true
		case *Member:
			names = append(names, y.Sel.Text)
			x = y.X
		default:
			return "", false
		}
	}
	return "", false
}

// IsPath reports whether x is the chain of members with a path.
func IsPath(x Expr, path string) bool {
	for {
		switch y := link(x).(type) {
		case *Ident:
			return y.Name == path
		case *Member:
			i := strings.LastIndexByte(path, '.')
			if i < 0 || path[i+1:] != y.Sel.Text {
				return false
			}
			x, path = y.X, path[:i]
		default:
			return false
		}
	}
}

// Unparen is x without the parentheses around it.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// link is x without what makes no other member of it: parentheses, and the ! that
// says that something is not null.
func link(x Expr) Expr {
	for {
		switch y := x.(type) {
		case *Paren:
			x = y.X
		case *Unary:
			if !y.Postfix || y.Op != "!" {
				return x
			}
			x = y.X
		default:
			return x
		}
	}
}
