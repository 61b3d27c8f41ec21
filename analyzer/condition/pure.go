package condition

import (
	"slices"
	"strconv"

	"hairpin.example/hairpin/analyzer/expr"
)

// newTypes are those whose objects are what they are made of.
var newTypes = []string{"List", "HashSet", "Uri", "DateTime", "DateTimeOffset", "TimeSpan", "Version", "Regex"}

// changing are the members of types whose value changes by itself.
var changing = []string{"Now", "UtcNow", "Today"}

// readMade reads what is made of other things and holds nothing else: a choice, a list,
// an object, a text with holes, a function.
func (q *Question) readMade(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.Cond:
		return q.write("(") && q.read(x.Test) && q.write(" ? ") && q.read(x.Then) && q.write(" : ") && q.read(x.Else) && q.write(")")
	case *expr.Is:
		p := &x.Pattern
		return p.Value != nil && p.Name.Text == "" && q.write("(") && q.read(x.X) && q.write(" is "+strconv.FormatBool(!p.Not)+" ") && q.read(p.Value) && q.write(")")
	case *expr.As:
		return plainType(x.Type) && q.write("(") && q.read(x.X) && q.write(" as "+shortType(x.Type)+")")
	case *expr.NewArray:
		return len(x.Sizes) == 0 && x.Init != nil && q.write("new[") && q.readType(x.Type) && q.write("]") && q.readElems(x.Init)
	case *expr.New:
		if x.Type == nil || !slices.Contains(newTypes, x.Type.Name) || !q.write("new "+x.Type.Name) {
			return false
		}
		for _, t := range x.Type.Args {
			if !q.readType(t) {
				return false
			}
		}
		return q.write("(") && q.readAll(x.Args) && q.write(")") && (x.Init == nil || q.readElems(x.Init))
	case *expr.Interpolated:
		for i := range x.Parts {
			p := &x.Parts[i]
			switch {
			case p.X == nil:
				q.write(strconv.Quote(p.Text.Src))
			case p.Align != nil || p.Format != "" || !q.write("{") || !q.read(p.X) || !q.write("}"):
				return false
			}
		}
		return q.write("$")
	case *expr.Lambda:
		return q.readFunction(x)
	}
	return false
}

// readFunction reads a lambda: its parameters are what they are given.
func (q *Question) readFunction(x *expr.Lambda) bool {
	if x.Body == nil {
		return false
	}
	outer := len(q.bound)
	for _, p := range x.Params {
		q.bound = append(q.bound, p.Name.Text)
		q.write(p.Name.Text + ",")
	}
	ok := q.write(" => (") && q.read(x.Body) && q.write(")")
	q.bound = q.bound[:outer]
	return ok
}

func (q *Question) readElems(init *expr.Init) bool {
	q.write("{")
	for _, e := range init.Elems {
		if !q.read(e) || !q.write(",") {
			return false
		}
	}
	return q.write("}")
}

// readType reads a type that needs to be no other than a plain one; nil if it is left
// to the compiler.
func (q *Question) readType(t *expr.Type) bool {
	return t == nil || plainType(t) && q.write("<"+shortType(t)+">")
}

// readBody reads the body of the request, where As leaves it to be read again.
// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ref-imessagebody
func (q *Question) readBody(x *expr.Call, m *expr.Member) bool {
	path, ofContext := ContextPath(m.X)
	if !ofContext || path != "Request.Body" || len(x.Args) != 1 {
		return false
	}
	if c, ok := constant(x.Args[0].X); !ok || c != "true" {
		return false
	}
	q.Body = true
	for _, t := range m.TypeArgs {
		if !q.readType(t) {
			return false
		}
	}
	return q.write(optional(m.Optional) + path)
}
