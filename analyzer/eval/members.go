package eval

import (
	"maps"
	"slices"

	"hairpin.example/hairpin/analyzer/value"
)

// Member is a member of .NET that is followed.
type Member struct {
	Name   string
	Type   string // of the value or the result, "" if it depends
	Method bool
}

// typeNames are the names of types in C#.
var typeNames = map[value.Type]string{value.StringType: "string", value.BoolType: "bool", value.NumberType: "int", value.CharType: "char"}

// kindsByName are the types of objects that are followed.
var kindsByName = map[string]value.ObjectKind{
	"StringBuilder": value.Builder, "List": value.List, "JArray": value.List, "IEnumerable": value.List, "IReadOnlyDictionary": value.List, "Dictionary": value.Map, "JObject": value.Map, "JToken": value.Map,
	"Uri": value.URI, "Regex": value.Regexp,
}

// MembersOf are the members of a type that are followed, sorted; the type is
// named without type arguments. Arrays are called "[]".
func MembersOf(name string) []Member {
	var out []Member
	if name == "string" {
		out = append(out, Member{Name: "Length", Type: "int"})
		for _, n := range slices.Sorted(maps.Keys(stringMethods)) {
			out = append(out, Member{n, typeNames[stringMethods[n].typ], true})
		}
		return out
	}
	if name == "[]" {
		out, name = append(out, Member{Name: "Length", Type: "int"}), "List"
	}
	if kind, ok := kindsByName[name]; ok {
		for _, n := range slices.Sorted(maps.Keys(objectMethods[kind])) {
			out = append(out, Member{Name: n, Method: true})
		}
	}
	return out
}

// Statics are the members of types that are followed, with the name of the type
// before them, sorted: string.IsNullOrEmpty, StringComparison.Ordinal.
func Statics() []Member {
	var out []Member
	for _, n := range slices.Sorted(maps.Keys(staticMethods)) {
		out = append(out, Member{n, typeNames[staticTypes[n]], true})
	}
	for _, n := range slices.Sorted(maps.Keys(constants)) {
		out = append(out, Member{Name: n, Type: typeNames[constants[n].typ]})
	}
	return out
}
