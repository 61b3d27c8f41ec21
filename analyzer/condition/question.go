package condition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// Question is what a condition asks about. Where nothing of that has changed in
// between, the same question has the same answer.
type Question struct {
	Text      string   // the same for the same expression, however it is written
	Variables []string // it reads
	Headers   []string // of the request, in lower case; AnyHeader for all
	URL       bool     // it reads that of the request
	Method    bool     // the same
	Objects   bool     // it reads an object of a variable, which code can change
	Body      bool     // it reads that of the request, and leaves it to be read again

	bound []string // the parameters of the functions around what is read
}

// AnyHeader stands for all headers of the request.
const AnyHeader = "*"

// What the answers to questions may rest on. Everything else may change: the body
// that somebody reads, the response, the time.
var (
	// fixed are the parts of the context that stay as they are in a request:
	// https://learn.microsoft.com/azure/api-management/api-management-policy-expressions#ContextVariables
	fixed = []string{"Api", "Operation", "Product", "User", "Subscription", "Deployment", "RequestId", "Timestamp", "Workspace", "Tracing",
		"Request.OriginalUrl", "Request.IpAddress", "Request.Certificate", "Request.MatchedParameters", "Request.PrivateEndpointConnection"}
	// plainTypes are those that casts may name, and whose static members are functions
	// of their arguments.
	plainTypes = []string{"string", "String", "bool", "Boolean", "int", "Int32", "long", "Int64", "double", "Double", "decimal", "char", "StringComparison", "StringComparer",
		"StringSplitOptions", "Convert", "Regex", "RegexOptions", "DateTime", "DateTimeOffset", "TimeSpan", "Uri", "Math", "Enumerable", "WebUtility",
		"IResponse", "Jwt", "BasicAuthCredentials", "JObject", "JArray", "JToken", "JValue"}
	// mutable are those of them whose objects code can change.
	mutable = []string{"JObject", "JArray", "JToken", "JValue"}
	// functions give the same for the same, and leave it alone.
	functions = []string{"GetValueOrDefault", "ContainsKey", "Contains", "StartsWith", "EndsWith", "Equals", "IndexOf", "IsNullOrEmpty", "IsNullOrWhiteSpace",
		"ToLower", "ToLowerInvariant", "ToUpper", "ToUpperInvariant", "ToString", "Trim", "TrimStart", "TrimEnd", "Substring", "Split", "Replace", "Compare",
		"IsMatch", "Match", "Parse", "ToBoolean", "ToInt32", "ToInt64", "ToDouble", "Any", "All", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault",
		"Count", "Where", "Select", "SelectMany", "Distinct", "Skip", "Take", "ElementAt", "Intersect", "Except", "Union", "Concat", "Join", "Format", "Max", "Min", "Sum",
		"ToArray", "ToList", "CompareTo", "CompareOrdinal", "LastIndexOf", "PadLeft", "PadRight", "Remove", "Insert", "Reverse", "AsJwt", "AsBasic", "SelectToken", "Value",
		"UrlDecode", "UrlEncode", "EscapeDataString", "UnescapeDataString", "AddDays", "AddHours", "AddMinutes", "AddSeconds", "Subtract", "FromSeconds", "FromMinutes", "FromHours", "Abs"}
)

// read writes what an expression asks about, and reports whether it only does
// what the tables above allow.
func (q *Question) read(x expr.Expr) bool {
	switch x := x.(type) {
	case *expr.Literal:
		return q.write(x.Text)
	case *expr.String:
		if s, ok := x.Plain(); ok {
			return q.write(strconv.Quote(s))
		}
		return q.write(x.Raw.Src)
	case *expr.Placeholder:
		return q.write(expr.Dump(x))
	case *expr.Paren:
		return q.read(x.X)
	case *expr.Unary:
		return !x.Postfix && (x.Op == "!" || x.Op == "-") && q.write(x.Op) && q.read(x.X)
	case *expr.Binary:
		return q.write("(") && q.read(x.X) && q.write(" "+x.Op+" ") && q.read(x.Y) && q.write(")")
	case *expr.Cast:
		q.Objects = q.Objects || slices.Contains(mutable, x.Type.Name)
		return q.readVariable(x) || plainType(x.Type) && q.write("("+shortType(x.Type)+")") && q.read(x.X)
	case *expr.Ident:
		return (slices.Contains(plainTypes, x.Name) || slices.Contains(q.bound, x.Name)) && q.write(x.Name)
	case *expr.Index:
		args, ok := q.reads(x.X, x.Args)
		return ok && q.write(optional(x.Optional)+"[") && q.readAll(args) && q.write("]")
	case *expr.Call:
		m, ok := x.Fun.(*expr.Member)
		if ok && m.Sel.Text == "As" {
			return q.readBody(x, m)
		}
		if !ok || !slices.Contains(functions, m.Sel.Text) {
			return false
		}
		if q.readVariable(x) {
			return true
		}
		args, ok := q.reads(m.X, x.Args)
		if !ok || !q.write(optional(m.Optional)+"."+m.Sel.Text) {
			return false
		}
		for _, t := range m.TypeArgs {
			if !plainType(t) || !q.write("<"+shortType(t)+">") {
				return false
			}
		}
		return q.write("(") && q.readAll(args) && q.write(")")
	case *expr.Member:
		path, ofContext := ContextPath(x)
		switch {
		case !ofContext:
			return !slices.Contains(changing, x.Sel.Text) && q.read(x.X) && q.write(optional(x.Optional)+"."+x.Sel.Text)
		case under(path, "Request.Method"):
			q.Method = true
		case under(path, "Request.Url"):
			q.URL = true
		case path == "Request.Headers":
			q.Headers = append(q.Headers, AnyHeader)
		case !slices.ContainsFunc(fixed, func(f string) bool { return under(path, f) }):
			return false
		}
		return q.write(expr.Dump(x))
	}
	return q.readMade(x)
}

// write adds to the text of the question.
func (q *Question) write(s string) bool {
	q.Text += s
	return true
}

func optional(is bool) string {
	if is {
		return "?"
	}
	return ""
}

func (q *Question) readAll(args []expr.Arg) bool {
	for _, a := range args {
		if a.Mode != "" || a.Name != "" || !q.read(a.X) || !q.write(",") {
			return false
		}
	}
	return true
}

// plainType reports whether a type is one of plainTypes.
func plainType(t *expr.Type) bool {
	return slices.Contains(plainTypes, t.Name) && t.Ranks == 0 && len(t.Args) == 0
}

// shortType is a plain type by its short name.
func shortType(t *expr.Type) string {
	return cmp.Or(shortTypes[t.Name], t.Name) + optional(t.Nullable)
}

// shortTypes are the types that C# has a word for.
var shortTypes = map[string]string{"String": "string", "Boolean": "bool", "Int32": "int"}

// zeros are what variables of a type are where they are not set and no other
// default is given.
var zeros = map[string]string{"string": "null", "bool": "false", "int": "0"}

// readVariable reads a variable as a type: a cast and GetValueOrDefault give the
// same wherever both give something.
func (q *Question) readVariable(x expr.Expr) bool {
	typ, other := "", expr.Expr(nil)
	var of expr.Expr
	var args []expr.Arg
	switch x := x.(type) {
	case *expr.Cast:
		i, ok := expr.Unparen(x.X).(*expr.Index)
		if !ok || !plainType(x.Type) || i.Optional || len(i.Args) != 1 {
			return false
		}
		typ, of, args = shortType(x.Type), i.X, i.Args
	case *expr.Call:
		m, ok := x.Fun.(*expr.Member)
		if !ok || m.Sel.Text != "GetValueOrDefault" || m.Optional || len(x.Args) == 0 || len(x.Args) > 2 || len(m.TypeArgs) > 1 {
			return false
		}
		of, args = m.X, x.Args
		if len(args) == 2 {
			other = expr.Unparen(args[1].X)
		}
		switch {
		case len(m.TypeArgs) == 1 && plainType(m.TypeArgs[0]):
			typ = shortType(m.TypeArgs[0])
		case len(m.TypeArgs) == 0 && other != nil:
			typ = literalType(other)
		}
	}
	if path, ofContext := ContextPath(of); !ofContext || path != "Variables" || typ == "" || len(args) > 1 && args[1].Mode+args[1].Name != "" {
		return false
	}
	if _, ok := q.looksUp(of, args); !ok || !q.write(" as "+typ) {
		return false
	}
	if c, ok := constant(other); other == nil || ok && c == zeros[typ] {
		return true
	}
	return q.write(" or ") && q.read(other)
}

// literalType is the type of a literal, "" if it is not one of zeros.
func literalType(x expr.Expr) string {
	switch x := x.(type) {
	case *expr.String:
		return "string"
	case *expr.Literal:
		switch x.Kind {
		case expr.Bool:
			return "bool"
		case expr.Int:
			if strings.Trim(x.Text, "0123456789") == "" {
				return "int"
			}
		}
	}
	return ""
}

// reads reads what a member is taken of. The arguments that it did not read with
// it are left.
func (q *Question) reads(x expr.Expr, args []expr.Arg) ([]expr.Arg, bool) {
	if rest, ok := q.looksUp(x, args); ok {
		return rest, true
	}
	return args, q.read(x)
}

// looksUp reads a variable or header that is looked up by its name, which is the
// first argument.
func (q *Question) looksUp(x expr.Expr, args []expr.Arg) ([]expr.Arg, bool) {
	path, ofContext := ContextPath(x)
	if !ofContext || len(args) == 0 || path != "Variables" && path != "Request.Headers" {
		return args, false
	}
	s, ok := args[0].X.(*expr.String)
	if !ok || args[0].Mode+args[0].Name != "" {
		return args, false
	}
	name, ok := s.Plain()
	if !ok {
		return args, false
	}
	if path == "Variables" {
		q.Variables = append(q.Variables, name)
	} else {
		name = strings.ToLower(name)
		q.Headers = append(q.Headers, name)
	}
	return args[1:], q.write(path + "[" + strconv.Quote(name) + "]")
}

// ContextPath is what a member access reads of the context: Request.Url.Host.
func ContextPath(x expr.Expr) (string, bool) {
	path, _ := expr.Path(x)
	return strings.CutPrefix(path, "context.")
}

// under reports whether a path is another one or leads on from it.
func under(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '.')
}
