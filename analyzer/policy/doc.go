// Package policy parses the policy dialect of Azure API Management: XML with
// raw C# in it.
package policy
