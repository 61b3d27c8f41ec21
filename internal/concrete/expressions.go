package concrete

import (
	"slices"
	"strconv"
	"strings"

	"hairpin.example/hairpin/analyzer/expr"
)

func (m *machine) eval(x expr.Expr) any {
	m.tick()
	v := m.value(x)
	if s, ok := v.(string); ok && len(s) > maxText {
		giveUp()
	}
	return v
}

func (m *machine) value(x expr.Expr) any {
	switch x := x.(type) {
	case *expr.String:
		var b strings.Builder
		for _, p := range x.Pieces() {
			if p.Placeholder != 0 {
				giveUp()
			}
			b.WriteString(p.Text)
		}
		return b.String()
	case *expr.Literal:
		return m.literal(x)
	case *expr.Paren:
		return m.eval(x.X)
	case *expr.Interpolated:
		var b strings.Builder
		for i := range x.Parts {
			p := &x.Parts[i]
			if p.Align != nil || p.Format != "" {
				giveUp()
			}
			if p.X != nil {
				b.WriteString(textOf(m.eval(p.X)))
				continue
			}
			for _, piece := range p.Pieces() {
				if piece.Placeholder != 0 {
					giveUp()
				}
				b.WriteString(piece.Text)
			}
		}
		return b.String()
	case *expr.Ident:
		v := *m.place(x.Name)
		if t, ok := v.(*tuple); ok && t.isValue { // it is copied
			return &tuple{slices.Clone(t.items), t.names, true}
		}
		return v
	case *expr.Cast:
		return cast(m.eval(x.X), x.Type)
	case *expr.Tuple:
		t := &tuple{isValue: true}
		for _, e := range x.Elems {
			t.items, t.names = append(t.items, m.eval(e.X)), append(t.names, e.Name)
		}
		return t
	case *expr.Cond:
		if m.truth(x.Test) {
			return m.eval(x.Then)
		}
		return m.eval(x.Else)
	case *expr.Unary:
		return m.unary(x)
	case *expr.Binary:
		return m.binary(x)
	case *expr.Assign:
		return m.assign(x)
	case *expr.Member:
		return m.member(x)
	case *expr.Index:
		return m.index(x)
	case *expr.Call:
		return m.call(x)
	case *expr.New:
		return m.create(x)
	case *expr.NewArray:
		return m.newArray(x)
	case *expr.Lambda:
		return &function{x.Params, x.Body, x.Block, m.scope}
	}
	giveUp()
	return nil
}

// cast is (T)v.
func cast(v any, to *expr.Type) any {
	kinds := map[string]tokenKind{"JObject": object, "JArray": array, "JProperty": property}
	if to.Ranks > 0 || v == nil {
		if v != nil {
			giveUp()
		}
		return v
	}
	t, isToken := v.(*token)
	_, isText := v.(string)
	kind, wanted := kinds[to.Name]
	switch {
	case to.Name == "object", to.Name == "JToken" && isToken, to.Name == "string" && isText:
		return v
	case to.Name == "string" && isToken:
		return t.asText()
	case wanted && isToken:
		if t.kind != kind {
			throw()
		}
		return t
	}
	giveUp()
	return nil
}

func (m *machine) array(x *expr.Init) *list {
	l := &list{}
	for _, e := range x.Elems {
		l.elems = append(l.elems, m.eval(e))
	}
	return l
}

// newArray is new[] { ... }, or new string[n].
func (m *machine) newArray(x *expr.NewArray) any {
	if x.Init != nil {
		return m.array(x.Init)
	}
	if len(x.Sizes) != 1 || x.Type == nil || x.Type.Name != "string" || x.Type.Ranks > 0 {
		giveUp()
	}
	n := m.number(x.Sizes[0])
	if n < 0 || n > maxSteps {
		throw()
	}
	return arrayOf(make([]any, n))
}

// textOf is what a concatenation makes of a value.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int32:
		return strconv.Itoa(int(v))
	case char:
		return string(rune(v))
	case bool:
		if v {
			return "True"
		}
		return "False"
	case *builder:
		return v.text
	case *token:
		return v.text()
	case *uri:
		return v.whole()
	}
	giveUp()
	return ""
}

func (m *machine) literal(x *expr.Literal) any {
	switch x.Kind {
	case expr.Null:
		return nil
	case expr.Bool:
		return x.Text == "true"
	case expr.Int:
		n, err := strconv.ParseInt(x.Text, 10, 32)
		if err != nil {
			giveUp()
		}
		return int32(n)
	case expr.Char:
		if len(x.Text) == 3 {
			return char(x.Text[1])
		}
	}
	giveUp()
	return nil
}

func (m *machine) unary(x *expr.Unary) any {
	switch x.Op {
	case "!":
		return !m.truth(x.X)
	case "-":
		return -m.number(x.X)
	case "++", "--":
		id, ok := x.X.(*expr.Ident)
		if !ok || !x.Postfix {
			giveUp()
		}
		n := m.number(id)
		if x.Op == "--" {
			*m.place(id.Name) = n - 1
		} else {
			*m.place(id.Name) = n + 1
		}
		return n
	}
	giveUp()
	return nil
}

func (m *machine) number(x expr.Expr) int32 {
	n, ok := m.eval(x).(int32)
	if !ok {
		giveUp()
	}
	return n
}

func (m *machine) binary(x *expr.Binary) any {
	switch x.Op {
	case "&&":
		return m.truth(x.X) && m.truth(x.Y)
	case "||":
		return m.truth(x.X) || m.truth(x.Y)
	case "??":
		if v := m.eval(x.X); v != nil {
			return v
		}
		return m.eval(x.Y)
	}
	a, b := m.eval(x.X), m.eval(x.Y)
	switch x.Op {
	case "==":
		return equal(a, b)
	case "!=":
		return !equal(a, b)
	case "+":
		_, s := a.(string)
		_, t := b.(string)
		if s || t {
			return textOf(a) + textOf(b)
		}
	}
	p, ok := a.(int32)
	q, ok2 := b.(int32)
	if !ok || !ok2 {
		giveUp()
	}
	switch x.Op {
	case "+":
		return p + q
	case "-":
		return p - q
	case "*":
		return p * q
	case "/", "%":
		if q == 0 {
			throw()
		}
		if x.Op == "/" {
			return p / q
		}
		return p % q
	case "<":
		return p < q
	case ">":
		return p > q
	case ">=":
		return p >= q
	case "<=":
		return p <= q
	}
	giveUp()
	return nil
}

func (m *machine) assign(x *expr.Assign) any {
	switch target := x.X.(type) {
	case *expr.Ident:
		local := m.place(target.Name)
		old := *local
		v := m.eval(x.Y)
		switch x.Op {
		case "=":
		case "+=":
			v = sum(old, v)
		default:
			giveUp()
		}
		*local = v
		return v
	case *expr.Tuple:
		v := m.eval(x.Y)
		if x.Op != "=" {
			giveUp()
		}
		m.deconstruct(target, v)
		return v
	case *expr.Index:
		if x.Op != "=" || len(target.Args) != 1 {
			giveUp()
		}
		owner, key, v := m.eval(target.X), m.eval(target.Args[0].X), m.eval(x.Y)
		setElement(owner, key, v)
		return v
	case *expr.Member:
		var owner any
		if id, ok := target.X.(*expr.Ident); ok {
			owner = *m.place(id.Name)
		} else {
			owner = m.eval(target.X)
		}
		return m.setMember(owner, target.Sel.Text, x.Op, m.eval(x.Y))
	}
	giveUp()
	return nil
}

// sum is old + v.
func sum(old, v any) any {
	if n, ok := old.(int32); ok {
		k, ok := v.(int32)
		if !ok {
			giveUp()
		}
		return n + k
	}
	return textOf(old) + textOf(v)
}

// setElement is owner[key] = v.
func setElement(owner, key, v any) {
	switch owner := owner.(type) {
	case nil:
		throw()
	case *list:
		i, ok := key.(int32)
		if !ok {
			giveUp()
		}
		if i < 0 || int(i) >= len(owner.elems) {
			throw()
		}
		owner.elems = append([]any(nil), owner.elems...)
		owner.elems[i] = v
		owner.changes++
	case *dict:
		owner.set(keyOf(key), v)
	case *token:
		owner.put(key, v)
	default:
		giveUp()
	}
}

// setMember is owner.name = v, and the like.
func (m *machine) setMember(owner any, name, op string, v any) any {
	switch owner := owner.(type) {
	case nil:
		throw()
	case *builder:
		n, ok := v.(int32)
		if !ok || name != "Length" || op != "=" && op != "-=" {
			giveUp()
		}
		size := len(ascii(owner.text))
		if op == "-=" {
			n = int32(size) - n
		}
		if n < 0 {
			throw()
		}
		if int(n) > size {
			giveUp() // filled with NUL
		}
		owner.text = owner.text[:n]
		return v
	case *token:
		if owner.kind == property && name == "Value" && op == "=" {
			owner.parts[0].replace(v)
			return v
		}
	case *tuple:
		for i := range owner.items {
			if op == "=" && owner.isValue && (name == item(i) || name == owner.names[i]) {
				owner.items[i] = v
				return v
			}
		}
	}
	giveUp()
	return nil
}

func item(i int) string { return "Item" + strconv.Itoa(i+1) }

func keyOf(v any) string {
	s, ok := v.(string)
	if v == nil {
		throw()
	}
	if !ok {
		giveUp()
	}
	return s
}

// path is the dotted name of a chain of members, "" if x is none.
func path(x expr.Expr) string {
	switch x := x.(type) {
	case *expr.Ident:
		return x.Name
	case *expr.Member:
		if p := path(x.X); p != "" {
			return p + "." + x.Sel.Text
		}
	}
	return ""
}

func (m *machine) member(x *expr.Member) any {
	if path(x) == "context.Request.OriginalUrl.Host" {
		return m.ctx.Host
	}
	if v, ok := m.ctx.Members[path(x)]; ok {
		return v
	}
	switch name := path(x); name {
	case "context.Deployment.Gateway.IsManaged":
		return !m.ctx.SelfHosted
	case "context.Deployment.Gateway.Id", "context.Deployment.GatewayId":
		if m.ctx.SelfHosted {
			return "edge"
		}
		return "managed"
	case "StringComparison.Ordinal", "StringComparison.OrdinalIgnoreCase":
		return name
	}
	recv := m.eval(x.X)
	if l, ok := recv.(*list); ok && x.Sel.Text == "Add" && l.kind != "" {
		return method(func(args []any) any {
			v, _ := m.changeList(l, "Add", args)
			return v
		})
	}
	if recv == nil {
		if x.Optional {
			giveUp() // what follows is left out, too
		}
		throw()
	}
	return memberOf(recv, x.Sel.Text)
}

func memberOf(recv any, name string) any {
	switch v := recv.(type) {
	case string:
		if name == "Length" {
			return int32(len(ascii(v)))
		}
	case *builder:
		if name == "Length" {
			return int32(len(ascii(v.text)))
		}
	case *list:
		if (name == "Count") == (v.kind != "") && (name == "Count" || name == "Length") {
			return int32(len(v.elems))
		}
	case *dict:
		return v.member(name)
	case *pair:
		switch name {
		case "Key":
			return v.key
		case "Value":
			return v.value
		}
	case *tuple:
		for i := range v.items {
			if name == item(i) || v.names != nil && name == v.names[i] {
				return v.items[i]
			}
		}
	case *token:
		return v.member(name)
	case *match:
		return v.member(name)
	case *uri:
		return v.part(name)
	}
	giveUp()
	return nil
}

// ascii gives up on text in which bytes and characters differ.
func ascii(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			giveUp()
		}
	}
	return s
}

func (m *machine) index(x *expr.Index) any {
	if len(x.Args) != 1 {
		giveUp()
	}
	if path(x.X) == "context.Variables" {
		v, ok := m.ctx.Variables[keyOf(m.eval(x.Args[0].X))]
		if !ok {
			throw()
		}
		return v
	}
	if path(x.X) == "context.Request.Headers" {
		v, ok := m.ctx.Headers[keyOf(m.eval(x.Args[0].X))]
		if !ok {
			throw()
		}
		return arrayOf([]any{v})
	}
	owner, key := m.eval(x.X), m.eval(x.Args[0].X)
	switch owner := owner.(type) {
	case nil:
		throw()
	case *token:
		return owner.get(key)
	case *match:
		return owner.group(key)
	case *list:
		i, ok := key.(int32)
		if !ok {
			giveUp()
		}
		if i < 0 || int(i) >= len(owner.elems) {
			throw()
		}
		return owner.elems[i]
	case *dict:
		k, ok := owner.find(keyOf(key))
		if !ok {
			throw()
		}
		return owner.entries[k]
	}
	giveUp()
	return nil
}
