package policy

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// dialect is the dialect by example: a name, a document, and its tree with every
// span, followed by its errors.
var dialect = []struct{ name, src, want string }{
	{"raw quotes in an attribute",
		`<when condition="@(a["x"] == "y" && n < 2)" b="c"/>`,
		`
<when> 0:51 self-closing
  condition 6:43 | expr 17:42 "a[\"x\"] == \"y\" && n < 2"
  b 44:49 | literal 47:48 "c"
`},
	{"raw C# in text",
		`<v>@{ return new List<string> { "</v>" }; }</v>`,
		`
<v> 0:3 close 43:47
  text 3:43 | expr 3:43 block " return new List<string> { \"</v>\" }; "
`},
	{"brackets in strings and chars",
		`<v a="@(f(")", ')', '"', '\'', "\")"))"/>`,
		`
<v> 0:41 self-closing
  a 3:39 | expr 6:38 "f(\")\", ')', '\"', '\\'', \"\\\")\")"
`},
	{"verbatim string",
		`<v a="@(x == @"a\" + @"""" + ")")"/>`,
		`
<v> 0:36 self-closing
  a 3:34 | expr 6:33 "x == @\"a\\\" + @\"\"\"\" + \")\""
`},
	{"interpolated string with nested holes",
		`<v a="@($"{{)}} {f($"{x["k"]})")} \"")"/>`,
		`
<v> 0:41 self-closing
  a 3:39 | expr 6:38 "$\"{{)}} {f($\"{x[\"k\"]})\")} \\\"\""
`},
	{"verbatim interpolated strings",
		`<v a="@($@"\{x}"")" + @$"{y}"")")"/>`,
		`
<v> 0:36 self-closing
  a 3:34 | expr 6:33 "$@\"\\{x}\"\")\" + @$\"{y}\"\")\""
`},
	{"comments in C#",
		`<v a="@(1 // ) " quoted
 /* ) " */ )"/>`,
		`
<v> 0:39 self-closing
  a 3:37 | expr 6:36 "1 // ) \" quoted\n /* ) \" */ "
`},
	{"an apostrophe in a comment or alone",
		`<v>@{ // don't
 return 1; }</v>`,
		`
<v> 0:3 close 27:31
  text 3:27 | expr 3:27 block " // don't\n return 1; "
`},
	{"a format in a hole",
		`<v a="@($"{d:dd'}'MM}")"/>`,
		`
<v> 0:26 self-closing
  a 3:24 | expr 6:23 "$\"{d:dd'}'MM}\""
`},
	{"apostrophe-quoted attribute",
		`<v a='@(x["k"] == 'c')' b='d'/>`,
		`
<v> 0:31 self-closing
  a 3:23 quote '\'' | expr 6:22 "x[\"k\"] == 'c'"
  b 24:29 quote '\'' | literal 27:28 "d"
`},
	{"encoded expression",
		`<v a="@(x[&quot;k&quot;] == &#34;a&lt;b&amp;&#x22; &amp;&amp; n &lt; 2)"/>`,
		`
<v> 0:74 self-closing
  a 3:72 | expr 6:71 encoded "x[\"k\"] == \"a<b&\" && n < 2"
`},
	{"mixed: references in literals stay where a quote is raw",
		`<v a='@(F&lt;string&gt;("a&amp;b"))'/>`,
		`
<v> 0:38 self-closing
  a 3:36 quote '\'' | expr 6:35 "F<string>(\"a&amp;b\")"
`},
	{"a reference as closing bracket in a string",
		`<v a="@(f(&quot;)&quot;, &apos;)&apos;))"/>`,
		`
<v> 0:43 self-closing
  a 3:41 | expr 6:40 encoded "f(\")\", ')')"
`},
	{"encoded verbatim string",
		`<v a="@(@&quot;a&quot;&quot;)&quot; + b)"/>`,
		`
<v> 0:43 self-closing
  a 3:41 | expr 6:40 encoded "@\"a\"\")\" + b"
`},
	{"encoded line end ends a comment",
		`<v a="@(a // )&#xA; )"/>`,
		`
<v> 0:24 self-closing
  a 3:22 | expr 6:21 encoded "a // )\n "
`},
	{"an expression in the middle",
		`<v a="https://x@(y)/z"/>`,
		`
<v> 0:24 self-closing
  a 3:22 | literal 6:15 "https://x" | expr 15:19 "y" | literal 19:21 "/z"
`},
	{"doubled at sign and mail addresses",
		`<v a="a@@(b" b="joe@contoso.com" c="x@(y"/>`,
		`
<v> 0:43 self-closing
  a 3:12 | literal 6:11 "a@@(b"
  b 13:32 | literal 16:31 "joe@contoso.com"
  c 33:41 | literal 36:40 "x@(y"
`},
	{"blank around an expression",
		`<v>
  @(x)
</v>`,
		`
<v> 0:3 close 11:15
  text 3:11 | literal 3:6 "\n  " | expr 6:10 "x" | literal 10:11 "\n"
`},
	{"named values",
		`<v a="https://{{ host }}/{x}/{{}}" b="@("{{x}}" + {{n}})"/>`,
		`
<v> 0:59 self-closing
  a 3:34 | literal 6:14 "https://" | named 14:24 "host" | literal 24:33 "/{x}/{{}}"
  b 35:57 | expr 38:56 "\"{{x}}\" + {{n}}"
`},
	{"deploy tokens",
		`<v a="${x} $${x} #{y}# #z# {#[u]#} {#w#} __V__ #1 #2"/>`,
		`
<v> 0:55 self-closing
  a 3:53 | token 6:10 "${x}" | literal 10:17 " $${x} " | token 17:22 "#{y}#" | literal 22:23 " " | token 23:26 "#z#" | literal 26:27 " " | token 27:34 "{#[u]#}" | literal 34:35 " " | token 35:40 "{#w#}" | literal 40:41 " " | token 41:46 "__V__" | literal 46:52 " #1 #2"
`},
	{"a token with quotes",
		`<v a="${f(m, "k")}/x"/>`,
		`
<v> 0:23 self-closing
  a 3:21 | token 6:18 "${f(m, \"k\")}" | literal 18:20 "/x"
`},
	{"Liquid body",
		`<set-body template="liquid">{{body.x}} @(y) &amp; ${z}<b c="{{d}}"/></set-body><v>{{n}}</v>`,
		`
<set-body> 0:28 close 68:79
  template 10:27 | literal 20:26 "liquid"
  text 28:54 | literal 28:54 "{{body.x}} @(y) & ${z}"
  <b> 54:68 self-closing
    c 57:66 | literal 60:65 "{{d}}"
<v> 79:82 close 87:91
  text 82:87 | named 82:87 "n"
`},
	{"not Liquid",
		`<set-body template="none">{{n}}@(y)</set-body>`,
		`
<set-body> 0:26 close 35:46
  template 10:25 | literal 20:24 "none"
  text 26:35 | named 26:31 "n" | expr 31:35 "y"
`},
	{"CDATA",
		`<v>a<![CDATA[@(x[b[0]]) &amp; {{n}} <]]>b</v>`,
		`
<v> 0:3 close 41:45
  text 3:4 | literal 3:4 "a"
  cdata 4:40 | expr 13:23 "x[b[0]]" | literal 23:30 " &amp; " | named 30:35 "n" | literal 35:37 " <"
  text 40:41 | literal 40:41 "b"
`},
	{"an expression does not leave its CDATA section",
		`<v><![CDATA[@(a[b[0]]></v>`,
		`
<v> 0:3 close 22:26
  cdata 3:22 | expr 12:19 unclosed "a[b[0"
error 12:14 "@(": the expression is not closed
`},
	{"comment with anything in it",
		`<v><!-- @( " <x> ' & --></v>`,
		`
<v> 0:3 close 24:28
  comment 3:24 " @( \" <x> ' & "
`},
	{"two dashes in a comment",
		`<!-- a -- b -- c --><v/>`,
		`
comment 0:20 " a -- b -- c "
<v> 20:24 self-closing
error 7:9 "--": a comment must not contain "--"
`},
	{"dashes before the end of a comment",
		`<!-- a ---><v/>`,
		`
comment 0:11 " a -"
<v> 11:15 self-closing
error 7:9 "--": a comment must not contain "--"
`},
	{"unclosed comment",
		`<a><!-- b</a>`,
		`
<a> 0:3 close 13:13
  comment 3:13 " b</a>"
error 3:7 "<!--": the comment is not closed
`},
	{"instructions and document type",
		`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b ">">]><a/>`,
		`
other 0:21 "<?xml version=\"1.0\"?>"
other 21:51 "<!DOCTYPE a [<!ENTITY b \">\">]>"
<a> 51:55 self-closing
`},
	{"several roots, text around",
		`x <a/> y <b/> z`,
		`
text 0:2 | literal 0:2 "x "
<a> 2:6 self-closing
text 6:9 | literal 6:9 " y "
<b> 9:13 self-closing
text 13:15 | literal 13:15 " z"
`},
	{"unquoted attribute",
		`<a b=c d="e"/>`,
		`
<a> 0:14 self-closing
  b 3:6 quote '\x00' | literal 5:6 "c"
  d 7:12 | literal 10:11 "e"
error 5:6 "c": the value of the attribute b is not in quotes
`},
	{"the opening quote alone is missing",
		`<a b=c" d="e"/>`,
		`
<a> 0:15 self-closing
  b 3:7 quote '\x00' | literal 5:6 "c"
  d 8:13 | literal 11:12 "e"
error 5:7 "c\"": the value of the attribute b is not in quotes
`},
	{"attribute without value",
		`<a b c="d"/>`,
		`
<a> 0:12 self-closing
  b 3:4 quote '\x00'
  c 5:10 | literal 8:9 "d"
error 3:4 "b": the attribute b has no value
`},
	{"duplicate attribute",
		`<a b="1" c="2" b="3"/>`,
		`
<a> 0:22 self-closing
  b 3:8 | literal 6:7 "1"
  c 9:14 | literal 12:13 "2"
  b 15:20 | literal 18:19 "3"
error 15:16 "b": the attribute b is given twice
`},
	{"no blank between attributes",
		`<a b="1"c="2"/>`,
		`
<a> 0:15 self-closing
  b 3:8 | literal 6:7 "1"
  c 8:13 | literal 11:12 "2"
error 8:9 "c": white space is missing before an attribute
`},
	{"names are case-sensitive",
		`<a b="1" B="2"></A></a>`,
		`
<a> 0:15 close 19:23
  b 3:8 | literal 6:7 "1"
  B 9:14 | literal 12:13 "2"
  other 15:19 "</A>"
error 17:18 "A": the end tag </A> has no start tag
`},
	{"missing end tag",
		`<a><b><c></b></a>`,
		`
<a> 0:3 close 13:17
  <b> 3:6 close 9:13
    <c> 6:9 close 9:9
error 7:8 "c": the element <c> is not closed
`},
	{"misspelt end tag",
		`<a><b>x</bb><c/></a>`,
		`
<a> 0:3 close 16:20
  <b> 3:6 close 16:16
    text 6:7 | literal 6:7 "x"
    other 7:12 "</bb>"
    <c> 12:16 self-closing
error 9:11 "bb": the end tag </bb> has no start tag
`},
	{"end tag without start tag",
		`</a><b></b>`,
		`
other 0:4 "</a>"
<b> 4:7 close 7:11
error 2:3 "a": the end tag </a> has no start tag
`},
	{"document cut off",
		`<a><b><c/>`,
		`
<a> 0:3 close 10:10
  <b> 3:6 close 10:10
    <c> 6:10 self-closing
error 4:5 "b": the element <b> is not closed
`},
	{"cut off in a name",
		`<a><set-hea`,
		`
<a> 0:3 close 11:11
  <set-hea> 3:11 close 11:11
error 4:11 "set-hea": the start tag of <set-hea> is not closed
`},
	{"cut off in a value",
		`<a><b c="d`,
		`
<a> 0:3 close 10:10
  <b> 3:10 close 10:10
    c 6:10 | literal 9:10 "d"
error 8:9 "\"": the value of the attribute c is not closed
`},
	{"cut off in an end tag",
		`<a><b></b></a`,
		`
<a> 0:3 close 10:13
  <b> 3:6 close 6:10
error 10:13 "</a": the end tag </a> is not closed
`},
	{"start tag without end, followed by markup",
		`<a><set-<b/><c></c></a>`,
		`
<a> 0:3 close 19:23
  <set-> 3:8 close 8:8
  <b> 8:12 self-closing
  <c> 12:15 close 15:19
error 4:8 "set-": the start tag of <set-> is not closed
`},
	{"start tag without end, closed later",
		`<a><b c="d" <e/></b></a>`,
		`
<a> 0:3 close 20:24
  <b> 3:11 close 16:20
    c 6:11 | literal 9:10 "d"
    text 11:12 | literal 11:12 " "
    <e> 12:16 self-closing
error 4:5 "b": the start tag of <b> is not closed
`},
	{"closing quote missing",
		`<a b="c>
<d e="f"/></a>`,
		`
<a> 0:8 close 19:23
  b 3:7 | literal 6:7 "c"
  text 8:9 | literal 8:9 "\n"
  <d> 9:19 self-closing
    e 12:17 | literal 15:16 "f"
error 5:6 "\"": the value of the attribute b is not closed
`},
	{"closing quote missing in front of another attribute",
		`<a b="c d="e"/>`,
		`
<a> 0:15 self-closing
  b 3:11 | literal 6:10 "c d="
  e 11:12 quote '\x00'
error 5:6 "\"": the value of the attribute b is not closed
`},
	{"unclosed expression in an attribute",
		`<a><b c="@(f("x)" d="e"/><g/></a>`,
		`
<a> 0:3 close 29:33
  <b> 3:25 self-closing
    c 6:17 | expr 9:16 unclosed "f(\"x)"
    d 18:23 | literal 21:22 "e"
  <g> 25:29 self-closing
error 9:11 "@(": the expression is not closed
`},
	{"unclosed expression and quote",
		`<a b="@(f(x>
<c d="e"/></a>`,
		`
<a> 0:12 close 23:27
  b 3:11 | expr 6:11 unclosed "f(x"
  text 12:13 | literal 12:13 "\n"
  <c> 13:23 self-closing
    d 16:21 | literal 19:20 "e"
error 6:8 "@(": the expression is not closed
`},
	{"unclosed expression in text",
		`<a><b>@(f("x)</b><c/></a>`,
		`
<a> 0:3 close 21:25
  <b> 3:6 close 13:17
    text 6:13 | expr 6:13 unclosed "f(\"x)"
  <c> 17:21 self-closing
error 6:8 "@(": the expression is not closed
`},
	{"unclosed block in text over lines",
		`<a><b>
@{ if (x) {
</b>
<c/></a>`,
		`
<a> 0:3 close 28:32
  <b> 3:6 close 19:23
    text 6:19 | literal 6:7 "\n" | expr 7:19 block unclosed " if (x) {\n"
  text 23:24 | literal 23:24 "\n"
  <c> 24:28 self-closing
error 7:9 "@{": the expression is not closed
`},
	{"less-than and ampersand outside of expressions",
		`<a b="1 < 2 & 3">4 < 5 & 6 &nope; ]]></a>`,
		`
<a> 0:17 close 37:41
  b 3:16 | literal 6:15 "1 < 2 & 3"
  text 17:37 | literal 17:37 "4 < 5 & 6 &nope; ]]>"
error 8:9 "<": a "<" in the value of an attribute must be written as &lt;
error 12:13 "&": a "&" must be written as &amp;
error 19:20 "<": a "<" in text must be written as &lt;
error 23:24 "&": a "&" must be written as &amp;
error 27:33 "&nope;": the entity &nope; is not defined
error 34:37 "]]>": "]]>" in text must be written as ]]&gt;
`},
	{"junk in a tag",
		`<a ! b="c" "d/>`,
		`
<a> 0:15 self-closing
  b 5:10 | literal 8:9 "c"
error 3:4 "!": the start tag of <a> holds something that is not an attribute
`},
	{"directives around markup",
		`<a>%{ if x }<b/>%{ else }<c/>%{ endif }</a>`,
		`
<a> 0:3 close 39:43
  other 3:12 "%{ if x }"
  <b> 12:16 self-closing
  other 16:25 "%{ else }"
  <c> 25:29 self-closing
  other 29:39 "%{ endif }"
`},
	{"directives around half of an element",
		`<a>%{ if x }<b>%{ else }<b c="d">%{ endif }<e/></b></a>`,
		`
<a> 0:3 close 51:55
  other 3:12 "%{ if x }"
  <b> 12:15 close 15:15
  other 15:24 "%{ else }"
  <b> 24:33 close 47:51
    c 27:32 | literal 30:31 "d"
    other 33:43 "%{ endif }"
    <e> 43:47 self-closing
`},
	{"end tags in branches",
		`<a><b>%{ if x }</b>%{ endif }%{ if y }</b>%{ endif }</a>`,
		`
<a> 0:3 close 52:56
  <b> 3:6 close 15:19
    other 6:15 "%{ if x }"
  other 19:29 "%{ endif }"
  other 29:38 "%{ if y }"
  other 38:42 "</b>"
  other 42:52 "%{ endif }"
`},
	{"directives in values",
		`<a b="%{ if x }c%{ endif }">d%{ if x }e%{ endif }</a>`,
		`
<a> 0:28 close 49:53
  b 3:27 | token 6:15 "%{ if x }" | literal 15:16 "c" | token 16:26 "%{ endif }"
  text 28:29 | literal 28:29 "d"
  other 29:38 "%{ if x }"
  text 38:39 | literal 38:39 "e"
  other 39:49 "%{ endif }"
`},
	{"placeholders in tags",
		`<a ${b} {{c}} %{ if x }d="e"%{ else }d="f"%{ endif } g=${h}><${i} j="k"/></a>`,
		`
<a> 0:60 close 73:77
  d 23:28 | literal 26:27 "e"
  d 37:42 | literal 40:41 "f"
  g 53:59 quote '\x00' | token 55:59 "${h}"
  <${i}> 60:73 self-closing
    j 66:71 | literal 69:70 "k"
`},
	{"byte order mark and line ends",
		"\ufeff<a>\r\n<b/>\r</a>\r\n",
		`
<a> 3:6 close 13:17
  text 6:8 | literal 6:8 "\r\n"
  <b> 8:12 self-closing
  text 12:13 | literal 12:13 "\r"
text 17:19 | literal 17:19 "\r\n"
`},
	{"references",
		`<a b="&lt;&#65;&#x42;&apos;">&gt;&quot;x</a>`,
		`
<a> 0:29 close 40:44
  b 3:28 | literal 6:27 "<AB'"
  text 29:40 | literal 29:40 ">\"x"
`},
}

func TestDialect(t *testing.T) {
	for _, c := range dialect {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, "\n"+outline(c.src)); diff != "" {
				t.Errorf("%s\n%s", c.src, diff)
			}
			if err := checkInvariants(c.src); err != nil {
				t.Error(err)
			}
		})
	}
}
