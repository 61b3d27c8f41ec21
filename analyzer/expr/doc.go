// Package expr reads the C# of policy expressions.
package expr
