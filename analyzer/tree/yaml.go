package tree

import (
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"hairpin.example/hairpin/analyzer/text"
)

// ParseYAML reads the first document of a YAML file. A broken one gives nil and
// an error.
func ParseYAML(v text.View) (*Node, []text.Error) {
	if strings.TrimSpace(v.Src) == "" {
		return nil, nil
	}
	p := &yamlParser{view: v, lines: yamlLines(v.Src), done: map[*yaml.Node]*Node{}}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(v.Src), &doc); err != nil {
		line, why := yamlError(err.Error())
		return nil, []text.Error{{Span: p.lineSpan(line), Message: "is not valid YAML: " + why}}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return p.node(doc.Content[0]), nil
}

type yamlParser struct {
	view  text.View
	lines []int // offset at which each line starts
	done  map[*yaml.Node]*Node
	// last is where offset was last asked for: values come in order, so that a file of
	// one long line is gone through once.
	last struct{ line, col, at int }
}

// yamlLines is the line table in the sense of the YAML library, which takes
// more characters for line ends than text.File does.
func yamlLines(s string) []int {
	out := []int{0}
	for i := 0; i < len(s); i++ {
		n := 0
		switch s[i] {
		case '\n':
			n = 1
		case '\r':
			if n = 1; strings.HasPrefix(s[i+1:], "\n") {
				n = 2
			}
		case 0xc2:
			if strings.HasPrefix(s[i:], "\u0085") {
				n = 2
			}
		case 0xe2:
			if strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029") {
				n = 3
			}
		}
		if n > 0 {
			i += n - 1
			out = append(out, i+1)
		}
	}
	return out
}

// yamlError takes the library's message apart: "yaml: line 3: did not find ...".
func yamlError(s string) (line int, why string) {
	s = strings.TrimPrefix(s, "yaml: ")
	if rest, ok := strings.CutPrefix(s, "line "); ok {
		if number, why, ok := strings.Cut(rest, ": "); ok {
			if n, ok := text.SmallInt(number); ok {
				return n, why
			}
			return 1, why
		}
	}
	return 1, s
}

// lineSpan is the text of a 1-based line.
func (p *yamlParser) lineSpan(line int) text.Span {
	line = min(max(line, 1), len(p.lines))
	start, end := p.lines[line-1], len(p.view.Src)
	if line < len(p.lines) {
		end = p.lines[line]
	}
	s := p.view.Src[start:end]
	start += len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	end -= len(s) - len(strings.TrimRight(s, " \t\r\n"))
	return p.view.Span(min(start, end), max(start, end))
}

// offset is the offset of a 1-based line and a 1-based column in characters.
func (p *yamlParser) offset(line, col int) int {
	if line < 1 || line > len(p.lines) {
		return len(p.view.Src)
	}
	at, c := p.lines[line-1], 1
	if p.last.line == line && p.last.col <= col {
		at, c = p.last.at, p.last.col
	}
	for ; c < col && at < len(p.view.Src); c++ {
		_, n := utf8.DecodeRuneInString(p.view.Src[at:])
		at += n
	}
	p.last.line, p.last.col, p.last.at = line, col, at
	return at
}

// node converts a value. An alias gives the node of its anchor.
func (p *yamlParser) node(y *yaml.Node) *Node {
	if y.Kind == yaml.AliasNode {
		if n := p.done[y.Alias]; n != nil {
			return n
		}
		return &Node{at: p.view.Span(p.offset(y.Line, y.Column), p.offset(y.Line, y.Column))}
	}
	start := p.content(p.offset(y.Line, y.Column))
	n := &Node{at: p.view.Span(start, start)}
	switch y.Kind {
	case yaml.MappingNode:
		n.Kind = Map
		for i := 0; i+1 < len(y.Content); i += 2 {
			k := p.node(y.Content[i])
			v := p.node(y.Content[i+1])
			n.Entries = append(n.Entries, entry{k.View.Src, k.Span(), v})
		}
		n.at = p.extent(start, y)
	case yaml.SequenceNode:
		n.Kind = List
		for _, c := range y.Content {
			n.Items = append(n.Items, p.node(c))
		}
		n.at = p.extent(start, y)
	case yaml.ScalarNode:
		p.scalar(n, y, start)
	}
	p.done[y] = n
	return n
}

// extent is the place of a map or list: of a flow value its bracket, of a block
// its first key or dash.
func (p *yamlParser) extent(start int, y *yaml.Node) text.Span {
	end := start
	if len(y.Content) > 0 && y.Style&yaml.FlowStyle == 0 && y.Kind == yaml.MappingNode {
		if first := p.done[y.Content[0]]; first != nil {
			return first.Span()
		}
	}
	if end < len(p.view.Src) {
		_, n := utf8.DecodeRuneInString(p.view.Src[end:])
		end += n
	}
	return p.view.Span(start, end)
}

// content passes over the tag and the anchor in front of a value.
func (p *yamlParser) content(at int) int {
	src := p.view.Src
	for at < len(src) && (src[at] == '!' || src[at] == '&') {
		for at < len(src) && strings.IndexByte(" \t\r\n", src[at]) < 0 {
			at++
		}
		at = skipBlanks(src, at)
	}
	return at
}

// tagKinds are the kinds of scalars by YAML's tags. Everything else is a string.
var tagKinds = map[string]Kind{"!!null": Null, "!!bool": Bool, "!!int": Number, "!!float": Number}

// scalar finds the text of a scalar in the file.
func (p *yamlParser) scalar(n *Node, y *yaml.Node, start int) {
	n.Kind = String
	if k, ok := tagKinds[y.ShortTag()]; ok {
		n.Kind = k
	}
	src := p.view.Src
	var end int
	switch {
	case y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 && start < len(src):
		inner := start + 1
		end = ClosingQuote(src, start)
		if src[inner:end] == y.Value {
			n.View = p.view.Slice(inner, end)
		} else {
			n.View = p.stand(y.Value, inner, end)
		}
		end = min(end+1, len(src))
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.View, end = p.block(y, start)
	case strings.HasPrefix(src[start:], y.Value):
		end = start + len(y.Value)
		n.View = p.view.Slice(start, end)
	default:
		end = endOfPlain(src, start, y.Value)
		n.View = p.stand(y.Value, start, end)
	}
	n.at = p.view.Span(start, end)
}

// stand is a view of a value that is written otherwise in the file.
func (p *yamlParser) stand(value string, start, end int) text.View {
	if value == "" {
		return p.view.Slice(start, start)
	}
	b := text.NewBuilder(p.view)
	b.Put(value, start, max(start, end))
	return b.View()
}

// ClosingQuote is the offset of the quote that ends the string at src[at].
func ClosingQuote(src string, at int) int {
	quote := src[at]
	for i := at + 1; i < len(src); i++ {
		switch {
		case src[i] == '\\' && quote == '"':
			i++
		case src[i] != quote:
		case quote == '\'' && i+1 < len(src) && src[i+1] == quote:
			i++
		default:
			return i
		}
	}
	return len(src)
}

// endOfPlain is the end of an unquoted value that goes over several lines: its
// line breaks and blanks are folded, everything else is as written.
func endOfPlain(src string, at int, value string) int {
	end := at
	for _, word := range strings.Fields(value) {
		at = skipBlanks(src, at)
		if !strings.HasPrefix(src[at:], word) {
			break
		}
		at += len(word)
		end = at
	}
	return end
}

// block is the text of a literal or folded scalar ("|" or ">") whose indicator
// stands at start, and its end. Lines of a literal one are verbatim.
func (p *yamlParser) block(y *yaml.Node, start int) (text.View, int) {
	src := p.view.Src
	line := sort.SearchInts(p.lines, start+1) // the line below the indicator
	b := text.NewBuilder(p.view)
	first, end, indent, built := -1, start, -1, 0
	for ; line < len(p.lines) && built < len(y.Value); line++ {
		from, to := p.lines[line], len(src)
		if line+1 < len(p.lines) {
			to = p.lines[line+1]
		}
		body := strings.TrimRight(src[from:to], "\r\n")
		blank := strings.TrimSpace(body) == ""
		if indent < 0 && !blank {
			indent = len(body) - len(strings.TrimLeft(body, " "))
		}
		cut := min(max(indent, 0), len(body))
		if !blank && strings.TrimSpace(body[:cut]) != "" {
			break
		}
		if first < 0 {
			first = from + cut
		}
		b.Copy(from+cut, from+len(body))
		built += len(body) - cut
		if !blank {
			end = from + len(body)
		}
		if built < len(y.Value) && to > from+len(body) {
			b.Put("\n", from+len(body), to)
			built++
		}
	}
	if v := b.View(); y.Style&yaml.LiteralStyle != 0 && v.Src == y.Value {
		return v, max(end, start)
	}
	if first < 0 || first > end {
		first, end = start, min(start+1, len(src))
	}
	return p.stand(y.Value, first, end), end
}
