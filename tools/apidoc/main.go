// Command apidoc prints the page of the API: the contract in
// proto/hairpin/v1/analysis.proto as Markdown, or with -openapi as OpenAPI. Run it by
// "make generate".
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/reflect/protoreflect"
)

func main() {
	asOpenAPI := flag.Bool("openapi", false, "print OpenAPI")
	flag.Parse()
	print := write
	if *asOpenAPI {
		print = openAPI
	}
	if err := print(os.Stdout, "proto"); err != nil {
		fmt.Fprintln(os.Stderr, "apidoc:", err)
		os.Exit(1)
	}
}

// contract is the file that the page is about.
const contract = "hairpin/v1/analysis.proto"

// compiled is the contract below a folder.
func compiled(root string) (protoreflect.FileDescriptor, error) {
	compiler := protocompile.Compiler{
		Resolver:       protocompile.WithStandardImports(&protocompile.SourceResolver{ImportPaths: []string{root}}),
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(context.Background(), contract)
	if err != nil {
		return nil, err
	}
	return files[0], nil
}

// write prints the page of the contract below a folder.
func write(out io.Writer, root string) error {
	file, err := compiled(root)
	if err != nil {
		return err
	}
	p := &page{out: out, locations: file.SourceLocations()}
	p.line("# The API\n\nThis page is made of [the contract](../proto/%s) by `make generate`.\n", contract)
	services, messages, enums := file.Services(), file.Messages(), file.Enums()
	for i := range services.Len() {
		p.service(services.Get(i))
	}
	for i := range messages.Len() {
		p.message(messages.Get(i))
	}
	for i := range enums.Len() {
		p.enum(enums.Get(i))
	}
	return p.err
}

// page is what is printed, up to the first error.
type page struct {
	out       io.Writer
	locations protoreflect.SourceLocations
	err       error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", args...)
	}
}

// comment is what stands above a declaration. What is indented there is a table.
func (p *page) comment(d protoreflect.Descriptor) string {
	var out []string
	table := false
	for line := range strings.Lines(p.locations.ByDescriptor(d).LeadingComments) {
		line = strings.TrimSuffix(strings.TrimPrefix(line, " "), "\n")
		if indented := strings.HasPrefix(line, "  "); indented != table {
			table = indented
			out = append(out, "```")
		}
		out = append(out, line)
	}
	if table {
		out = append(out, "```")
	}
	return strings.Join(out, "\n")
}

// cell is a comment in a table.
func (p *page) cell(d protoreflect.Descriptor) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(p.comment(d)), " "), "|", `\|`)
}

func (p *page) service(s protoreflect.ServiceDescriptor) {
	p.line("## %s\n\n%s\n", s.FullName(), p.comment(s))
	for i := range s.Methods().Len() {
		m := s.Methods().Get(i)
		p.line("### %s\n\n`rpc %s(%s%s) returns (%s%s)`\n\n%s\n", m.Name(), m.Name(),
			stream(m.IsStreamingClient()), m.Input().Name(), stream(m.IsStreamingServer()), m.Output().Name(), p.comment(m))
	}
	p.line("## Messages\n")
}

func stream(is bool) string {
	if is {
		return "stream "
	}
	return ""
}

func (p *page) message(m protoreflect.MessageDescriptor) {
	p.line("### %s\n\n%s\n", m.Name(), p.comment(m))
	if m.Fields().Len() == 0 {
		return
	}
	p.line("| field | type | |\n|---|---|---|")
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		p.line("| `%s` | %s | %s |", f.Name(), typeOf(f), p.cell(f))
	}
	p.line("")
}

// typeOf names the type of a field, with a link if it has a section.
func typeOf(f protoreflect.FieldDescriptor) string {
	switch {
	case f.IsMap():
		return "map of " + typeOf(f.MapKey()) + " to " + typeOf(f.MapValue())
	case f.IsList():
		return "list of " + nameOf(f)
	}
	return nameOf(f)
}

func nameOf(f protoreflect.FieldDescriptor) string {
	var to protoreflect.Descriptor
	switch f.Kind() {
	case protoreflect.MessageKind:
		to = f.Message()
	case protoreflect.EnumKind:
		to = f.Enum()
	default:
		return f.Kind().String()
	}
	if to.ParentFile().Path() != contract {
		return string(to.FullName())
	}
	return fmt.Sprintf("[%s](#%s)", to.Name(), strings.ToLower(string(to.Name())))
}

func (p *page) enum(e protoreflect.EnumDescriptor) {
	p.line("### %s\n\n%s\n\n| value | number | |\n|---|---|---|", e.Name(), p.comment(e))
	for i := range e.Values().Len() {
		v := e.Values().Get(i)
		p.line("| `%s` | %d | %s |", v.Name(), v.Number(), p.cell(v))
	}
	p.line("")
}
