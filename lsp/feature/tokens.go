package feature

import (
	"context"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/policy"
	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/lsp/view"
)

// tokenType is an index in tokenTypes.
type tokenType uint32

const (
	tagToken tokenType = iota
	attrToken
	stringToken
	commentToken
	keywordToken
	numberToken
	operatorToken
	contextToken
	propertyToken
	methodToken
	macroToken
	localToken
	plainToken // not told
)

// tokenTypes are the names of the protocol. Tags, attributes and the context
// have none of their own; the ones used are drawn differently from each other in
// the themes that come with editors.
var tokenTypes = []string{
	tagToken: "class", attrToken: "property", stringToken: "string", commentToken: "comment", keywordToken: "keyword", numberToken: "number",
	operatorToken: "operator", contextToken: "namespace", propertyToken: "property", methodToken: "method", macroToken: "macro", localToken: "variable",
}

func offerTokens(c *protocol.ServerCapabilities, _ *view.Abilities) {
	c.SemanticTokensProvider = &protocol.SemanticTokensOptions{
		Legend: protocol.SemanticTokensLegend{TokenTypes: tokenTypes, TokenModifiers: []string{}},
		Range:  protocol.Boolean(true), Full: protocol.Boolean(true),
	}
}

// SemanticTokensFull colours a whole policy, with the C# in it. What is no policy has
// no colours, nor has a document that is in no folder, for which v is nil.
func SemanticTokensFull(_ context.Context, v *view.View, _ *protocol.SemanticTokensParams) (*protocol.SemanticTokens, error) {
	return tokensOf(v, nil), nil
}

// SemanticTokensRange colours a part of a policy; for the rest it is as
// SemanticTokensFull.
func SemanticTokensRange(_ context.Context, v *view.View, p *protocol.SemanticTokensRangeParams) (*protocol.SemanticTokens, error) {
	return tokensOf(v, &p.Range), nil
}

func tokensOf(v *view.View, within *protocol.Range) *protocol.SemanticTokens {
	out := &protocol.SemanticTokens{Data: []uint32{}}
	if v == nil {
		return out
	}
	tree := v.Tree(v.File.Path)
	if tree == nil {
		return out
	}
	limits := text.Span{Start: 0, End: len(v.File.Src)}
	if within != nil {
		limits = v.Span(*within)
	}
	p := &painter{src: v.File.Src}
	p.children(tree)
	for e := range policy.All(tree) {
		if e != tree {
			p.element(e)
		}
	}
	slices.SortStableFunc(p.list, func(a, b painted) int { return a.at.Start - b.at.Start })
	out.Data = encoded(v, p.list, limits)
	return out
}

// painted is a span with its colour.
type painted struct {
	at   text.Span
	kind tokenType
}

type painter struct {
	src  string
	list []painted
}

func (p *painter) add(at text.Span, kind tokenType) {
	if !at.Empty() && kind != plainToken {
		p.list = append(p.list, painted{at, kind})
	}
}

func (p *painter) element(e *policy.Element) {
	p.add(e.Name, tagToken)
	if n := len(e.Tag); !e.SelfClosing && e.Close.Len() >= len("</")+n && n > 0 {
		p.add(text.Span{Start: e.Close.Start + len("</"), End: e.Close.Start + len("</") + n}, tagToken)
	}
	for _, a := range e.Attrs {
		p.add(a.Name, attrToken)
		p.value(&a.Value, stringToken)
	}
	p.children(e)
}

func (p *painter) children(e *policy.Element) {
	for _, n := range e.Children {
		switch n := n.(type) {
		case *policy.Comment:
			p.add(n.At, commentToken)
		case *policy.Text:
			p.value(&n.Value, plainToken)
		}
	}
}

func (p *painter) value(v *policy.Value, literal tokenType) {
	for i := range v.Parts {
		part := &v.Parts[i]
		switch part.Kind {
		case policy.Literal:
			p.add(part.At, literal)
		case policy.NamedValue, policy.Token:
			p.add(part.At, macroToken)
		case policy.Expression:
			p.code(part)
		}
	}
}

// code colours an expression: its marks, and the C# between them.
func (p *painter) code(part *policy.Part) {
	inner := part.View.Span(0, len(part.View.Src))
	if part.View.Src == "" {
		p.add(part.At, operatorToken)
		return
	}
	p.add(text.Span{Start: part.At.Start, End: inner.Start}, operatorToken)
	tokens := expr.Tokens(part.View)
	for i, t := range tokens {
		p.add(part.View.Span(t.Start, t.End), colour(part.View.Src, tokens, i))
	}
	p.add(text.Span{Start: inner.End, End: part.At.End}, operatorToken)
}

var colours = map[expr.TokenKind]tokenType{
	expr.KeywordToken: keywordToken, expr.NumberToken: numberToken, expr.StringToken: stringToken,
	expr.CommentToken: commentToken, expr.PlaceholderToken: macroToken, expr.MarkToken: operatorToken,
}

// colour is the colour of a token: a name has it from what stands around it.
func colour(src string, tokens []expr.Token, i int) tokenType {
	word := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return src[tokens[i].Start:tokens[i].End]
	}
	if k := tokens[i].Kind; k != expr.NameToken {
		return colours[k]
	}
	before, behind := word(i-1), word(i+1)
	switch member := before == "." || before == "?."; {
	case behind == "(":
		return methodToken
	case member:
		return propertyToken
	case word(i) == "context":
		return contextToken
	case behind == ".", behind == "<", before == "new", before == "(" && behind == ")":
		if c := word(i)[0]; c >= 'A' && c <= 'Z' {
			return tagToken // a type
		}
	}
	return localToken
}

// encoded writes tokens as the protocol wants them: each relative to the one
// before it, none over a line end, none overlapping.
func encoded(v *view.View, list []painted, within text.Span) []uint32 {
	out := make([]uint32, 0, 5*len(list))
	var last protocol.Position
	end := 0
	for _, t := range list {
		start := max(t.at.Start, end)
		if t.at.End <= within.Start || t.at.Start >= within.End {
			continue
		}
		for start < t.at.End {
			line, _ := v.File.LineCol(start)
			stop := min(v.File.Line(line).End, t.at.End)
			if stop > start && strings.TrimSpace(v.File.Src[start:stop]) != "" {
				at := v.Position(start)
				column := at.Character
				if at.Line == last.Line {
					column -= last.Character
				}
				out = append(out, at.Line-last.Line, column, uint32(v.Encoding().Units(v.File.Src[start:stop])), uint32(t.kind), 0)
				last = at
			}
			if stop == t.at.End || line == v.File.Lines() {
				break
			}
			start = v.File.Line(line + 1).Start
		}
		end = max(end, t.at.End)
	}
	return out
}
