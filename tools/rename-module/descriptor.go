package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"
)

// The fields of a FileDescriptorProto that lead to the path:
// https://github.com/protocolbuffers/protobuf/blob/main/src/google/protobuf/descriptor.proto
const (
	optionsField   protowire.Number = 8
	goPackageField protowire.Number = 11 // of FileOptions
)

// descriptor changes the option go_package in a serialised FileDescriptorProto;
// all other bytes stay.
func (r *renamer) descriptor(raw []byte) ([]byte, error) {
	return field(raw, optionsField, func(options []byte) ([]byte, error) {
		return field(options, goPackageField, func(p []byte) ([]byte, error) {
			dir, name, named := strings.Cut(string(p), ";")
			if dir = r.path(dir); named {
				dir += ";" + name
			}
			return []byte(dir), nil
		})
	})
}

// field changes what a field of a message holds.
func field(message []byte, number protowire.Number, change func([]byte) ([]byte, error)) ([]byte, error) {
	var out []byte
	for len(message) > 0 {
		num, kind, n := protowire.ConsumeField(message)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		whole := message[:n]
		message = message[n:]
		if num != number {
			out = append(out, whole...)
			continue
		}
		if kind != protowire.BytesType {
			return nil, fmt.Errorf("field %d of the descriptor is of wire type %d, want %d", num, kind, protowire.BytesType)
		}
		_, _, tag := protowire.ConsumeTag(whole)
		value, _ := protowire.ConsumeBytes(whole[tag:])
		changed, err := change(value)
		if err != nil {
			return nil, err
		}
		out = protowire.AppendBytes(append(out, whole[:tag]...), changed)
	}
	return out, nil
}

// goDescriptors changes the constants of protoc-gen-go that hold a descriptor.
func (r *renamer) goDescriptors(set *token.FileSet, tree *ast.File) ([]edit, error) {
	var edits []edit
	for _, d := range tree.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST || len(g.Specs) != 1 {
			continue
		}
		c := g.Specs[0].(*ast.ValueSpec)
		if !strings.HasPrefix(c.Names[0].Name, "file_") || !strings.HasSuffix(c.Names[0].Name, "_rawDesc") || len(c.Values) != 1 {
			continue
		}
		raw, err := joined(c.Values[0])
		if err != nil {
			return nil, err
		}
		changed, err := r.descriptor(raw)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(raw, changed) {
			edits = append(edits, edit{set.Position(c.Values[0].Pos()).Offset, set.Position(c.Values[0].End()).Offset, quoted(changed)})
		}
	}
	return edits, nil
}

// joined is the text of string literals with + between them.
func joined(x ast.Expr) ([]byte, error) {
	switch x := x.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return []byte(s), err
	case *ast.BinaryExpr:
		left, err := joined(x.X)
		if err != nil {
			return nil, err
		}
		right, err := joined(x.Y)
		return append(left, right...), err
	}
	return nil, fmt.Errorf("a descriptor that is no text")
}

// quoted writes a descriptor as protoc-gen-go does: a literal for each line.
func quoted(raw []byte) string {
	var b strings.Builder
	b.WriteString(`""`)
	for line := range bytes.Lines(raw) {
		b.WriteString(" +\n\t" + strconv.Quote(string(line)))
	}
	return b.String()
}

var nodeLiteral = regexp.MustCompile(`fileDesc\("([A-Za-z0-9+/]+)"`)

// nodeDescriptor changes the descriptors in code of protoc-gen-es, which are
// base64 without padding.
func (r *renamer) nodeDescriptor(src []byte) ([]byte, error) {
	var edits []edit
	for _, m := range nodeLiteral.FindAllSubmatchIndex(src, -1) {
		raw, err := base64.RawStdEncoding.DecodeString(string(src[m[2]:m[3]]))
		if err != nil {
			return nil, err
		}
		changed, err := r.descriptor(raw)
		if err != nil {
			return nil, err
		}
		edits = append(edits, edit{m[2], m[3], base64.RawStdEncoding.EncodeToString(changed)})
	}
	return r.between(src, edits), nil
}
