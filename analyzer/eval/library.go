package eval

import "hairpin.example/hairpin/analyzer/value"

// library is the part of .NET that is followed: tables, one row per member. A
// machine carries it, because the rows lead back to the evaluation.
type library struct {
	strings      map[string]method
	statics      map[string]static
	objects      map[value.ObjectKind]map[string]objectMethod
	constructors map[string]constructor
}

var dotNet = library{
	strings:      stringMethods,
	statics:      staticMethods,
	objects:      objectMethods,
	constructors: constructors,
}
