package concrete

import (
	"regexp"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

// match is a Match, one of its groups, or all of them.
type match struct {
	text    string
	success bool
	groups  []*match
	names   []string
}

// regex is Regex.Replace, Match and IsMatch, of patterns and replacements that mean the
// same to Go and .NET.
func (m *machine) regex(name string, x *expr.Call) any {
	var texts []string
	fold := ""
	for _, a := range x.Args {
		if path(a.X) == "RegexOptions.IgnoreCase" {
			fold = "(?i)"
			continue
		}
		v := m.eval(a.X)
		if v == nil {
			throw()
		}
		texts = append(texts, ascii(plain(v)))
	}
	if strings.ContainsAny(texts[0], "\r\n") {
		giveUp() // where a line ends
	}
	re, err := regexp.Compile(fold + texts[1])
	if err != nil || strings.ContainsAny(texts[1], "{}") {
		giveUp()
	}
	switch name {
	case "Regex.IsMatch":
		return re.MatchString(texts[0])
	case "Regex.Match":
		return firstMatch(re, texts[0])
	}
	return re.ReplaceAllString(texts[0], template(texts[2], re.NumSubexp()))
}

// template is a replacement of .NET with $1 and its like as one of Go.
func template(s string, groups int) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] != '$':
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == '$':
			b.WriteString("$$")
			i++
		case i+1 < len(s) && s[i+1] >= '0' && int(s[i+1]-'0') <= groups && (i+2 == len(s) || s[i+2] < '0' || s[i+2] > '9'):
			b.WriteString("${" + s[i+1:i+2] + "}")
			i++
		default:
			giveUp()
		}
	}
	return b.String()
}

func firstMatch(re *regexp.Regexp, s string) *match {
	at := re.FindStringSubmatchIndex(s)
	out := &match{success: at != nil, names: re.SubexpNames()}
	for i := range re.NumSubexp() + 1 {
		g := &match{}
		if at != nil && at[2*i] >= 0 {
			g.text, g.success = s[at[2*i]:at[2*i+1]], true
		}
		out.groups = append(out.groups, g)
	}
	out.text = out.groups[0].text
	return out
}

func (g *match) member(name string) any {
	switch name {
	case "Value":
		return g.text
	case "Success":
		return g.success
	case "Groups":
		return g
	}
	giveUp()
	return nil
}

// group is Groups[key]: one that there is not has no success.
func (g *match) group(key any) any {
	if n, ok := key.(int32); ok {
		key = strconv.Itoa(int(n))
	}
	for i, group := range g.groups {
		if key == strconv.Itoa(i) || key == g.names[i] && g.names[i] != "" {
			return group
		}
	}
	return &match{}
}
