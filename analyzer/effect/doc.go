// Package effect says what C# can change, without running it.
//
//	effects.go  what a piece of code can do to locals and to objects
//	names.go    which names lead to the same object
//	touched.go  what the code of a policy does to the objects of variables
//	pure.go     methods of .NET by what they leave alone
//	types.go    names of types
//
// It looks at what is declared, never at how a name is written, and it is on the safe
// side: what it does not know can change everything that it is given.
package effect
