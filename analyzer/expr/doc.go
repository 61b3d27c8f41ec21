// Package expr reads the C# of policy expressions: the inside of @(...) and of
// @{...}. https://learn.microsoft.com/azure/api-management/api-management-policy-expressions
//
// It reads all expressions and statements of C# 7 that can stand in a method:
// no declarations of types, no attributes, no preprocessor. What came later is
// known: switch expressions, ranges, collection expressions and patterns beyond
// C# 7 become a [*Bad] without an error, so that an error always means text that
// no compiler accepts. What a token of the deployment (${x}, #{x}#) or a named
// value ({{x}}) stands for is not known before it is replaced: as an operand it is
// a [*Placeholder], in an odd place a *Bad, and nothing beside it is an error.
//
// A parse never fails. It gives a tree and a list of errors, in order:
//
//   - Nodes lie inside their parents, in the order of the text, without
//     overlap. Spans are offsets into the file, whatever the view decoded.
//   - What cannot be read is a *Bad or a [*BadStmt], and the rest is read. One
//     mistake is one error, at the place where the thing begins that is wrong: the
//     quote that is not closed, the parenthesis without a partner. An empty span
//     marks what is missing.
//   - Time and memory are linear in the text. Text that is read ahead, to tell
//     f<a>(b) from a comparison, (T)x from parentheses and (x) => y from both, is
//     read to a fixed depth. Nesting and chains have limits (see maxDepth); after
//     them everything is one *Bad.
//   - The tree holds syntax only: no names are resolved, no types known.
//
// The parser drives the lexer, since what a quote and a brace mean depends on
// where they stand. lex.go and lex_string.go make tokens; parser.go is the parser's
// state, marks.go moves past marks that have to be there, and the files called ahead
// look at the tokens that come. parse.go is where a parse begins, and the other files
// follow the grammar: parse_expr.go has the operators, parse_primary.go, parse_string.go,
// parse_paren.go, parse_lambda.go, parse_new.go, parse_query.go and
// parse_pattern.go the operands, parse_type.go the types, parse_stmt.go,
// parse_local.go and parse_flow.go the statements. string.go decodes literals
// into pieces that know where they were written.
package expr
