package policy

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hairpin.example/hairpin/analyzer/text"
)

// comparable reports whether a document is plain XML, with nothing of the
// dialect in it.
func comparable(src string) bool {
	return !strings.ContainsAny(src, "@{$#%") && !strings.Contains(src, "__") && !strings.HasPrefix(src, text.BOM)
}

// xmlEvents is what encoding/xml reads: tags, attributes and decoded text. ok is
// false if it gives up.
func xmlEvents(src string) (events []string, ok bool) {
	if countTokens(src) < 0 {
		return nil, false
	}
	d := xml.NewDecoder(strings.NewReader(src))
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return joinText(events), true
		}
		if err != nil {
			return nil, false
		}
		switch token := token.(type) {
		case xml.StartElement:
			events = append(events, "<"+qualified(token.Name))
			for _, a := range token.Attr {
				events = append(events, fmt.Sprintf("  %s=%q", qualified(a.Name), a.Value))
			}
		case xml.EndElement:
			events = append(events, "/"+qualified(token.Name))
		case xml.CharData:
			events = append(events, "'"+string(token))
		}
	}
}

func qualified(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// joinText makes one event of text that a comment or a CDATA mark divides.
func joinText(events []string) []string {
	var joined []string
	for _, e := range events {
		if k := len(joined) - 1; k >= 0 && e[0] == '\'' && joined[k][0] == '\'' {
			joined[k] += e[1:]
			continue
		}
		if e != "'" {
			joined = append(joined, e)
		}
	}
	return joined
}

// treeEvents is the same of a tree.
func treeEvents(t *testing.T, doc *Element) []string {
	var events []string
	open := []walked{{elem: doc}}
	for len(open) > 0 {
		top := &open[len(open)-1]
		if top.next == len(top.elem.Children) {
			if open = open[:len(open)-1]; len(open) > 0 {
				events = append(events, "/"+top.elem.Tag)
			}
			continue
		}
		n := top.elem.Children[top.next]
		top.next++
		switch n := n.(type) {
		case *Element:
			events = append(events, "<"+n.Tag)
			for _, a := range n.Attrs {
				events = append(events, fmt.Sprintf("  %s=%q", a.Key, literal(t, a.Value)))
			}
			open = append(open, walked{elem: n})
		case *Text:
			events = append(events, "'"+literal(t, n.Value))
		}
	}
	return joinText(events)
}

// literal is the text of a value with the line ends of XML.
func literal(t *testing.T, v Value) string {
	s, ok := v.Literal()
	if !ok {
		t.Fatalf("%v is not literal", v.At)
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}

// stricter are the errors of documents that encoding/xml lets pass, and the
// specification does not: https://www.w3.org/TR/xml/#sec-starttags.
func stricter(message string) bool {
	return strings.HasSuffix(message, "is given twice") ||
		strings.HasPrefix(message, "white space is missing") ||
		strings.HasPrefix(message, "the value of") && strings.HasSuffix(message, "is not closed") // a=" b="c=""
}

func unknownDeclaration(e text.Error) bool {
	return strings.HasPrefix(e.Message, `"<!" begins neither`)
}

// FuzzXMLOracle: what encoding/xml accepts means the same here.
func FuzzXMLOracle(f *testing.F) {
	seed(f)
	for _, src := range []string{
		"<a b='c'>&lt;<![CDATA[ &lt; ]]>&#65;</a>",
		"<!DOCTYPE a [<!ELEMENT a (b)>]><a:b c:d=\"\"/>",
		"<a>\r\n<!-- b --><?c d?></a >",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if !comparable(strings.ReplaceAll(src, "&#", "")) {
			return
		}
		want, ok := xmlEvents(src)
		if !ok || strings.Contains(src, "&#13;") || strings.Contains(src, "&#x") || strings.Contains(src, "&#0") {
			return // a reference to CR is not a line end
		}
		doc, errs := Parse(text.NewView(src))
		if slices.ContainsFunc(errs, unknownDeclaration) {
			return // encoding/xml passes over it to some later ">"
		}
		for _, e := range errs {
			if !stricter(e.Message) {
				t.Errorf("%q: %v", src, e)
			}
		}
		if diff := cmp.Diff(want, treeEvents(t, doc)); diff != "" && len(errs) == 0 {
			t.Errorf("%q: %s", src, diff)
		}
	})
}

// TestXMLOracle: enough of the real documents can be compared to mean something.
func TestXMLOracle(t *testing.T) {
	compared := 0
	for name, src := range corpus(t) {
		if !comparable(src) {
			continue
		}
		want, ok := xmlEvents(src)
		if !ok {
			continue
		}
		compared++
		doc, errs := Parse(text.NewView(src))
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
		if diff := cmp.Diff(want, treeEvents(t, doc)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if compared < 20 {
		t.Errorf("only %d documents were compared", compared)
	}
}
