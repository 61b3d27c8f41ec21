package eval

import (
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// rebuilt gives a builder another text, which is limited as the value of an expression is.
func (m *machine) rebuilt(o *value.Object, content value.Value, x expr.Node) (value.Value, bool) {
	content = m.limited(content)
	m.put(o, &value.Object{Kind: value.Builder, Elems: []value.Value{content}})
	return value.OfObject(o, m.here(x)), true
}

func appendText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	switch {
	case len(args) == 1 && !listed(args[0]):
		return m.rebuilt(o, stringOf(value.Concat(now.Content(), m.textOf(args[0]))), x)
	case len(args) == 2 && allOf(args[0], value.CharType):
		c, known := args[0].Only()
		if n, ok := args[1].Number(); known && ok && n >= 0 && n <= maxRepeat {
			return m.rebuilt(o, stringOf(value.Concat(now.Content(), value.Computed(repeat(c, int(n)), value.StringType, m.loc(x)))), x)
		}
	}
	return m.rebuilt(o, stringOf(value.Concat(now.Content(), m.because(x, value.StringType, args...))), x)
}

// listed reports whether a value can be a list: a char[] is appended as text.
func listed(v value.Value) bool {
	o := only(v)
	return o != nil && o.Kind == value.List
}

func appendFormat(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	v, ok := m.format(x, args)
	if !ok {
		v = m.because(x, value.StringType, args...)
	}
	return m.rebuilt(o, stringOf(value.Concat(now.Content(), v)), x)
}

func clearBuilder(m *machine, x *expr.Call, o, _ *value.Object, _ []value.Value) (value.Value, bool) {
	return m.rebuilt(o, stringOf(value.Of()), x)
}

func insertText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	if listed(args[1]) {
		return m.rebuilt(o, m.because(x, value.StringType, now.Content()), x)
	}
	return m.edited(x, o, now, insert, args[0], m.textOf(args[1]))
}

// removeText is Remove(start, length).
func removeText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.edited(x, o, now, remove, args...)
}

// edited is a builder in which a method of texts has done its work.
func (m *machine) edited(x *expr.Call, o, now *value.Object, f func(*machine, *expr.Call, value.Str, []value.Str) (value.Value, bool), args ...value.Value) (value.Value, bool) {
	out, ok := choices(append([]value.Value{now.Content()}, args...), func(s []value.Str) value.Value {
		if v, ok := f(m, x, s[0], s[1:]); ok {
			return value.Retyped(v, value.StringType)
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s[0]}})
	})
	if !ok {
		out = m.because(x, value.StringType, now.Content())
	}
	return m.rebuilt(o, out, x)
}

// appendLine is AppendLine([text]): on Windows, on which the managed gateway runs, a line
// ends with CR and LF.
func appendLine(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	out := now.Content()
	if len(args) == 1 {
		out = value.Concat(out, m.textOf(args[0]))
	}
	return m.rebuilt(o, stringOf(value.Concat(out, value.Computed("\r\n", value.StringType, m.loc(x)))), x)
}

// partOfBuilder is ToString(start, length).
func partOfBuilder(m *machine, x *expr.Call, _, now *value.Object, args []value.Value) (value.Value, bool) {
	return choices(append([]value.Value{now.Content()}, args...), func(s []value.Str) value.Value {
		if v, ok := substring(m, x, s[0], s[1:]); ok {
			return v
		}
		return m.because(x, value.StringType, value.Value{Alts: []value.Str{s[0]}})
	})
}

// shorten is builder.Length = n, or with back builder.Length -= n.
func (m *machine) shorten(x expr.Node, o *value.Object, n value.Value, back bool) {
	content := m.now(o).Content()
	out, ok := choices([]value.Value{content, n}, func(s []value.Str) value.Value {
		k, ok := s[1].Number()
		if tail := s[0].Tail(); ok && back && k >= 0 && k <= int64(len(tail)) && isASCII(tail) {
			return stringOf(value.Value{Alts: []value.Str{withoutLast(s[0], int(k))}})
		}
		if head := s[0].Head(); ok && !back && k >= 0 && k <= int64(len(head)) && isASCII(head) {
			return stringOf(value.Value{Alts: []value.Str{s[0].To(s[0].PosAt(int(k)))}})
		}
		return m.because(x, value.StringType, content)
	})
	if !ok {
		out = m.because(x, value.StringType, content)
	}
	m.put(o, &value.Object{Kind: value.Builder, Elems: []value.Value{out}})
}

// withoutLast is a text without so many of the known bytes at its end.
func withoutLast(s value.Str, n int) value.Str {
	i := len(s.Parts)
	for i > 0 && n > 0 {
		size := len(s.Parts[i-1].View.Src)
		if size > n {
			return s.To(value.Pos{Part: i - 1, Off: size - n})
		}
		n, i = n-size, i-1
	}
	return value.Str{Parts: s.Parts[:i:i], When: s.When}
}

func replaceText(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool) {
	return m.edited(x, o, now, replace, args...)
}
