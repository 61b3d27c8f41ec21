package eval

import (
	"hairpin.example/hairpin/analyzer/effect"
	"hairpin.example/hairpin/analyzer/expr"
	"hairpin.example/hairpin/analyzer/value"
)

// objectMember is a property of an object.
func (m *machine) objectMember(x *expr.Member, o *value.Object, name string) value.Value {
	if o.Kind == value.Context {
		return m.contextMember(x, o.Name, name)
	}
	if o.Kind == value.URI {
		return m.uriMember(x, o, name)
	}
	now := m.now(o)
	switch name {
	case "Length", "Count":
		if now.Kind == value.Bytes {
			if t, ok := now.Content().Only(); ok {
				return m.integer(x, int64(len(t)))
			}
		}
		list := now
		if now.Kind == value.Map {
			list = m.pairs(x, now)
		}
		if !list.IsOpen() && list.Kind == value.List {
			return m.integer(x, int64(len(list.Elems)))
		}
		if now.Kind == value.Builder {
			if t, ok := now.Content().Only(); ok && isASCII(t) {
				return m.integer(x, int64(len(t)))
			}
		}
		return value.OfPart(value.Part{Why: "the length of ", Of: x.X, Type: value.NumberType, At: m.loc(x), Form: value.Operand})
	case "Keys":
		if now.Kind == value.Map {
			out := now.Entries(func(i int) value.Value { return m.key(x, now, i) }, value.Value{})
			return m.deferred(value.OfObject(out, m.here(x)), x, nil, o)
		}
	case "Values":
		if now.Kind == value.Map {
			out := now.Entries(func(i int) value.Value { return now.Elems[i] }, now.Rest)
			return m.deferred(value.OfObject(out, m.here(x)), x, nil, o)
		}
	case "First", "Last": // of a JArray
		if now.Kind == value.List && now.JSON && len(now.Elems) > 0 && (name == "First" || !now.IsOpen()) {
			e := now.Elems[0]
			if name == "Last" {
				e = now.Elems[len(now.Elems)-1]
			}
			return e.ReadAt(m.loc(x), value.Operand, nil)
		}
	}
	if now.Kind == value.Map {
		if i := now.Find(name); i >= 0 {
			return now.Elems[i].ReadAt(m.loc(x), value.Operand, nil)
		}
	}
	return m.because(x, value.AnyType, now.Elems...)
}

// objectMethod is a method of an object: a row of a table.
type objectMethod struct {
	min, max int // arguments
	// call computes the result: now is the present state of the object at the place o. It
	// gives false where it does not know what .NET does.
	call objectCall
	// lazy is true if the result is a query, which runs when somebody looks at it.
	lazy bool
}

type objectCall func(m *machine, x *expr.Call, o, now *value.Object, args []value.Value) (value.Value, bool)

// callObject calls a method of an object.
func (m *machine) callObject(x *expr.Call, sel *expr.Member, s value.Str, o *value.Object, args []value.Value) value.Value {
	for i, a := range args {
		if len(a.Alts) == 0 && x.Args[i].Mode != "out" {
			return value.Value{}
		}
	}
	if o.Kind == value.Context {
		return m.callContext(x, sel, o.Name)
	}
	if o.Kind == value.Func && sel.Sel.Text == "Invoke" {
		return m.invoke(x, o.Fn, args).ReadAt(m.loc(x), value.Operand, nil)
	}
	if f, ok := m.lib.objects[o.Kind][sel.Sel.Text]; ok && len(args) >= f.min && len(args) <= f.max {
		if out, ok := f.call(m, x, o, m.now(o), args); ok {
			if f.lazy {
				out = m.deferred(out, x, argsOf(x), o)
			}
			return out
		}
	}
	if sel.Sel.Text == "ToString" && len(args) == 0 {
		return m.textOf(value.Value{Alts: []value.Str{s}}).ReadAt(m.loc(x), value.Operand, nil)
	}
	// A method that is not followed can change everything that it gets.
	elems := m.now(o).Elems
	if !effect.Pure(sel.Sel.Text) {
		m.loseValue(value.Value{Alts: []value.Str{s}}, 0)
		m.loseArgs(args)
		m.disturb(x)
	}
	m.mayRun(x)
	return m.because(x, value.AnyType, elems...)
}

// argsOf are the arguments of a call as one piece of code.
func argsOf(x *expr.Call) expr.Node { return &expr.Call{Fun: &expr.Bad{}, Args: x.Args} }

// mayRun runs the lambdas among the arguments of a method that is not followed as often as
// it may do.
func (m *machine) mayRun(x *expr.Call) {
	for _, a := range x.Args {
		f, ok := a.X.(*expr.Lambda)
		if !ok || m.locals == nil {
			continue
		}
		if e := m.effects(f); len(e.Assigned) == 0 && !e.ChangesObjects() {
			continue
		}
		params := make([]value.Value, len(f.Params))
		for i, p := range f.Params {
			params[i] = m.unknown(f, "the parameter "+p.Name.Text)
		}
		end := m.manyOf(f, func() (*frame, bool) {
			m.clone()
			return nil, len(m.invoke(f, &value.Function{Params: f.Params, Body: f.Body, Block: f.Block}, params).Alts) > 0
		})
		m.restore(*end)
	}
}

// void is what a method gives that gives nothing.
func (m *machine) void(x expr.Node) value.Value {
	return value.OfPart(value.Part{Kind: value.Null, At: m.loc(x), Form: value.Operand})
}

// objectMethods are the methods that are followed, by kind and name.
var objectMethods = map[value.ObjectKind]map[string]objectMethod{
	// https://learn.microsoft.com/dotnet/api/system.text.stringbuilder
	value.Builder: {
		"Append": {1, 3, appendText, false}, "AppendLine": {0, 1, appendLine, false}, "AppendFormat": {1, 9, appendFormat, false},
		"Clear": {0, 0, clearBuilder, false}, "Insert": {2, 2, insertText, false}, "Replace": {2, 2, replaceText, false},
		"Remove": {2, 2, removeText, false}, "ToString": {2, 2, partOfBuilder, false},
	},
	// https://learn.microsoft.com/dotnet/api/system.collections.generic
	// https://learn.microsoft.com/dotnet/api/system.linq.enumerable
	value.List: {
		"Add": {1, 1, addElement, false}, "Enqueue": {1, 1, addElement, false}, "AddLast": {1, 1, addElement, false}, "Push": {1, 1, pushElement, false},
		"AddRange": {1, 1, addElements, false}, "UnionWith": {1, 1, addElements, false}, "Insert": {2, 2, insertElement, false},
		"RemoveAt": {1, 1, removeAt, false}, "Remove": {1, 1, removeElement, false}, "RemoveAll": {1, 1, removeAll, false}, "RemoveRange": {2, 2, removeRange, false},
		"Clear": {0, 0, clearList, false}, "Dequeue": {0, 0, takeFirst, false}, "Pop": {0, 0, takeFirst, false}, "Peek": {0, 0, firstElement(false, false), false},
		"Sort": {0, 1, sortList, false}, "ForEach": {1, 1, forEachElement, false},

		"First": {0, 1, firstElement(false, false), false}, "FirstOrDefault": {0, 1, firstElement(false, true), false}, "Find": {1, 1, firstElement(false, true), false},
		"Last": {0, 1, firstElement(true, false), false}, "LastOrDefault": {0, 1, firstElement(true, true), false}, "FindLast": {1, 1, firstElement(true, true), false},
		"Single": {0, 1, firstElement(false, false), false}, "SingleOrDefault": {0, 1, firstElement(false, true), false},
		"ElementAt": {1, 1, elementAt(false), false}, "GetValue": {1, 1, elementAt(false), false}, "ElementAtOrDefault": {1, 1, elementAt(true), false},
		"ToArray": {0, 0, copyOfList, false}, "ToList": {0, 0, copyOfList, false}, "ToHashSet": {0, 0, distinctCopy, false}, "GetRange": {2, 2, getRange, false},
		"AsEnumerable": {0, 0, copyOfList, true}, "AsReadOnly": {0, 0, copyOfList, true}, "Children": {0, 0, copyOfList, true}, "Cast": {0, 0, copyOfList, true}, "OfType": {0, 0, ofType, true},
		"Where": {1, 1, where, true}, "FindAll": {1, 1, where, false}, "Select": {1, 1, selectEach, true}, "SelectMany": {1, 1, selectMany, true}, "ConvertAll": {1, 1, selectEach, false},
		"Skip": {1, 1, skipElements, true}, "Take": {1, 1, takeElements, true}, "SkipWhile": {1, 1, someElements, true}, "TakeWhile": {1, 1, someElements, true},
		"Reverse": {0, 0, reversed, true}, "Concat": {1, 1, concatLists, true}, "Append": {1, 1, appended, true}, "Prepend": {1, 1, prepended, true},
		"DefaultIfEmpty": {0, 1, defaultIfEmpty, true}, "Distinct": {0, 0, distinctElements, true}, "Union": {1, 1, unionElements, true},
		"Zip": {2, 2, zip, true}, "Intersect": {1, 1, someElements, true}, "Except": {1, 1, someElements, true},
		"OrderBy": {1, 2, anyOrder, true}, "OrderByDescending": {1, 2, anyOrder, true}, "ThenBy": {1, 2, anyOrder, true}, "ThenByDescending": {1, 2, anyOrder, true},
		"Any": {0, 1, anyElementOf, false}, "Exists": {1, 1, anyElementOf, false}, "All": {1, 1, allElements, false}, "TrueForAll": {1, 1, allElements, false},
		"Count": {0, 1, countElements, false}, "Contains": {1, 2, containsElement, false}, "ToDictionary": {1, 2, toDictionary, false},
		"Aggregate": {1, 3, aggregate, false}, "Max": {0, 0, oneOf, false}, "Min": {0, 0, oneOf, false},
	},
	// https://learn.microsoft.com/dotnet/api/system.collections.generic.dictionary-2
	// https://www.newtonsoft.com/json/help/html/T_Newtonsoft_Json_Linq_JObject.htm
	value.Map: {
		"Add": {1, 2, addEntry, false}, "ContainsKey": {1, 1, containsKey, false}, "TryGetValue": {2, 2, tryGetValue, false},
		"GetValue": {1, 2, getValue, false}, "Value": {1, 1, getValue, false}, "GetValueOrDefault": {1, 2, getValue, false},
		"SelectToken": {1, 1, selectToken, false}, "Properties": {0, 0, pairsOf, true}, "Property": {1, 1, propertyOf, false},
		"Remove": {1, 1, removeEntry, false}, "Clear": {0, 0, clearMap, false}, "Merge": {1, 2, mergeMap, false}, "First": {0, 1, firstPair, false}, "FirstOrDefault": {0, 1, firstPair, false},
		"Where": {1, 1, overPairs(where), true}, "Select": {1, 1, overPairs(selectEach), true}, "Any": {0, 1, overPairs(anyElementOf), false}, "Count": {0, 1, overPairs(countElements), false},
		"ToList": {0, 0, overPairs(copyOfList), false}, "ToArray": {0, 0, overPairs(copyOfList), false},
		"OrderBy": {1, 2, overPairs(anyOrder), true}, "OrderByDescending": {1, 2, overPairs(anyOrder), true},
	},
	// https://learn.microsoft.com/dotnet/api/system.uri
	value.URI: {"ToString": {0, 0, uriText, false}, "GetLeftPart": {1, 1, leftPart, false}},
	// https://learn.microsoft.com/dotnet/api/system.text.regularexpressions.regex
	value.Regexp: {"Replace": {2, 2, regexpReplace, false}, "IsMatch": {1, 1, regexpIsMatch, false}, "Match": {1, 1, regexpMatch, false},
		"Matches": {1, 1, regexpMatches, false}, "Split": {1, 1, regexpSplit, false}},
}
