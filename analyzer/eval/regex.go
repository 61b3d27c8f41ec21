package eval

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// A regular expression is followed where Go's and .NET's agree: on printable ASCII, with
// constructs that both have. Both take the leftmost match of the first alternative.
// https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference

// samePattern is a pattern of .NET as one of Go; with fold it compares without case.
func samePattern(p string, fold bool) (*regexp.Regexp, bool) {
	if !plainEscapes(p) || !plainGroups(p) || strings.Contains(p, "[^]") || strings.Contains(p, "[]") || strings.Contains(p, "-[") || strings.Contains(p, "[[:") {
		return nil, false
	}
	if fold {
		p = "(?i)" + p
	}
	re, err := regexp.Compile(p)
	return re, err == nil && re.NumSubexp() <= maxGroups
}

// maxGroups is how many groups a pattern may have that is followed: each is a value.
const maxGroups = 64

// plainEscapes reports whether every backslash escapes a mark, or names a class or an
// edge that is the same in both for ASCII.
func plainEscapes(p string) bool {
	for i := 0; i < len(p); i++ {
		if p[i] != '\\' {
			continue
		}
		if i++; i >= len(p) || !strings.ContainsRune(`./\-+*?()[]{}|^$dDwWsSb`, rune(p[i])) {
			return false
		}
	}
	return true
}

// plainGroups reports whether every group is one that both number alike: none has a name
// where another has none, and none looks around.
func plainGroups(p string) bool {
	named, numbered, class := false, false, false
	for i := 0; i < len(p); i++ {
		switch {
		case p[i] == '\\':
			i++
		case p[i] == '[':
			class = true
		case p[i] == ']':
			class = false
		case class || p[i] != '(':
		case strings.HasPrefix(p[i:], "(?:"):
		case strings.HasPrefix(p[i:], "(?<") && !strings.HasPrefix(p[i:], "(?<=") && !strings.HasPrefix(p[i:], "(?<!"):
			named = true
		case strings.HasPrefix(p[i:], "(?"):
			return false
		default:
			numbered = true
		}
	}
	return !named || !numbered
}

// pattern is a pattern with its options, to be used on s; ok is false if it is not
// followed. To compile a long one takes steps, and to match a long text with it.
func (m *machine) pattern(p, s value.Str, options *value.Str) (*regexp.Regexp, bool) {
	src, ok := p.Text()
	if !ok {
		return nil, false
	}
	const bytesPerStep, pairsPerStep = 4, 1024
	m.steps += len(src)/bytesPerStep + len(src)*s.KnownLen()/pairsPerStep
	if m.steps > maxSteps {
		return nil, false
	}
	fold := false
	if options != nil {
		switch t, _ := options.Text(); t {
		case "None", "Compiled", "CultureInvariant", "ExplicitCapture":
		case "IgnoreCase":
			fold = true
		default:
			return nil, false
		}
	}
	return samePattern(src, fold)
}

// optionsIn is the RegexOptions at an index of arguments, nil if there is none.
func optionsIn(s []value.Str, at int) *value.Str {
	if len(s) > at {
		return &s[at]
	}
	return nil
}

// regexReplace is Regex.Replace(text, pattern, replacement[, options]).
func (m *machine) regexReplace(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 3 && len(args) != 4 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value { return m.replaced(x, s[0], s[1], s[2], optionsIn(s, 3)) })
}

func (m *machine) replaced(x *expr.Call, s, by, with value.Str, options *value.Str) value.Value {
	re, pok := m.pattern(by, s, options)
	r, rok := with.Text()
	if !pok || !rok {
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
	}
	if t, ok := s.Text(); ok && isPlain(t) {
		if len(t)+len(re.FindAllStringIndex(t, -1))*(len(r)+len(t)) > value.MaxText && len(re.FindAllStringIndex(t, 2)) > 0 {
			return m.tooLong(x)
		}
		if out, ok := expanded(re, t, r); ok {
			return value.Computed(out, value.StringType, m.loc(x))
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
	}
	// What is known stays as it is up to where a match can begin.
	if kept := beforeMatch(s, re); kept.Valid() {
		rest := m.here(x)
		rest.Why, rest.Type = "a path in which something is replaced", value.StringType
		if strings.HasPrefix(r, "/") {
			rest.Shape = value.PathShape
		}
		head := s.To(kept)
		head.Parts = append(head.Parts[:len(head.Parts):len(head.Parts)], rest)
		return value.Value{Alts: []value.Str{{Parts: head.Parts}}}.ReadAt(m.loc(x), value.Operand, nil)
	}
	return m.because(x, value.StringType, value.Value{Alts: []value.Str{s}})
}

// expanded is Replace on known text. $1, ${name} and $$ in the replacement are followed.
// https://learn.microsoft.com/dotnet/standard/base-types/substitutions-in-regular-expressions
func expanded(re *regexp.Regexp, t, r string) (string, bool) {
	var template strings.Builder
	for i := 0; i < len(r); i++ {
		if r[i] != '$' {
			template.WriteByte(r[i])
			continue
		}
		rest := r[i+1:]
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		name := strings.IndexByte(rest, '}')
		switch {
		case strings.HasPrefix(rest, "$"):
			template.WriteString("$$")
			i++
		case digits > 0:
			if n, err := strconv.Atoi(rest[:digits]); err != nil || n > re.NumSubexp() {
				return "", false
			}
			template.WriteString("${" + rest[:digits] + "}")
			i += digits
		case strings.HasPrefix(rest, "{") && name > 0 && re.SubexpIndex(rest[1:name]) >= 0:
			template.WriteString("$" + rest[:name+1])
			i += name + 1
		default:
			return "", false
		}
	}
	return re.ReplaceAllString(t, template.String()), true
}

// beforeMatch is where the authority of a URL ends, if no match of a pattern can begin in
// the scheme, the authority, or what is between: every match begins with a known text that
// begins with a slash, and that is not there. Else it is nowhere.
func beforeMatch(s value.Str, re *regexp.Regexp) value.Pos {
	nowhere := value.Pos{Part: value.Nowhere}
	u := value.SplitURL(s)
	if !u.Split || !u.PathAt.Valid() {
		return nowhere
	}
	head, ok := s.To(u.PathAt).Literal()
	if !ok {
		if len(u.Host.Parts) != 1 || !u.Host.Parts[0].IsHost() || len(u.Port.Parts) > 0 {
			return nowhere
		}
		scheme, ok := u.Scheme().Literal()
		if !ok {
			return nowhere
		}
		head = scheme + "://"
	}
	begins := lead(re)
	if len(begins) < 2 || begins[0] != '/' || begins[1] == '/' || strings.Contains(head, begins) {
		return nowhere
	}
	// The slashes before the host: what is known behind them differs from what a match
	// begins with, or the host cannot begin so.
	if i := strings.Index(head, "//"); i >= 0 {
		host := head[i+1:]
		n := min(len(host), len(begins))
		if host[:n] == begins[:n] && host != "/" {
			return nowhere
		}
	}
	return u.PathAt
}

// lead is the text that every match of a pattern begins with.
func lead(re *regexp.Regexp) string {
	parsed, err := syntax.Parse(re.String(), syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	var walk func(*syntax.Regexp) bool
	walk = func(r *syntax.Regexp) bool {
		switch r.Op {
		case syntax.OpLiteral:
			if r.Flags&syntax.FoldCase != 0 {
				return false
			}
			b.WriteString(string(r.Rune))
			return true
		case syntax.OpConcat:
			for _, sub := range r.Sub {
				if !walk(sub) {
					return false
				}
			}
			return true
		case syntax.OpCapture:
			return walk(r.Sub[0])
		}
		return false
	}
	walk(parsed)
	return b.String()
}

// regexIsMatch is Regex.IsMatch(text, pattern[, options]).
func (m *machine) regexIsMatch(x *expr.Call, args []value.Value) (value.Value, bool) {
	if len(args) != 2 && len(args) != 3 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		t, tok := s[0].Text()
		if re, ok := m.pattern(s[1], s[0], optionsIn(s, 2)); tok && ok && isPlain(t) {
			yes := re.MatchString(t)
			return m.boolean(x, value.Truth{Yes: yes, No: !yes})
		}
		return m.boolean(x, value.Either)
	})
}

// regexMatch is Regex.Match(text, pattern[, options]).
func (m *machine) regexMatch(x *expr.Call, args []value.Value) (value.Value, bool) {
	return m.onPattern(x, args, func(re *regexp.Regexp, t string) value.Value {
		return m.groups(x, re, t, re.FindStringSubmatchIndex(t))
	})
}

// groups is a match of a pattern in a text, of which at holds the places: an object with
// Success, Value and Groups, by number and by name. Without places nothing matches.
// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.match
func (m *machine) groups(x expr.Node, re *regexp.Regexp, t string, at []int) value.Value {
	group := func(i int) value.Value {
		found := at != nil && i >= 0 && at[2*i] >= 0
		text := ""
		if found {
			text = t[at[2*i]:at[2*i+1]]
		}
		o := &value.Object{Kind: value.Map}
		o = o.With("Value", value.Computed(text, value.StringType, m.loc(x)))
		o = o.With("Success", m.boolean(x, value.Truth{Yes: found, No: !found}))
		return value.OfObject(o, m.here(x))
	}
	// One that the pattern does not have has no success.
	groups := &value.Object{Kind: value.Map, Open: value.Reason{Why: "a group that a pattern does not have"}, Rest: group(-1)}
	for i, name := range re.SubexpNames() {
		groups = groups.With(strconv.Itoa(i), group(i))
		if name != "" {
			groups = groups.With(name, group(i))
		}
	}
	whole := only(group(0)).With("Groups", value.OfObject(groups, m.here(x)))
	return value.OfObject(whole, m.here(x))
}

func regexpReplace(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.regexReplace(x, append([]value.Value{args[0], now.Content(), args[1]}, now.Elems[1:]...))
}

func regexpIsMatch(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.regexIsMatch(x, append([]value.Value{args[0]}, now.Elems...))
}

func regexpMatch(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.regexMatch(x, append([]value.Value{args[0]}, now.Elems...))
}

func regexpMatches(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.regexMatches(x, append([]value.Value{args[0]}, now.Elems...))
}

func regexpSplit(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.regexSplit(x, append([]value.Value{args[0]}, now.Elems...))
}

// regexMatches is Regex.Matches(text, pattern[, options]).
func (m *machine) regexMatches(x *expr.Call, args []value.Value) (value.Value, bool) {
	return m.onPattern(x, args, func(re *regexp.Regexp, t string) value.Value {
		var out []value.Value
		for _, at := range re.FindAllStringSubmatchIndex(t, maxRounds) {
			out = append(out, m.groups(x, re, t, at))
		}
		if len(out) == maxRounds {
			return m.unclear(x, "the result of ", x)
		}
		return m.list(x, out)
	})
}

// regexSplit is Regex.Split(text, pattern[, options]). The texts of groups are in the
// result, too, so a pattern with groups is not followed.
func (m *machine) regexSplit(x *expr.Call, args []value.Value) (value.Value, bool) {
	return m.onPattern(x, args, func(re *regexp.Regexp, t string) value.Value {
		if re.NumSubexp() > 0 || re.MatchString("") {
			return m.unclear(x, "the result of ", x)
		}
		var out []value.Value
		for _, s := range re.Split(t, maxRounds) {
			out = append(out, value.Computed(s, value.StringType, m.loc(x)))
		}
		if len(out) == maxRounds {
			return m.unclear(x, "the result of ", x)
		}
		return m.list(x, out)
	})
}

// onPattern computes with a pattern and a text that are known.
func (m *machine) onPattern(x *expr.Call, args []value.Value, f func(*regexp.Regexp, string) value.Value) (value.Value, bool) {
	if len(args) != 2 && len(args) != 3 {
		return value.Value{}, false
	}
	return choices(args, func(s []value.Str) value.Value {
		t, tok := s[0].Text()
		re, ok := m.pattern(s[1], s[0], optionsIn(s, 2))
		if !tok || !ok || !isPlain(t) {
			return m.because(x, value.AnyType, value.Value{Alts: []value.Str{s[0]}})
		}
		return f(re, t)
	})
}
