// Package policy parses the policy dialect of Azure API Management: XML with
// raw C# in it, as the portal, the format rawxml of the REST API and all tools
// keep it (https://learn.microsoft.com/azure/api-management/api-management-policy-expressions).
//
// # The dialect
//
//	<when condition="@(context.Request.Url.Host == "a" && n < 2)">   raw quotes, <, &
//	<value>@{ return new List<string>(); }</value>                    in text, too
//	<value>@(n &lt; 2)</value>                                        or as XML wants it
//	<set-url>https://{{host}}/${path}</set-url>                       filled in later
//	%{ if internal }<base />%{ endif }                                around markup
//
// The value of an attribute and the text of an element are a [Value]: a sequence
// of parts. An expression goes to the bracket that closes it in C#, whatever
// stands in its strings and comments; quotes, "<" and "&" in it are no mistake.
// A comment "//" in it ends with its line, in an attribute too. Everything
// around the expressions is XML, and what no XML reader accepts is an error.
//
// References (&lt;) are decoded for each expression: outside C# literals
// always; in a literal only if the expression holds no raw quote, "<" or "&". Such
// an expression was written by a tool, which encoded all of it; in any other one a
// &quot; in a string is meant as those six characters.
//
// The body of <set-body template="liquid"> is literal: braces are Liquid's.
//
// # What holds of every tree
//
//   - Any bytes give a tree. The [Leaves] tile the source, from the byte order
//     mark to the last line end. Children are in order and leave no gap.
//   - Spans are offsets into the file, also if the document stood in a string of
//     another format and was unescaped ([text.Builder]).
//   - One mistake gives one error, where the thing begins that is not closed or
//     cannot be read. What follows is read on: an end tag closes the nearest
//     element of its name; an unclosed expression ends where its tag or its
//     element goes on; a start tag without ">" holds nothing.
//   - Time is linear in the length, also of malformed documents. Nothing recurses.
//   - The tree holds syntax. What an element or an expression means is not known here.
package policy
