package expr

// kind tells tokens apart. Keywords that mean something only in some places
// (var, when, from, async) are names to the lexer.
type kind uint8

const (
	tEOF kind = iota
	tBad
	tName
	tPlaceholder
	tInt
	tReal
	tChar
	tString
	tInterpolated // the opening of an interpolated string: $", $@"
	tNewer        // a literal that C# 7 does not know: "x"u8, $"""x""", 'word'

	tLParen
	tRParen
	tLBracket
	tRBracket
	tLBrace
	tRBrace
	tSemicolon
	tComma
	tColon
	tColons
	tDot
	tDotDot
	tOptDot // ?.
	tQuestion
	tArrow   // =>
	tPointer // ->

	tCoalesce
	tOrElse
	tAndAlso
	tOr
	tXor
	tAnd
	tEqual
	tNotEqual
	tLess
	tGreater
	tLessEqual
	tGreaterEqual
	tLeft
	tRight // made of two > where an operator stands
	tRightZero
	tPlus
	tMinus
	tStar
	tSlash
	tPercent
	tBang
	tTilde
	tIncrement
	tDecrement

	tAssign
	tAddAssign
	tSubAssign
	tMulAssign
	tDivAssign
	tModAssign
	tAndAssign
	tOrAssign
	tXorAssign
	tLeftAssign
	tRightAssign
	tRightZeroAssign
	tCoalesceAssign

	tPredefined // int, string, object, ...
	tReserved   // a keyword that nothing here begins with: class, public, ...
	tAs
	tBase
	tBreak
	tCase
	tCatch
	tChecked
	tConst
	tContinue
	tDefault
	tDelegate
	tDo
	tElse
	tFalse
	tFinally
	tFor
	tForeach
	tGoto
	tIf
	tIn
	tIs
	tLock
	tNew
	tNull
	tOut
	tParams
	tRef
	tReturn
	tSizeof
	tStackalloc
	tStatic
	tSwitch
	tThis
	tThrow
	tTrue
	tTry
	tTypeof
	tUnchecked
	tUnsafe
	tUsing
	tWhile
	kinds
)

// spelling is how operators and marks are written.
var spelling = [kinds]string{
	tLParen: "(", tRParen: ")", tLBracket: "[", tRBracket: "]", tLBrace: "{", tRBrace: "}",
	tSemicolon: ";", tComma: ",", tColon: ":", tColons: "::", tDot: ".", tDotDot: "..", tOptDot: "?.",
	tQuestion: "?", tArrow: "=>", tPointer: "->",
	tCoalesce: "??", tOrElse: "||", tAndAlso: "&&", tOr: "|", tXor: "^", tAnd: "&",
	tEqual: "==", tNotEqual: "!=", tLess: "<", tGreater: ">", tLessEqual: "<=", tGreaterEqual: ">=",
	tLeft: "<<", tRight: ">>", tRightZero: ">>>", tPlus: "+", tMinus: "-", tStar: "*", tSlash: "/", tPercent: "%",
	tBang: "!", tTilde: "~", tIncrement: "++", tDecrement: "--",
	tAssign: "=", tAddAssign: "+=", tSubAssign: "-=", tMulAssign: "*=", tDivAssign: "/=", tModAssign: "%=",
	tAndAssign: "&=", tOrAssign: "|=", tXorAssign: "^=", tLeftAssign: "<<=", tRightAssign: ">>=",
	tRightZeroAssign: ">>>=", tCoalesceAssign: "??=",
	tIn: "in", tWhile: "while",
}

// The levels at which binary operators bind, loosest first.
// https://learn.microsoft.com/dotnet/csharp/language-reference/operators/#operator-precedence
const (
	coalescing uint8 = iota + 1
	orElse
	andAlso
	bitOr
	bitXor
	bitAnd
	equality
	relational
	shift
	additive
	multiplicative
	switching
	ranging
)

var precedence = [kinds]uint8{
	tCoalesce: coalescing,
	tOrElse:   orElse,
	tAndAlso:  andAlso,
	tOr:       bitOr,
	tXor:      bitXor,
	tAnd:      bitAnd,
	tEqual:    equality, tNotEqual: equality,
	tLess: relational, tGreater: relational, tLessEqual: relational, tGreaterEqual: relational, tIs: relational, tAs: relational,
	tLeft: shift, tRight: shift, tRightZero: shift,
	tPlus: additive, tMinus: additive,
	tStar: multiplicative, tSlash: multiplicative, tPercent: multiplicative,
	tDotDot: ranging,
}

// isAssign reports whether k is = or a compound assignment.
func (k kind) isAssign() bool { return tAssign <= k && k <= tCoalesceAssign }

// keyword is the kind of a name: tName if it is not reserved.
// https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/
func keyword(s string) kind {
	switch s {
	case "bool", "byte", "char", "decimal", "double", "float", "int", "long", "object", "sbyte",
		"short", "string", "uint", "ulong", "ushort", "void":
		return tPredefined
	case "abstract", "class", "enum", "event", "explicit", "extern", "fixed", "implicit", "interface",
		"internal", "namespace", "operator", "override", "private", "protected", "public",
		"readonly", "sealed", "struct", "virtual", "volatile":
		return tReserved
	case "as":
		return tAs
	case "base":
		return tBase
	case "break":
		return tBreak
	case "case":
		return tCase
	case "catch":
		return tCatch
	case "checked":
		return tChecked
	case "const":
		return tConst
	case "continue":
		return tContinue
	case "default":
		return tDefault
	case "delegate":
		return tDelegate
	case "do":
		return tDo
	case "else":
		return tElse
	case "false":
		return tFalse
	case "finally":
		return tFinally
	case "for":
		return tFor
	case "foreach":
		return tForeach
	case "goto":
		return tGoto
	case "if":
		return tIf
	case "in":
		return tIn
	case "is":
		return tIs
	case "lock":
		return tLock
	case "new":
		return tNew
	case "null":
		return tNull
	case "out":
		return tOut
	case "params":
		return tParams
	case "ref":
		return tRef
	case "return":
		return tReturn
	case "sizeof":
		return tSizeof
	case "stackalloc":
		return tStackalloc
	case "static":
		return tStatic
	case "switch":
		return tSwitch
	case "this":
		return tThis
	case "throw":
		return tThrow
	case "true":
		return tTrue
	case "try":
		return tTry
	case "typeof":
		return tTypeof
	case "unchecked":
		return tUnchecked
	case "unsafe":
		return tUnsafe
	case "using":
		return tUsing
	case "while":
		return tWhile
	}
	return tName
}
