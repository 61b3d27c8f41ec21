package interpret

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"hairpin.example/hairpin/analyzer/text"
	"hairpin.example/hairpin/analyzer/value"
)

// table is what a list of variables holds, as a map of names.
type table struct {
	set   map[string]string // the latest value
	older map[string]bool   // set before anything became possible
	any   string            // what the others can be, "" if nothing
	order []string          // all names, in order
}

func (m table) with(name, value string) table {
	m.set, m.older, m.order = maps.Clone(m.set), maps.Clone(m.older), append(slices.Clip(m.order), name)
	if name == anyVariable {
		m.any = value
		for n := range m.set {
			m.older[n] = true
		}
		return m
	}
	m.set[name] = value
	delete(m.older, name)
	return m
}

// can is what a variable can be, sorted: "-" is that it is not set.
func (m table) can(name string) string {
	var out []string
	value, ok := m.set[name]
	if ok {
		out = append(out, value)
	}
	if m.any != "" && (!ok || m.older[name]) {
		out = append(out, m.any)
		if !ok {
			out = append(out, "-")
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// textsOf is a value as table has it.
func textsOf(v value.Value) string {
	var out []string
	for _, s := range v.Alts {
		if t, ok := s.Literal(); ok && !s.IsNull() {
			out = append(out, t)
		} else {
			out = append(out, "-")
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func textValue(s string) func() value.Value {
	return func() value.Value { return value.TextOf("p", text.NewView(s), value.PlainText) }
}

// same compares a list with the table, by both ways of looking a name up.
func (m table) same(t *testing.T, b *binding, names []string) {
	t.Helper()
	for _, name := range names {
		if name == anyVariable {
			continue // no policy can name it
		}
		if got, want := textsOf(b.lookup(name)), m.can(name); got != want {
			t.Fatalf("behind %d variables, %s is %q, want %q", len(m.order), name, got, want)
		}
		set := b.named(name)
		value, ok := m.set[name]
		if (set != nil) != ok || ok && textsOf(set.value()) != value {
			t.Fatalf("behind %d variables, the latest binding of %s is %v, want %q", len(m.order), name, set, value)
		}
		if got, want := set.below(b.named(anyVariable)), m.any != "" && (!ok || m.older[name]); got != want {
			t.Fatalf("behind %d variables, that %s may be anything is %v", len(m.order), name, got)
		}
	}
}

// FuzzVariables: lists that share their tails give what maps give. Of each input
// byte four bits choose the list that is gone on from.
func FuzzVariables(f *testing.F) {
	f.Add([]byte("abc"), uint16(3), uint8(0))
	f.Add([]byte(strings.Repeat("\x00", 3*far)), uint16(500), uint8(0))
	f.Add([]byte(strings.Repeat("\x00\x11\x02\x23", 40)), uint16(70), uint8(20))
	f.Add([]byte(strings.Repeat("\x00\x10\x21", 60)), uint16(900), uint8(50))
	f.Fuzz(func(t *testing.T, steps []byte, names uint16, anything uint8) {
		count := int(names%1000) + 1
		lists, tables := make([]*binding, 16), make([]table, 16)
		for i := range tables {
			tables[i] = table{set: map[string]string{}, older: map[string]bool{}}
		}
		state := uint32(1)
		random := func(n int) int {
			state = state*1664525 + 1013904223
			return int(state>>8) % n
		}
		for i, step := range steps[:min(len(steps), 300)] {
			from, to := step>>4, step&15
			state += uint32(step)
			name := fmt.Sprint("v", random(count))
			if anything > 0 && random(256) < int(anything%64) {
				name = anyVariable
			}
			value := fmt.Sprint("w", i)
			lists[to], tables[to] = lists[from].with(name, textValue(value)), tables[from].with(name, value)
			if random(4) == 0 { // those before it are computed and indexed, or not
				tables[to].same(t, lists[to], []string{name, fmt.Sprint("v", random(count)), "never"})
			}
		}
		for i := range lists {
			asked := []string{"never"}
			for range 20 {
				asked = append(asked, fmt.Sprint("v", random(count)))
			}
			tables[i].same(t, lists[i], append(asked, tables[i].order[max(0, len(tables[i].order)-40):]...))
		}
	})
}

// TestManyVariables: whatever the number of variables, each has its own value,
// also in a list that branches off after the others are indexed.
func TestManyVariables(t *testing.T) {
	const count = 3000
	var b *binding
	m := table{set: map[string]string{}, older: map[string]bool{}}
	var names []string
	for i := range count {
		name := fmt.Sprint("v", i)
		names = append(names, name)
		b = b.with(name, textValue(name))
		m.set[name], m.order = name, append(m.order, name)
	}
	m.same(t, b, names)
	changed, other := b, m
	for i := 0; i < count; i += 7 {
		changed, other.order = changed.with(names[i], textValue("other")), append(slices.Clip(other.order), names[i])
	}
	other.set = maps.Clone(m.set)
	for i := 0; i < count; i += 7 {
		other.set[names[i]] = "other"
	}
	other.same(t, changed, append(names, "never"))
	m.same(t, b, append(names, "never"))
}

// TestNearVariables: the limit of looking one by one hides no variable, wherever
// it stands.
func TestNearVariables(t *testing.T) {
	for behind := range 2*far + 3 {
		for _, beside := range []string{"", "before", "after"} {
			b, m := (*binding)(nil), table{set: map[string]string{}, older: map[string]bool{}}
			set := func(name, value string) { b, m = b.with(name, textValue(value)), m.with(name, value) }
			if beside == "before" {
				set(anyVariable, "anything")
			}
			set("host", "h")
			if beside == "after" {
				set(anyVariable, "anything")
			}
			for i := range behind {
				set(fmt.Sprint("v", i), "v")
			}
			m.same(t, b, []string{"host", "v0", "never"})
			m.same(t, b, []string{"host", "v0", "never"}) // with the index that was made
		}
	}
}

// TestValueOnce: a variable is computed when somebody asks, once, and reads the
// variables before it, also the one of its own name.
func TestValueOnce(t *testing.T) {
	count := 0
	first := (*binding)(nil).with("a", func() value.Value { count++; return textValue("1")() })
	second := first.with("a", func() value.Value { return value.Join(first.lookup("a"), textValue("2")()) })
	if count != 0 {
		t.Fatal("a variable that nobody reads is computed")
	}
	for range 2 {
		if got := textsOf(second.lookup("a")); got != "1 2" {
			t.Errorf("a variable set from itself is %q", got)
		}
	}
	if got := textsOf(first.lookup("a")); got != "1" || count != 1 {
		t.Errorf("the variable is %q, computed %d times", got, count)
	}
}

// TestSince: what was bound since an older list is listed once for each name.
func TestSince(t *testing.T) {
	old := (*binding)(nil).with("a", textValue("1")).with("b", textValue("1")).with("c", textValue("1"))
	left := old.with("a", textValue("2")).with("d", textValue("2"))
	right := old.with("b", textValue("2")).with("a", textValue("2")).with("b", textValue("3"))
	for _, c := range []struct {
		lists []*binding
		want  []string
	}{
		{nil, nil},
		{[]*binding{old}, nil},
		{[]*binding{left}, []string{"d", "a"}},
		{[]*binding{left, right}, []string{"d", "a", "b"}},
		{[]*binding{right, left}, []string{"b", "a", "d"}},
	} {
		if got := since(old, c.lists...); !slices.Equal(got, c.want) {
			t.Errorf("since %v: %v, want %v", c.lists, got, c.want)
		}
	}
	if got := since(nil, old); len(got) != 3 {
		t.Errorf("a list from its beginning has %d changes", len(got))
	}
}
