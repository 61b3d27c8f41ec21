package expr

// Walk calls f for n and, where f returns true, for everything below n: nodes
// come before their children, children in the order of the text. Patterns and
// types are no nodes; the expressions in them are visited.
func Walk(n Node, f func(Node) bool) {
	if n == nil || !f(n) {
		return
	}
	children(n, func(c Node) { Walk(c, f) })
}

// children calls f for the nodes directly below n.
func children(n Node, f func(Node)) {
	switch n := n.(type) {
	case *Interpolated:
		for i := range n.Parts {
			expr(n.Parts[i].X, f)
			expr(n.Parts[i].Align, f)
		}
	case *Paren:
		expr(n.X, f)
	case *Tuple:
		args(n.Elems, f)
	case *Member:
		expr(n.X, f)
	case *Call:
		expr(n.Fun, f)
		args(n.Args, f)
	case *Index:
		expr(n.X, f)
		args(n.Args, f)
	case *Unary:
		expr(n.X, f)
	case *Binary:
		expr(n.X, f)
		expr(n.Y, f)
	case *Assign:
		expr(n.X, f)
		expr(n.Y, f)
	case *Cond:
		expr(n.Test, f)
		expr(n.Then, f)
		expr(n.Else, f)
	case *Cast:
		expr(n.X, f)
	case *As:
		expr(n.X, f)
	case *Is:
		expr(n.X, f)
		expr(n.Pattern.Value, f)
	case *New:
		args(n.Args, f)
		if n.Init != nil {
			f(n.Init)
		}
	case *NewArray:
		exprs(n.Sizes, f)
		if n.Init != nil {
			f(n.Init)
		}
	case *Init:
		exprs(n.Elems, f)
	case *Lambda:
		expr(n.Body, f)
		block(n.Block, f)
	case *TypeOf:
		expr(n.X, f)
	case *Throw:
		expr(n.X, f)
	case *Query:
		for i := range n.Clauses {
			exprs(n.Clauses[i].Exprs, f)
		}
	case *Bad, *Ident, *Placeholder, *Literal, *String, *Declare:
	case Stmt:
		statements(n, f)
	}
}

// statements is children of a statement.
func statements(n Stmt, f func(Node)) {
	switch n := n.(type) {
	case *Block:
		stmts(n.Stmts, f)
	case *Var:
		for i := range n.Decls {
			expr(n.Decls[i].Init, f)
		}
	case *ExprStmt:
		expr(n.X, f)
	case *Return:
		expr(n.X, f)
	case *ThrowStmt:
		expr(n.X, f)
	case *If:
		expr(n.Test, f)
		stmt(n.Then, f)
		stmt(n.Else, f)
	case *While:
		if n.Do {
			stmt(n.Body, f)
			expr(n.Test, f)
		} else {
			expr(n.Test, f)
			stmt(n.Body, f)
		}
	case *For:
		stmts(n.Init, f)
		expr(n.Test, f)
		exprs(n.Post, f)
		stmt(n.Body, f)
	case *ForEach:
		expr(n.Vars, f)
		expr(n.X, f)
		stmt(n.Body, f)
	case *Switch:
		expr(n.X, f)
		for i := range n.Sections {
			for _, l := range n.Sections[i].Labels {
				expr(l.Pattern.Value, f)
				expr(l.When, f)
			}
			stmts(n.Sections[i].Stmts, f)
		}
	case *Try:
		block(n.Body, f)
		for _, c := range n.Catches {
			expr(c.When, f)
			block(c.Body, f)
		}
		block(n.Finally, f)
	case *Using:
		if n.Decl != nil {
			f(n.Decl)
		}
		expr(n.X, f)
		stmt(n.Body, f)
	case *Jump:
		expr(n.X, f)
	case *Labeled:
		stmt(n.Body, f)
	case *LocalFunc:
		expr(n.Body, f)
		block(n.Block, f)
	case *BadStmt, *Empty:
	}
}

func expr(x Expr, f func(Node)) {
	if x != nil {
		f(x)
	}
}

func exprs(list []Expr, f func(Node)) {
	for _, x := range list {
		expr(x, f)
	}
}

func args(list []Arg, f func(Node)) {
	for i := range list {
		expr(list[i].X, f)
	}
}

func stmt(s Stmt, f func(Node)) {
	if s != nil {
		f(s)
	}
}

func stmts(list []Stmt, f func(Node)) {
	for _, s := range list {
		stmt(s, f)
	}
}

func block(b *Block, f func(Node)) {
	if b != nil {
		f(b)
	}
}
