// Package analyzer finds the calls that an API Management gateway makes to itself.
package analyzer
