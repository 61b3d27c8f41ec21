// Package estate knows the API Management instance and its artifacts: what the
// gateway is called, in which network it stands, and the APIs, products,
// backends, named values and fragments that surround a policy.
//
//	paths  -- Split --> groups           which files belong together
//	files  -- Parse --> sources          JSON, YAML and .tfvars with places; one file at a time
//	group + sources -- Read --> Estate   facts merged, overrides applied, things linked
//	Estate.Gateway                       package gateway: is a host mine, does a call to it fail?
//	Workspace.Route                      which API does a path lead to?
//
// Where to find what:
//
//	estate.go               the types that others see
//	inputs.go               which files belong to an estate
//	split.go                estates of a project
//	layout.go               the table of artifact files
//	read.go                 Read, the order of the sources
//	instance.go             instance.json: az apim show, ARM
//	config.go               hairpin.yaml; hairpin.schema.json says the same
//	artifacts*.go, props.go the artifact files under the overrides of an environment
//	overrides.go            configuration.<env>.yaml
//	tokens.go               what the deployment puts in for its tokens
//	openapi*.go             the operations of an API
//	route.go                paths of APIs
//	source.go               a file as a tree (package tree) with its problems
//
// Three things always hold. Nothing here reads a file or asks a clock: input is
// text in memory. What is missing or not understood is unknown, the zero value;
// a file that is broken is a [Problem] with its place, and everything else is
// still read. The value of a secret never gets into an [Estate].
package estate
