package expr

import "hairpin.example/hairpin/analyzer/text"

// Node is anything in the tree. Span is in file offsets and covers the node as
// written.
type Node interface{ Span() text.Span }

// Expr is an expression node.
type Expr interface {
	Node
	expr()
}

// Stmt is a statement node.
type Stmt interface {
	Node
	stmt()
}

// At is where a node was written. Every node embeds it.
type At struct{ At text.Span }

// Span makes every node a Node.
func (a At) Span() text.Span { return a.At }

type exprNode struct{ At }

func (exprNode) expr() {}

type stmtNode struct{ At }

func (stmtNode) stmt() {}

// Name is an identifier and its place. An identifier may be verbatim (@x); Text
// is without the @.
type Name struct {
	Text string
	At   text.Span
}

// Type is a type as written: int, List<string>, string[], JObject?, (int, int).
type Type struct {
	// Name is the dotted name without type arguments and ranks, "" for a tuple, "var"
	// for var.
	Name string
	Args []*Type // type arguments, or elements of a tuple
	// Ranks is the number of array ranks, Nullable whether a ? follows.
	Ranks    int
	Nullable bool
	At       text.Span
}

// --- Expressions

type (
	// Bad stands where the text cannot be read, or where an expression is missing
	// (then its span is empty).
	Bad struct{ exprNode }

	// Ident is a simple name: a local, a type, the context. TypeArgs are those of a
	// generic method called by simple name, or of a generic type.
	Ident struct {
		exprNode
		Name     string
		TypeArgs []*Type
	}

	// Placeholder is a named value or a deploy-time token that stands as code, not
	// inside a string: {{limit}}, ${limit}.
	Placeholder struct {
		exprNode
		Kind text.PlaceholderKind
		Name string
	}

	// Literal is a number, a char, true, false, null or default. Text is as written.
	Literal struct {
		exprNode
		Kind LiteralKind
		Text string
	}

	// String is a string literal that is not interpolated. Raw is all of it, with its
	// quotes and its @.
	String struct {
		exprNode
		Verbatim bool
		Raw      text.View
	}

	// Interpolated is $"..." or $@"...".
	Interpolated struct {
		exprNode
		Verbatim bool
		Parts    []Part
	}

	// Paren is (X).
	Paren struct {
		exprNode
		X Expr
	}

	// Tuple is (a, b) or (name: a, b).
	Tuple struct {
		exprNode
		Elems []Arg
	}

	// Member is X.Name, X?.Name or X::Name. Optional is true for ?. .
	Member struct {
		exprNode
		X        Expr
		Optional bool
		Sel      Name
		TypeArgs []*Type
	}

	// Call is Fun(Args).
	Call struct {
		exprNode
		Fun  Expr
		Args []Arg
	}

	// Index is X[Args] or X?[Args].
	Index struct {
		exprNode
		X        Expr
		Optional bool
		Args     []Arg
	}

	// Unary is a prefix operator: - + ! ~ ++ -- & * ^ await ref; or, with Postfix, ++ or
	// -- or the null-forgiving !.
	Unary struct {
		exprNode
		Op      string
		Postfix bool
		X       Expr
	}

	// Binary is X Op Y: arithmetic, comparison, && || & | ^ << >> ?? .
	Binary struct {
		exprNode
		Op   string
		OpAt text.Span
		X, Y Expr
	}

	// Assign is X Op Y with Op one of = += -= *= /= %= &= |= ^= <<= >>= ??= .
	Assign struct {
		exprNode
		Op   string
		X, Y Expr
	}

	// Cond is Test ? Then : Else.
	Cond struct {
		exprNode
		Test, Then, Else Expr
	}

	// Cast is (Type)X.
	Cast struct {
		exprNode
		Type *Type
		X    Expr
	}

	// As is X as Type.
	As struct {
		exprNode
		X    Expr
		Type *Type
	}

	// Is is X is Pattern.
	Is struct {
		exprNode
		X       Expr
		Pattern Pattern
	}

	// New is new Type(Args) { Init }. Type is nil for an anonymous object or new(...).
	New struct {
		exprNode
		Type *Type
		Args []Arg
		Init *Init
	}

	// NewArray is new T[Sizes] { Init } or new[] { Init } (Type nil).
	NewArray struct {
		exprNode
		Type  *Type // the element type
		Sizes []Expr
		Init  *Init
	}

	// Init is { a, b }, { Name = a }, { [k] = a } or { {k, v} }. Elements are
	// expressions, *Assign for members and indexed members, *Init for pairs.
	Init struct {
		exprNode
		Elems []Expr
	}

	// Lambda is x => Body, (x, y) => Body, or delegate (T x) { Block }. One of Body and
	// Block is set.
	Lambda struct {
		exprNode
		Params []Param
		Body   Expr
		Block  *Block
	}

	// TypeOf is typeof(T), default(T), sizeof(T) or nameof(X): Op says which.
	TypeOf struct {
		exprNode
		Op   string
		Type *Type // nil for nameof
		X    Expr  // of nameof
	}

	// Throw is throw X as an expression.
	Throw struct {
		exprNode
		X Expr
	}

	// Declare is "out var x", "out T x": a local declared inside an argument list or
	// a tuple. Type is nil where one var stands for all: var (a, b) = x.
	Declare struct {
		exprNode
		Type *Type
		Name Name
	}

	// Query is a LINQ query expression: from x in xs where ... select ... . Its parts
	// are kept in order.
	Query struct {
		exprNode
		Clauses []Clause
	}
)

// LiteralKind tells literals apart.
type LiteralKind uint8

const (
	Null    LiteralKind = iota // null
	Bool                       // true or false
	Int                        // 1, 0x1F, 1_000L
	Real                       // 1.5, 1e3, 2m
	Char                       // 'a', with its quotes
	Default                    // default
)

// Part is a piece of an interpolated string: text, or a hole {X,Align:Format}.
type Part struct {
	At text.Span // as written; of a hole with its braces
	// Text is the text as written, escapes undecoded. Of a hole it is set where the hole
	// and the byte in front of it may be a placeholder of the deployment, and is that.
	Text text.View
	// X is the expression of a hole, nil for text.
	X      Expr
	Align  Expr   // nil if none
	Format string // "" if none
	// Token is the hole as written if it can only be a placeholder: {x}, where C# knows
	// no x.
	Token string

	verbatim bool // the literal is $@"..."
	placed   bool // the text is one placeholder
}

// Arg is an argument: [name:] [ref|out|in] X.
type Arg struct {
	Name string
	Mode string // "", "ref", "out" or "in"
	X    Expr
}

// Param is a parameter of a lambda or a local function. Type is nil if inferred.
type Param struct {
	Type *Type
	Name Name
}

// Clause is one clause of a query: Keyword is from, let, where, join, orderby,
// group, select or into. Name is the range variable, if the clause makes one.
type Clause struct {
	Keyword string
	Name    Name
	Exprs   []Expr
}

// Pattern is the right side of is, or a case label. Exactly one form is set:
// Value for a constant, Type (with Name if it declares one) for a type or var
// pattern, Discard for _. Not is C# 9's "is not".
type Pattern struct {
	At      text.Span
	Not     bool
	Value   Expr
	Type    *Type
	Name    Name
	Discard bool
}

// --- Statements

type (
	// Block is { ... }, the body of @{...}, or the one return statement that stands
	// for the expression in @(...).
	Block struct {
		stmtNode
		Stmts []Stmt
	}

	// BadStmt stands where a statement cannot be read.
	BadStmt struct{ stmtNode }

	// Empty is a lone semicolon.
	Empty struct{ stmtNode }

	// Var declares locals: var x = 1; string a, b = ""; const int n = 2;
	Var struct {
		stmtNode
		Type  *Type
		Const bool
		Decls []Decl
	}

	// ExprStmt is an expression used as a statement.
	ExprStmt struct {
		stmtNode
		X Expr
	}

	// Return is return X; X is nil for a bare return.
	Return struct {
		stmtNode
		X Expr
	}

	// ThrowStmt is throw X; X is nil for a rethrow.
	ThrowStmt struct {
		stmtNode
		X Expr
	}

	// If is if (Test) Then else Else. Else is nil if there is none.
	If struct {
		stmtNode
		Test       Expr
		Then, Else Stmt
	}

	// While is while (Test) Body, or with Do: do Body while (Test).
	While struct {
		stmtNode
		Do   bool
		Test Expr
		Body Stmt
	}

	// For is for (Init; Test; Post) Body. Test is nil if missing.
	For struct {
		stmtNode
		Init []Stmt
		Test Expr
		Post []Expr
		Body Stmt
	}

	// ForEach is foreach (Type Name in X) Body, or with Vars, a *Tuple of *Declare:
	// foreach (var (a, b) in X) Body. Type is nil then.
	ForEach struct {
		stmtNode
		Type *Type
		Name Name
		Vars Expr
		X    Expr
		Body Stmt
	}

	// Switch is switch (X) { sections }.
	Switch struct {
		stmtNode
		X        Expr
		Sections []Section
	}

	// Try is try Body catch ... finally ... .
	Try struct {
		stmtNode
		Body    *Block
		Catches []Catch
		Finally *Block // nil if none
	}

	// Using is using (Decl or X) Body; Lock is lock (X) Body: Keyword says which, and
	// also checked and unchecked (X nil).
	Using struct {
		stmtNode
		Keyword string
		Decl    *Var
		X       Expr
		Body    Stmt
	}

	// Jump is break; continue; goto label; yield return X; yield break.
	Jump struct {
		stmtNode
		Keyword string
		X       Expr // of yield return
	}

	// Labeled is name: Body.
	Labeled struct {
		stmtNode
		Name Name
		Body Stmt
	}

	// LocalFunc is a function declared inside a block. One of Block and Body is set.
	LocalFunc struct {
		stmtNode
		Result *Type
		Name   Name
		Params []Param
		Block  *Block
		Body   Expr
	}
)

// Decl is one declared local: Name, and Init or nil.
type Decl struct {
	Name Name
	Init Expr
}

// Section is case A: case B when X: default: and the statements below.
type Section struct {
	Labels []Label
	Stmts  []Stmt
}

// Label is case Pattern [when When]: or, with Default, default: .
type Label struct {
	Default bool
	Pattern Pattern
	When    Expr
}

// Catch is catch (Type Name) when (When) Body. Type is nil for a bare catch.
type Catch struct {
	Type *Type
	Name Name
	When Expr
	Body *Block
}
